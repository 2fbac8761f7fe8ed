//! The facts checked against themselves.

use super::*;

#[test]
fn every_file_is_read() {
    for id in LanguageId::all() {
        load::read(id.source()).unwrap_or_else(|error| panic!("{}: {error}", id.editor_id()));
        let language = language(*id);
        assert_eq!(LanguageId::all()[id.position()], *id);
        assert!(!language.blocks.is_empty(), "{}", id.editor_id());
        assert!(language.function("abs").is_some());
    }
}
