//! Which blocks mention a name: the way back from a declaration to its users.
//!
//! A block's mentions stay equal while anything else in it is typed. The index over all blocks is made when it is first
//! asked for; blocks of files that changed since are looked at beside it, so that a keystroke costs nothing here.

use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashSet};
use syntax::SyntaxKind;
use syntax::ast::{Expr, Part};

use crate::db::{Block, FileId, Module};
use crate::parsed::parsed;
use crate::path::static_path;
use crate::snapshot::{BlockAt, Snapshot};

/// The hash of a name that a block mentions. Of two names that collide each counts as mentioned where the other is:
/// whoever must be sure resolves the paths.
pub(crate) type Mention = u32;

/// `root.name`, as in `table.users` or `var.tenant`.
pub(crate) fn named(root: &str, name: &str) -> Mention {
    FxBuildHasher.hash_one((root, name)) as Mention
}

/// A word in a string, in any case: to SQL it makes no difference, and who must be sure compares the names.
pub(crate) fn word(word: &str) -> Mention {
    match word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => named("", word),
        false => named("", &word.to_lowercase()),
    }
}

/// A root without a name behind it that the text tells: any may be meant.
pub(crate) fn any(root: &str) -> Mention {
    named(root, "")
}

/// The words of a text that may be SQL.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Names of other blocks that a block mentions, and the words of its strings. Sorted, each once.
#[salsa::tracked(returns(ref))]
pub(crate) fn mentions_of(db: &dyn salsa::Database, block: Block) -> Arc<[Mention]> {
    let text = block.text(db);
    let tree = parsed(text);
    let root = tree.root(text);
    // What begins with the type of a nested block leads to that block, not out.
    let nested: FxHashSet<&str> = match root.blocks().next().and_then(|block| block.body()) {
        Some(body) => body.blocks().map(|block| block.keyword().text).collect(),
        None => FxHashSet::default(),
    };
    let mut found: Vec<Mention> = Vec::new();
    for node in tree.root_node(text).descendants() {
        if !matches!(node.kind(), SyntaxKind::Path | SyntaxKind::Template) {
            continue;
        }
        match Expr::cast(node) {
            Some(Expr::Path(path)) if !nested.contains(path.root().text) => {
                let root = path.root().text;
                // A name may stand after that of its schema.
                match &static_path(path).segments[1..] {
                    [] => found.push(any(root)),
                    names => found.extend(names.iter().take(2).map(|name| named(root, &name.text))),
                }
            }
            Some(Expr::Template(template)) => {
                for part in template.parts() {
                    if let Part::Text { value, .. } = part {
                        found.extend(words(&value).map(word));
                    }
                }
            }
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into()
}

/// To ask each block of a smaller file is faster than to sort what they mention.
const LEAST_INDEXED: usize = 64;

/// Every mention of a workspace at some moment, sorted. A block may have changed or gone since.
#[derive(Debug, Default)]
pub(crate) struct Index(Vec<(Mention, Block)>);

impl Index {
    fn blocks(&self, wanted: Mention) -> impl Iterator<Item = Block> + '_ {
        let start = self.0.partition_point(|(mention, _)| *mention < wanted);
        self.0[start..].iter().take_while(move |(mention, _)| *mention == wanted).map(|(_, block)| *block)
    }
}

impl Snapshot {
    /// The blocks of a module that mention `root.name`, each once, in no order. Some may mean another block of that name.
    pub fn mentioning(&self, module: Module, root: &str, name: &str) -> impl Iterator<Item = BlockAt> + '_ {
        let mut seen = FxHashSet::default();
        let blocks = self.mentioned_by(module, named(root, name)).filter(move |block| seen.insert(*block));
        blocks.filter_map(|block| self.at(block))
    }

    /// The blocks of a module in whose strings a name may stand, each once, in no order: those that have its first word.
    pub fn writing(&self, module: Module, name: &str) -> impl Iterator<Item = BlockAt> + '_ {
        let mut seen = FxHashSet::default();
        let first = words(name).next().map(word);
        let blocks = first.into_iter().flat_map(move |first| self.mentioned_by(module, first));
        blocks.filter(move |block| seen.insert(*block)).filter_map(|block| self.at(block))
    }

    /// The same for any mention; a block may come twice.
    pub(crate) fn mentioned_by(&self, module: Module, wanted: Mention) -> impl Iterator<Item = Block> + '_ {
        let all = self.layout.mentioned_in.get_or_init(|| self.index(&self.files()));
        // A block of this index may have changed since, in a touched file.
        let still = move |block: &Block| mentions_of(&self.db, *block).binary_search(&wanted).is_ok();
        // Last, because most names have a user that stays.
        let touched = &self.layout.touched;
        let in_touched = touched.iter().enumerate().flat_map(move |(number, (file, index))| {
            let blocks = &self.info(*file).blocks;
            // The file at hand changes with each keystroke: an index of it would be made for one question.
            let is_asked = number + 1 == touched.len() && blocks.len() <= LEAST_INDEXED;
            let (asked, index) = match is_asked {
                true => (&blocks[..], None),
                false => (&[][..], Some(index.get_or_init(|| self.index(&[*file])))),
            };
            let indexed = index.into_iter().flat_map(move |index| index.blocks(wanted));
            asked.iter().copied().filter(move |block| still(block)).chain(indexed)
        });
        let blocks = all.blocks(wanted).filter(still).chain(in_touched);
        blocks.filter(move |block| self.modules_of(self.file_of(*block)).contains(&module))
    }

    /// On one thread: others may wait for it, so it must not take up their work meanwhile.
    fn index(&self, files: &[FileId]) -> Index {
        let blocks = files.iter().flat_map(|file| &self.info(*file).blocks);
        let mentions = |block: &Block| {
            mentions_of(&self.db, *block).iter().map({
                let block = *block;
                move |mention| (*mention, block)
            })
        };
        let mut index: Vec<(Mention, Block)> = blocks.flat_map(mentions).collect();
        index.sort_unstable_by_key(|(mention, _)| *mention);
        Index(index)
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use syntax::{TextRange, TextSize};

    use crate::Workspace;

    /// The names of the blocks that mention a table.
    fn users(workspace: &Workspace, table: &str) -> Vec<String> {
        let snapshot = workspace.snapshot();
        let modules = snapshot.modules().iter();
        let mut names: Vec<String> = modules
            .flat_map(|module| snapshot.mentioning(*module, "table", table))
            .map(|at| snapshot.header(at.block).name.to_string())
            .collect();
        names.sort();
        names
    }

    fn reference(name: &str, to: &str) -> String {
        format!(
            "table \"{name}\" {{\n  column \"id\" {{\n    type = int\n  }}\n  foreign_key \"f\" {{\n    \
             columns     = [column.id]\n    ref_columns = [table.{to}.column.id]\n  }}\n}}\n"
        )
    }

    #[test]
    fn users_are_found_after_edits_of_any_kind() {
        let (a, b) = (Path::new("/project/a.pg.hcl"), Path::new("/project/b.pg.hcl"));
        let mut workspace = Workspace::new();
        workspace.load(vec![
            (PathBuf::from(a), (reference("a", "x") + &reference("aa", "x")).into()),
            (PathBuf::from(b), reference("b", "x").into()),
        ]);
        assert_eq!(users(&workspace, "x"), ["a", "aa", "b"]);
        // Another name in one file.
        let at = reference("b", "x").find("table.x").unwrap() as u32 + 6;
        let name = TextRange::at(TextSize::new(at), TextSize::new(1));
        workspace.edit(b, name, "y");
        assert_eq!(users(&workspace, "x"), ["a", "aa"]);
        assert_eq!(users(&workspace, "y"), ["b"]);
        // A block goes and its input is taken by another file.
        workspace.set_text(a, reference("a", "x").into(), None);
        workspace.set_text(b, (reference("b", "y") + &reference("c", "y")).into(), None);
        assert_eq!(users(&workspace, "x"), ["a"]);
        assert_eq!(users(&workspace, "y"), ["b", "c"]);
        workspace.remove(a);
        assert_eq!(users(&workspace, "x"), [""; 0]);
        // More files than are looked at beside the index.
        for index in 0..100 {
            let path = PathBuf::from(format!("/project/n{index}.pg.hcl"));
            workspace.set_text(&path, reference(&format!("n{index}"), "z").into(), None);
        }
        assert_eq!(users(&workspace, "z").len(), 100);
    }
}
