//! The tree of a block's text. Trees are not kept: they would double the memory of a project. But what is computed of a
//! block asks for its tree several times in a row, and findings point into the same few blocks after each keystroke, so
//! each thread keeps the last ones.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use smallvec::SmallVec;
use syntax::Tree;

const KEPT: usize = 4;

type Kept = SmallVec<[(Arc<str>, Rc<Tree>); KEPT]>;

thread_local! {
    /// The last one first. A text is held with its tree, so that no other text can come to stand at the same address.
    static LAST: RefCell<Kept> = const { RefCell::new(SmallVec::new_const()) };
}

/// A pure function of the text: queries may call it at any time.
pub(crate) fn parsed(text: &Arc<str>) -> Rc<Tree> {
    LAST.with_borrow_mut(|last| {
        match last.iter().position(|(known, _)| Arc::ptr_eq(known, text)) {
            Some(index) => last[..=index].rotate_right(1),
            None => {
                last.truncate(KEPT - 1);
                last.insert(0, (text.clone(), Rc::new(syntax::parse(text))));
            }
        }
        last[0].1.clone()
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
