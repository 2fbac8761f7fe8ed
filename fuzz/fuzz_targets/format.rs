//! Any text: formatting changes blanks alone; of valid text, twice is once.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let printed = syntax::format(text);
    let solid = |c: &char| !matches!(c, ' ' | '\t' | '\u{feff}');
    assert!(printed.chars().filter(solid).eq(text.chars().filter(solid)));
    if syntax::parse(text).errors().is_empty() {
        assert!(syntax::parse(&printed).errors().is_empty());
        assert_eq!(syntax::format(&printed), printed);
    }
});
