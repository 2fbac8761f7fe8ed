//! The tree of a block's text. Trees are not kept: they would double the memory of a project. But what is computed of a
//! block asks for its tree several times in a row, so each thread keeps the last one.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use syntax::Tree;

thread_local! {
    /// The text is held with its tree, so that no other text can come to stand at the same address.
    static LAST: RefCell<Option<(Arc<str>, Rc<Tree>)>> = const { RefCell::new(None) };
}

/// A pure function of the text: queries may call it at any time.
pub(crate) fn parsed(text: &Arc<str>) -> Rc<Tree> {
    LAST.with_borrow_mut(|last| match last {
        Some((known, tree)) if Arc::ptr_eq(known, text) => tree.clone(),
        _ => {
            let tree = Rc::new(syntax::parse(text));
            *last = Some((text.clone(), tree.clone()));
            tree
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_that_of_its_text() {
        let texts: Vec<Arc<str>> = ["a = 1\n", "b {\n}\n", "a = 1\n"].map(Arc::from).into();
        for text in texts.iter().chain(texts.iter().rev()).flat_map(|text| [text, text]) {
            assert_eq!(*parsed(text), syntax::parse(text));
        }
        assert!(Rc::ptr_eq(&parsed(&texts[0]), &parsed(&texts[0])));
    }
}
