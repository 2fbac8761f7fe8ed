//! The formatter: prints the canonical layout, byte for byte what the reference writer prints.
//!
//! Only blanks before tokens change. Line ends, commas and tokens stay, so a text has as many lines
//! after it as before. It works on the tokens of each top-level item and never on the tree: the
//! layout depends on nothing else. An item whose brackets or quotes do not match is left as it is.

mod edits;
mod layout;
mod token;

pub use edits::{Edit, edits, format_range};

use crate::split::split;
use layout::Layout;

/// The text in canonical layout.
pub fn format(text: &str) -> String {
    if u32::try_from(text.len()).is_err() {
        return text.to_owned();
    }
    let mut layout = Layout::new(text);
    if !layout.whole() {
        add_items(&mut layout, text);
    }
    layout.print()
}

/// Item by item, so that what is broken does not disturb the others.
fn add_items(layout: &mut Layout<'_>, text: &str) {
    // Any word may start a block here; the keywords only matter to text that does not close.
    let is_keyword = |_: &str| true;
    for span in split(text, &is_keyword) {
        let (start, end) = (span.range.start().into(), span.range.end().into());
        if span.recovered {
            layout.keep(end);
        } else {
            layout.item(start, end);
        }
    }
}
