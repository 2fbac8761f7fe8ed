//! Every block and attribute of the facts has a case, and no case is about something else.

use std::collections::BTreeSet;

use schema::{BlockFact, Dialect, LabelKind, LanguageId, language};

use super::case::Section;

/// What a block can go through besides changes of its attributes.
pub(super) fn actions(block: &BlockFact) -> Vec<&'static str> {
    let has_name = !matches!(block.labels.kind, LabelKind::None);
    ["create", "drop", "rename"].into_iter().filter(|action| has_name || *action != "rename").collect()
}

/// The blocks that describe objects, each before those inside of it.
pub(super) fn blocks(dialect: Dialect) -> Vec<&'static BlockFact> {
    fn add(block: &'static BlockFact, into: &mut Vec<&'static BlockFact>) {
        into.push(block);
        block.blocks.iter().for_each(|child| add(child, into));
    }
    let mut found = Vec::new();
    let top = language(LanguageId::Schema(dialect)).blocks.iter().filter(|block| !block.is_meta);
    top.for_each(|block| add(block, &mut found));
    found
}

pub(super) fn problems(dialect: Dialect, sections: &[Section]) -> Vec<String> {
    let wanted: BTreeSet<(&str, &str)> = blocks(dialect)
        .into_iter()
        .flat_map(|block| {
            let attributes = block.attributes.iter().map(|attribute| attribute.name);
            actions(block).into_iter().chain(attributes).map(move |name| (block.path, name))
        })
        .collect();
    let mut found = BTreeSet::new();
    let mut problems = Vec::new();
    for (section, case) in sections.iter().flat_map(|section| section.cases.iter().map(move |case| (section, case))) {
        if !found.insert((section.path.as_str(), case.name.as_str())) {
            problems.push(format!("{}: {}: two cases of `{}`", dialect.name(), section.path, case.name));
        }
    }
    let missing = wanted.difference(&found).map(|(path, name)| (path, name, "no case of"));
    let unknown = found.difference(&wanted).map(|(path, name)| (path, name, "no fact about"));
    problems.extend(
        missing.chain(unknown).map(|(path, name, what)| format!("{}: {path}: {what} `{name}`", dialect.name())),
    );
    problems
}
