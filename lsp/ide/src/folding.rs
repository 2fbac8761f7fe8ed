//! Folding: blocks, lists, objects, heredocs and runs of comments that span lines.

use project::{FileId, Snapshot};
use syntax::{Node, SyntaxKind, TextRange};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    pub range: TextRange,
    pub kind: FoldKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    Code,
    Comment,
}

pub fn folding_ranges(snapshot: &Snapshot, file: FileId) -> Vec<Fold> {
    let mut folds = Vec::new();
    for at in snapshot.blocks(file) {
        let tree = syntax::parse(&at.text);
        let root = tree.root_node(&at.text);
        for node in root.descendants() {
            if is_foldable(node.kind()) && spans_lines(node.text()) {
                folds.push(Fold { range: trimmed(node) + at.start, kind: FoldKind::Code });
            }
        }
        comments(&at.text, tree.tokens(&at.text), |range| {
            folds.push(Fold { range: range + at.start, kind: FoldKind::Comment })
        });
    }
    folds.sort_by_key(|fold| (fold.range.start(), fold.range.end()));
    folds
}

fn is_foldable(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::Block
            | SyntaxKind::Tuple
            | SyntaxKind::Object
            | SyntaxKind::For
            | SyntaxKind::Call
            | SyntaxKind::Template
    )
}

fn spans_lines(text: &str) -> bool {
    text.trim_end().contains('\n')
}

/// The node without a line end at its end.
fn trimmed(node: Node<'_>) -> TextRange {
    let length = node.text().trim_end().len() as u32;
    TextRange::at(node.start(), length.into())
}

/// Comments on lines of their own that follow each other.
fn comments<'a>(text: &str, tokens: impl Iterator<Item = Node<'a>>, mut fold: impl FnMut(TextRange)) {
    let mut run: Option<TextRange> = None;
    let mut flush = |run: Option<TextRange>| {
        if let Some(range) = run.filter(|range| text[*range].trim_end().contains('\n')) {
            fold(range);
        }
    };
    for token in tokens {
        let kind = token.kind();
        if kind.is_comment() {
            let length = token.text().trim_end().len() as u32;
            let range = TextRange::at(token.start(), length.into());
            run = Some(run.map_or(range, |run| run.cover(range)));
        } else if kind == SyntaxKind::Newline
            && run.is_some_and(|run| text[usize::from(run.end())..usize::from(token.start())].contains('\n'))
        {
            // A blank line ends the run.
            flush(run.take());
        } else if !kind.is_trivia() && kind != SyntaxKind::Newline {
            flush(run.take());
        }
    }
    flush(run);
}

#[cfg(test)]
mod tests;
