//! What one block tells about the file it stands in: names declared and wanted, and the dialects it may be written in.
//!
//! Made when a file is loaded, opened or saved, or when names change; on a keystroke only where it may refer to another file.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxBuildHasher;
use schema::{BlockFact, Dialect, LanguageId, ValueFact, language};
use smol_str::SmolStr;
use syntax::ast::{self, Expr, Item};

use super::Role;
use crate::finding::nearest;
use crate::path::static_path;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct BlockSummary {
    pub(crate) keyword: SmolStr,
    /// Names that files may want from this block: keyword, qualifier, name.
    pub(crate) declares: Vec<DocumentName>,
    pub(crate) wants: Vec<DocumentName>,
    /// How well each dialect explains the block, in the order of [`Dialect::all`].
    pub(crate) scores: [i32; 7],
    /// Attributes and nested block types at the first level, for telling our blocks from those of others.
    members: Vec<SmolStr>,
    first_label: SmolStr,
    n_labels: usize,
}

/// A name in the document that the files of a module form. All names of a workspace are compared when one changes, so each
/// knows its hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DocumentName {
    hash: u64,
    pub(crate) keyword: SmolStr,
    /// Empty where the name is not qualified.
    pub(crate) qualifier: SmolStr,
    pub(crate) name: SmolStr,
}

impl DocumentName {
    pub(crate) fn new(keyword: SmolStr, qualifier: SmolStr, name: SmolStr) -> DocumentName {
        let hash = FxBuildHasher.hash_one((&keyword, &qualifier, &name));
        DocumentName { hash, keyword, qualifier, name }
    }
}

impl Hash for DocumentName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// `with_scores`: whether the dialect must be guessed.
pub(crate) fn summarize(text: &str, with_scores: bool) -> Arc<BlockSummary> {
    let tree = syntax::parse(text);
    let Some(item) = tree.root(text).items().next() else { return Arc::default() };
    let mut summary = BlockSummary::default();
    let Item::Block(block) = item else { return Arc::new(summary) };
    let labels: Vec<SmolStr> = block.labels().map(|label| label.value().into()).collect();
    summary.keyword = block.keyword().text.into();
    summary.first_label = labels.first().cloned().unwrap_or_default();
    summary.n_labels = labels.len();
    if let Some(body) = block.body() {
        for item in body.items() {
            summary.members.push(match item {
                Item::Attribute(attribute) => attribute.name().text.into(),
                Item::Block(block) => block.keyword().text.into(),
            });
        }
        wants(body, &mut summary.wants);
        if with_scores {
            for (score, dialect) in summary.scores.iter_mut().zip(Dialect::all()) {
                *score = score_block(*dialect, block, body);
            }
        }
    }
    summary.declares = declares(&summary, &labels);
    summary.wants.sort();
    summary.wants.dedup();
    Arc::new(summary)
}

fn declares(summary: &BlockSummary, labels: &[SmolStr]) -> Vec<DocumentName> {
    let name =
        |keyword: &str, qualifier: &str, name: &str| DocumentName::new(keyword.into(), qualifier.into(), name.into());
    match (summary.keyword.as_str(), labels) {
        ("variable", [label, ..]) => vec![name("var", "", label)],
        ("locals", _) => summary.members.iter().map(|member| name("local", "", member)).collect(),
        (keyword, [label]) => vec![name(keyword, "", label)],
        (keyword, [qualifier, label, ..]) => vec![name(keyword, qualifier, label)],
        _ => Vec::new(),
    }
}

/// Names from the document that the expressions of a body refer to. Roots that a nested block may shadow are not among them.
fn wants(body: ast::Body<'_>, acc: &mut Vec<DocumentName>) {
    for item in body.items() {
        match item {
            Item::Attribute(attribute) => {
                let Some(value) = attribute.value() else { continue };
                for node in value.node().descendants() {
                    if let Some(Expr::Path(path)) = Expr::cast(node) {
                        want(path, acc);
                    }
                }
            }
            Item::Block(block) => block.body().into_iter().for_each(|body| wants(body, acc)),
        }
    }
}

/// Whether a piece of text may refer to what other files declare: to tell that it does not costs no tree.
pub(crate) fn may_refer(text: &str) -> bool {
    let is_end = |c: char| !c.is_alphanumeric() && c != '_';
    text.match_indices(['.', '[']).any(|(at, _)| text[..at].rsplit(is_end).next().is_some_and(is_document_root))
}

fn is_document_root(word: &str) -> bool {
    matches!(word, "var" | "local") || is_schema_keyword(word)
}

fn want(path: ast::Path<'_>, acc: &mut Vec<DocumentName>) {
    if !is_document_root(path.root().text) {
        return;
    }
    let path = static_path(path);
    let [root, name, rest @ ..] = path.segments.as_slice() else { return };
    let (qualifier, name) = match rest {
        [] => (SmolStr::default(), name.text.clone()),
        // `table.a.column.x` is a member, `table.s.a` and `table.s.a.column.x` have a qualifier.
        [second] => (name.text.clone(), second.text.clone()),
        [second, third, ..] if second.text == "column" && third.text != "column" => {
            (SmolStr::default(), name.text.clone())
        }
        [second, ..] => (name.text.clone(), second.text.clone()),
    };
    let qualifier = if matches!(root.text.as_str(), "var" | "local") { SmolStr::default() } else { qualifier };
    let name = if matches!(root.text.as_str(), "var" | "local") { path.segments[1].text.clone() } else { name };
    acc.push(DocumentName::new(root.text.clone(), qualifier, name));
}

/// Types of top-level blocks that hold objects others refer to.
fn is_schema_keyword(keyword: &str) -> bool {
    matches!(
        keyword,
        "schema"
            | "table"
            | "view"
            | "materialized"
            | "enum"
            | "domain"
            | "composite"
            | "range"
            | "sequence"
            | "function"
            | "procedure"
            | "aggregate"
            | "trigger"
            | "event_trigger"
            | "extension"
            | "collation"
            | "type_alias"
            | "type_table"
            | "dictionary"
            | "partition_function"
            | "partition_scheme"
            | "role"
            | "user"
            | "server"
            | "foreign_table"
    )
}

/// Types of blocks that nobody else writes in HCL with a body like ours.
fn is_telling(block: &BlockSummary) -> bool {
    let has = |name: &str| block.members.iter().any(|member| member == name);
    match block.keyword.as_str() {
        "schema" => block.n_labels == 1,
        "table" => has("column") || has("schema"),
        "enum" => has("values"),
        "view" | "materialized" | "function" | "procedure" | "trigger" => has("as") || has("schema") || has("lang"),
        "domain" | "composite" | "sequence" | "aggregate" | "range" | "collation" => has("schema"),
        "extension" => has("schema") || has("version") || block.members.is_empty(),
        "event_trigger" => has("on"),
        "policy" => has("on") && (has("for") || has("using") || has("to")),
        "dictionary" | "type_alias" | "type_table" | "foreign_table" => has("schema"),
        "permission" => has("to") || has("for"),
        _ => false,
    }
}

const FOREIGN: &[&str] = &[
    "resource",
    "provider",
    "terraform",
    "module",
    "output",
    "moved",
    "import",
    "job",
    "source",
    "build",
    "packer",
    "path",
    "unit",
    "stack",
    "include",
    "remote_state",
    "generate",
    "listener",
    "storage",
    "ui",
    "service",
    "target",
    "group",
    "ephemeral",
    "removed",
    "feature",
    "plugin",
    "gate",
];

pub(super) fn role(blocks: &[Arc<BlockSummary>]) -> Role {
    let has = |block: &BlockSummary, names: &[&str]| {
        names.iter().any(|name| block.members.iter().any(|member| member == name))
    };
    if foreign(blocks).is_some() {
        return Role::Foreign;
    }
    for block in blocks {
        let label = block.first_label.as_str();
        match block.keyword.as_str() {
            "env"
                if has(
                    block,
                    &["src", "url", "dev", "migration", "schema", "diff", "lint", "cloud", "for_each", "name"],
                ) =>
            {
                return Role::Other(LanguageId::Config);
            }
            "atlas" if has(block, &["cloud"]) => return Role::Other(LanguageId::Config),
            "test" if matches!(label, "schema" | "migrate") => return Role::Other(LanguageId::Test),
            "rule" | "predicate"
                if matches!(label, "schema" | "migrate" | "table" | "column") && block.n_labels == 2 =>
            {
                return Role::Other(LanguageId::Rule);
            }
            "plan" if has(block, &["from", "to", "migration"]) => return Role::Other(LanguageId::Plan),
            "script" if matches!(label, "exec" | "query" | "loop") => return Role::Other(LanguageId::Script),
            _ => {}
        }
    }
    if blocks.iter().any(|block| is_telling(block)) {
        Role::Schema
    } else if blocks.iter().any(|block| is_misspelt_env(block)) {
        Role::Other(LanguageId::Config)
    } else {
        Role::Foreign
    }
}

/// A block that is an `env` but for a letter of its type: no other tool names two of these in one block.
fn is_misspelt_env(block: &BlockSummary) -> bool {
    let telling = ["src", "url", "dev", "migration"];
    let n_telling = telling.iter().filter(|name| block.members.iter().any(|member| member == **name)).count();
    block.n_labels == 1 && n_telling >= 2 && nearest(&block.keyword, ["env"]).is_some()
}

fn foreign(blocks: &[Arc<BlockSummary>]) -> Option<&BlockSummary> {
    blocks.iter().map(|block| &**block).find(|block| FOREIGN.contains(&block.keyword.as_str()))
}

pub(super) fn foreign_reason(blocks: &[Arc<BlockSummary>]) -> String {
    match foreign(blocks) {
        Some(block) => format!("a `{}` block belongs to another tool, so the file is left alone", block.keyword),
        None if blocks.iter().all(|block| block.keyword.is_empty()) => "the file has no blocks yet".to_owned(),
        None => "nothing in the file tells that it is a schema, so it is left alone".to_owned(),
    }
}

/// What a dialect's facts know of a block and its members, less what they do not know.
fn score_block(dialect: Dialect, block: ast::Block<'_>, body: ast::Body<'_>) -> i32 {
    let facts = language(LanguageId::Schema(dialect));
    let label = block.labels().next().map(|label| label.value());
    let Some(fact) = facts.block(block.keyword().text, label.as_deref()) else { return -6 };
    let mut score = 1;
    if block.keyword().text == "schema" {
        // The names of the schemas that a fresh database of the dialect has.
        let usual = matches!(
            (label.as_deref(), dialect),
            (Some("public"), Dialect::Postgres) | (Some("main"), Dialect::Sqlite) | (Some("dbo"), Dialect::Sqlserver)
        );
        score += i32::from(usual) * 3;
    }
    score + score_body(facts, fact, body)
}

fn score_body(facts: &'static schema::Language, fact: &'static BlockFact, body: ast::Body<'_>) -> i32 {
    let mut score = 0;
    for item in body.items() {
        match item {
            Item::Attribute(attribute) => {
                let name = attribute.name().text;
                match (fact.attribute(name), attribute.value()) {
                    (Some(attribute_fact), Some(value)) => {
                        score += 1;
                        if attribute_fact.values.contains(&ValueFact::DataType) {
                            score += score_type(facts, value);
                        }
                    }
                    (Some(_), None) => score += 1,
                    (None, _) if fact.allow_unknown_attributes || name == "for_each" => {}
                    (None, _) => score -= 3,
                }
            }
            Item::Block(block) => {
                let label = block.labels().next().map(|label| label.value());
                match fact.block(block.keyword().text, label.as_deref()) {
                    Some(fact) => score += 1 + block.body().map_or(0, |body| score_body(facts, fact, body)),
                    None => score -= 4,
                }
            }
        }
    }
    score
}

fn score_type(facts: &schema::Language, value: Expr<'_>) -> i32 {
    let (name, n_args) = match value {
        Expr::Path(path) if path.steps().next().is_none() => (path.root().text, 0),
        Expr::Call(call) if call.name().text != "sql" => (call.name().text, call.args().count()),
        _ => return 0,
    };
    match facts.data_type(name) {
        None => -4,
        Some(fact) if n_args > 0 && fact.params.is_empty() => -2,
        Some(_) => 2,
    }
}
