//! Findings of one block of one module: a walk over its syntax with the facts of the language and the names of the module.
//!
//! `check` reads the text of its own block, and of other blocks what is kept of theirs: signatures, and the indexes that
//! foreign keys of MySQL refer to. The walk is in `walk.rs`; each other file holds the rules of one family, declared beside
//! the code that applies them. Rules that compare whole modules are in `crate::advice`.

mod advice;
mod attributes;
mod blocks;
mod config;
mod dates;
mod defaults;
mod duplicates;
mod edits;
mod evaluation;
mod foreign_key;
mod generated;
mod identity;
mod keys;
mod literals;
mod marks;
mod overloads;
mod piece_names;
mod references;
mod reserved;
mod rows;
mod syntax_errors;
mod values;
mod walk;

use std::sync::Arc;

pub(crate) use defaults::enum_values;
pub(crate) use references::fact_of;
pub use reserved::is_reserved;

use schema::language;

use crate::db::{Block, Module};
use crate::finding::{Finding, Rule};
use crate::parsed::parsed;
use crate::signature::signature;

/// Every rule, by family.
static FAMILIES: &[&[&Rule]] = &[
    syntax_errors::RULES,
    blocks::RULES,
    attributes::RULES,
    values::RULES,
    references::RULES,
    duplicates::RULES,
    foreign_key::RULES,
    keys::RULES,
    generated::RULES,
    defaults::RULES,
    identity::RULES,
    rows::RULES,
    advice::RULES,
    crate::advice::RULES,
    reserved::RULES,
    evaluation::RULES,
    config::RULES,
    marks::RULES,
    crate::suppress::RULES,
];

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}

pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// The findings of a block, in order of the text. Where the dialect is not known, only what every candidate says.
#[salsa::tracked(returns(ref))]
pub(crate) fn check(db: &dyn salsa::Database, module: Module, block: Block) -> Arc<[Finding]> {
    let text = block.text(db);
    let tree = parsed(text);
    // The walk asks for the names of its own block; now the tree is at hand.
    signature(db, block);
    let spec = module.spec(db);
    let walk = |id| walk::findings(db, module, block, &tree, text, language(id));
    let mut findings = if spec.syntax_only { syntax_errors::findings(&tree) } else { walk(spec.language) };
    for candidate in &spec.other_candidates {
        if findings.is_empty() {
            break;
        }
        let others = walk(*candidate);
        findings
            .retain(|finding| others.iter().any(|other| other.rule == finding.rule && other.range == finding.range));
    }
    crate::suppress::apply(&tree, text, &mut findings);
    findings.extend(crate::suppress::unknown_codes(&tree, text));
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end()));
    findings.into()
}

/// The documentation of a rule, in Markdown: the page under `docs/findings/` and the answer of `mercator explain`.
pub fn rule_page(rule: &Rule) -> String {
    let mut page = format!("# {}\n\n{}: {}.\n\n{}\n", rule.code, rule.severity.name(), rule.summary, rule.why);
    for (title, fixture) in [("Bad", rule.bad), ("Good", rule.good)] {
        page.push_str(&format!("\n## {title}\n"));
        for (name, text) in fixture_files(fixture) {
            page.push_str(&format!("\n`{name}`\n\n```hcl\n{}\n```\n", text.trim_end()));
        }
    }
    page.push_str(&format!(
        "\n## Suppress\n\n`# mercator:ignore {} reason` right above the block or attribute.\n",
        rule.code
    ));
    page.push_str(&format!("\nSource: <{}>\n", rule.source));
    page
}

/// The files of a fixture: those after lines `//- name`, or one `schema.pg.hcl`.
pub fn fixture_files(fixture: &str) -> Vec<(&str, &str)> {
    let fixture = fixture.strip_prefix('\n').unwrap_or(fixture);
    if !fixture.starts_with("//- ") {
        return vec![("schema.pg.hcl", fixture)];
    }
    let files = fixture.split("//- ").skip(1);
    files.map(|file| file.split_once('\n').map_or((file, ""), |(name, text)| (name.trim(), text))).collect()
}
