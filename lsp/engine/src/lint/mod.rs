//! What is dangerous about a plan: analyzers that look at its statements, with the states before and after.
//!
//! An analyzer is one `const`: its name, its codes, and the function that finds them. Codes and texts are those of
//! Atlas, where it has them.

mod concurrent_index;
mod condrop;
mod data_depend;
mod destructive;
mod incompatible;
mod likely_rename;
mod mysql;
mod mysql_copies;
mod mysql_text;
mod mysql_values;
mod naming;
mod page;
mod postgres_keys;
mod postgres_layout;
mod postgres_locks;
mod postgres_settings;
mod sqlite;
mod unfit_rows;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use naming::Pattern;
pub use page::{Doc, Good, code_page};

use regex::Regex;
use schema::{Check, Column, Dialect, Field, Node, ObjectKey, Part, Slot, Table, Value};
use smol_str::SmolStr;

use crate::diff::slots;
use crate::{Action, Change, Context, Memo, Options, Plan, Planned, Statement};

/// All analyzers, in the order in which they report.
pub const ANALYZERS: [&Analyzer; 17] = [
    &destructive::ANALYZER,
    &likely_rename::ANALYZER,
    &data_depend::ANALYZER,
    &unfit_rows::ANALYZER,
    &mysql_text::ANALYZER,
    &condrop::ANALYZER,
    &incompatible::ANALYZER,
    &concurrent_index::ANALYZER,
    &postgres_keys::ANALYZER,
    &postgres_locks::ANALYZER,
    &postgres_settings::ANALYZER,
    &postgres_layout::ANALYZER,
    &mysql::ANALYZER,
    &mysql_values::ANALYZER,
    &mysql_copies::ANALYZER,
    &sqlite::ANALYZER,
    &naming::ANALYZER,
];

/// A family of findings that are switched on and off together.
pub struct Analyzer {
    /// The name of its block inside of `lint`.
    pub name: &'static str,
    /// The headline of its report.
    pub title: &'static str,
    pub codes: &'static [Code],
    /// `None` is every dialect.
    pub(crate) dialects: Option<&'static [Dialect]>,
    pub(crate) check: fn(&mut Report),
}

/// One kind of finding.
pub struct Code {
    pub code: &'static str,
    pub severity: Severity,
    pub summary: &'static str,
    /// The page of the manual that says so.
    pub source: &'static str,
    /// It is asked for in `lint`; without that it is quiet.
    pub on_request: bool,
    pub doc: Doc,
}

impl Code {
    /// One that is always looked for and does not fail the run.
    const fn warning(code: &'static str, summary: &'static str, source: &'static str, doc: Doc) -> Code {
        Code { code, severity: Severity::Warning, summary, source, on_request: false, doc }
    }
}

/// Every code, in the order in which analyzers report.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    ANALYZERS.into_iter().flat_map(|analyzer| analyzer.codes)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Advice; the plan is no danger.
    Info,
    Warning,
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Something dangerous about a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub key: ObjectKey,
    pub part: Part,
    /// The position of the statement in the plan.
    pub statement: usize,
}

/// The `lint` block of a project file.
#[derive(Clone, Debug, Default)]
pub struct LintOptions {
    /// Analyzers and codes whose findings fail the run.
    pub errors: BTreeSet<SmolStr>,
    /// Those whose findings do not.
    pub warnings: BTreeSet<SmolStr>,
    /// Codes that are not reported.
    pub skipped: BTreeSet<SmolStr>,
    /// Codes that are quiet without being asked for: BC103, BC104.
    pub requested: BTreeSet<SmolStr>,
    /// Texts that follow the message of a code.
    pub messages: BTreeMap<SmolStr, SmolStr>,
    /// Analyzers whose findings no comment suppresses.
    pub forced: BTreeSet<SmolStr>,
    /// Names of tables and columns whose loss is not reported.
    pub droppable_tables: Vec<Regex>,
    pub droppable_columns: Vec<Regex>,
    /// How new names shall look.
    pub naming: Vec<Pattern>,
}

impl LintOptions {
    /// A `lint` block: `destructive { error = false }`, `check "MF101" { skip = true }`.
    ///
    /// An error is a pattern that is no regular expression.
    pub fn from_block(lint: &Node) -> Result<LintOptions, String> {
        let mut options = LintOptions::default();
        for block in &lint.blocks {
            let name = block.labels.first().filter(|_| block.keyword == "check").unwrap_or(&block.keyword);
            match block.attribute("error") {
                Some(Value::Bool(true)) => _ = options.errors.insert(name.clone()),
                Some(Value::Bool(false)) => _ = options.warnings.insert(name.clone()),
                _ => {}
            }
            if block.attribute("force") == Some(&Value::Bool(true)) {
                options.forced.insert(name.clone());
            }
            if block.attribute("skip") == Some(&Value::Bool(true)) {
                options.skipped.insert(name.clone());
            }
            for (keyword, code) in [("drop_table", "BC103"), ("drop_column", "BC104")] {
                let Some(inner) = block.blocks_named(keyword).next().filter(|_| block.keyword == "incompatible") else {
                    continue;
                };
                options.requested.insert(code.into());
                if inner.attribute("error") == Some(&Value::Bool(true)) {
                    options.errors.insert(code.into());
                }
                if let Some(Value::String(message)) = inner.attribute("message") {
                    options.messages.insert(code.into(), message.clone());
                }
            }
            if block.keyword == "destructive" {
                options.droppable_tables = naming::regexes(block, "allow_table")?;
                options.droppable_columns = naming::regexes(block, "allow_column")?;
            }
            for (attribute, code) in [("check_create", "PG101"), ("check_drop", "PG102")] {
                if block.keyword == "concurrent_index" && block.attribute(attribute) == Some(&Value::Bool(false)) {
                    options.skipped.insert(code.into());
                }
            }
            if block.keyword == "naming" {
                options.naming = naming::patterns(block)?;
            }
        }
        Ok(options)
    }

    /// A comment may suppress findings of this code.
    pub fn lets_suppress(&self, code: &str) -> bool {
        let of = |analyzer: &&Analyzer| analyzer.codes.iter().any(|known| known.code == code);
        !ANALYZERS.iter().copied().filter(of).any(|analyzer| self.forced.contains(analyzer.name))
    }

    fn severity(&self, analyzer: &Analyzer, code: &Code) -> Severity {
        let named = |list: &BTreeSet<SmolStr>| list.contains(code.code) || list.contains(analyzer.name);
        match (named(&self.errors), named(&self.warnings)) {
            (true, _) => Severity::Error,
            (false, true) => Severity::Warning,
            (false, false) => code.severity,
        }
    }
}

/// The findings of a plan, by analyzer, then by statement. Options and memo are those that it was made with.
pub fn lint(planned: &Planned, options: &Options, lint: &LintOptions, memo: &Memo) -> Vec<Finding> {
    let ctx = Context { from: &planned.from, to: &planned.to, options, memo };
    let mut findings = Vec::new();
    for analyzer in ANALYZERS {
        let is_meant = analyzer.dialects.is_none_or(|dialects| dialects.contains(&options.server.dialect));
        if is_meant {
            let mut report = Report { ctx, plan: &planned.plan, analyzer, options: lint, findings: Vec::new() };
            (analyzer.check)(&mut report);
            report.findings.sort_by_key(|finding| finding.statement);
            findings.extend(report.findings);
        }
    }
    findings
}

/// What an analyzer looks at, and where its findings go.
pub(crate) struct Report<'a> {
    pub(crate) ctx: Context<'a>,
    pub(crate) plan: &'a Plan,
    analyzer: &'a Analyzer,
    options: &'a LintOptions,
    findings: Vec<Finding>,
}

/// A check of both states says that the column is not NULL: the server knows it without a look at the rows.
pub(crate) fn is_never_null(old: &Table, new: &Table, column: &str) -> bool {
    let says_so = |check: &Check| {
        let sql = check.expr.get().map_or("", |expr| crate::text::unwrapped(expr));
        let names = crate::text::names(sql);
        let words: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
        let is_alone = sql.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '"' | '`' | ' '));
        let rest = |words: &[&str]| words.join(" ").eq_ignore_ascii_case("is not null");
        is_alone && check.enforced != Field::Set(false) && words.first() == Some(&column) && rest(&words[1..])
    };
    old.checks.iter().any(|check| says_so(check) && new.checks.contains(check))
}

fn writes_rows(statement: &Statement) -> bool {
    statement.text.starts_with("UPDATE ") || statement.text.starts_with("INSERT INTO ")
}

impl<'a> Report<'a> {
    /// Every change with the position of its statement. One with several counts at the first; but what changes may be dropped
    /// by one statement and made again by a later one, and a column that rows get values for refuses NULL at the end: that is
    /// what takes time and may fail, so these count at the last.
    pub(crate) fn changes(&self) -> Vec<(usize, &'a Change)> {
        let mut places: BTreeMap<&'a Change, usize> = BTreeMap::new();
        let plan: &'a Plan = self.plan;
        let filling = plan.statements.iter().filter(|statement| writes_rows(statement));
        let filled: BTreeSet<&Change> = filling.flat_map(|statement| &statement.changes).collect();
        for (at, statement) in plan.statements.iter().enumerate() {
            for change in &statement.changes {
                let place = places.entry(change).or_insert(at);
                if matches!(change.action, Action::Modify | Action::Replace) || filled.contains(change) {
                    *place = at;
                }
            }
        }
        let all = plan.statements.iter().enumerate();
        let all = all.flat_map(|(at, statement)| statement.changes.iter().map(move |change| (at, change)));
        let mut seen = BTreeSet::new();
        all.filter(|(at, change)| places.get(change) == Some(at) && seen.insert(*change)).collect()
    }

    /// A statement of the plan gives rows a value before the change needs one.
    pub(crate) fn is_filled(&self, change: &Change) -> bool {
        let mut statements = self.plan.statements.iter();
        statements.any(|statement| writes_rows(statement) && statement.changes.contains(change))
    }

    /// The piece of a table that stays is not there afterwards: it is dropped, or is in the way of something and does not
    /// come back.
    pub(crate) fn is_gone(&self, change: &Change) -> bool {
        let new = self.new_table(change);
        match (&change.part, &change.action) {
            (_, Action::Drop) => true,
            (Part::ForeignKey(slot), Action::Modify | Action::Replace) => {
                new.is_some_and(|new| find(&new.foreign_keys, slot, |key| &key.name).is_none())
            }
            (Part::Check(slot), Action::Modify | Action::Replace) => {
                new.is_some_and(|new| find(&new.checks, slot, |check| &check.name).is_none())
            }
            _ => false,
        }
    }

    /// A statement of its own looks at the rows while others write.
    pub(crate) fn is_validated(&self, change: &Change) -> bool {
        let mut statements = self.plan.statements.iter();
        statements.any(|statement| !statement.is_transactional && statement.changes.contains(change))
    }

    pub(crate) fn add(&mut self, code: &str, statement: usize, change: &Change, message: String) {
        let Some(known) = self.analyzer.codes.iter().find(|known| known.code == code) else { return };
        let is_quiet = known.on_request && !self.options.requested.contains(code);
        if is_quiet || self.options.skipped.contains(code) || self.options.skipped.contains(self.analyzer.name) {
            return;
        }
        let severity = self.options.severity(self.analyzer, known);
        let message = match self.options.messages.get(code) {
            Some(more) => format!("{message}: {more}"),
            None => message,
        };
        let (key, part) = (change.key.clone(), change.part.clone());
        self.findings.push(Finding { code: known.code, severity, message, key, part, statement });
    }

    /// The project lets tables, or columns, of this name go.
    pub(crate) fn lets_go(&self, part: &Part, name: &str) -> bool {
        let list = match part {
            Part::Column(_) => &self.options.droppable_columns,
            _ => &self.options.droppable_tables,
        };
        list.iter().any(|regex| regex.is_match(name))
    }

    pub(crate) fn old_table(&self, change: &Change) -> Option<&'a Table> {
        self.ctx.old_table(&change.key)
    }

    pub(crate) fn new_table(&self, change: &Change) -> Option<&'a Table> {
        self.ctx.new_table(&change.key)
    }
}

/// The column of a name.
pub(crate) fn column<'a>(table: Option<&'a Table>, name: &str) -> Option<&'a Column> {
    let table = table?;
    table.column_named(name).map(|id| table.column_at(id))
}

/// What stands at a slot of a list.
pub(crate) fn find<'a, T>(list: &'a [T], slot: &Slot, name: fn(&T) -> &SmolStr) -> Option<&'a T> {
    slots(list, name).into_iter().find(|(other, _)| other == slot).map(|(_, item)| item)
}

/// `column "a"`, `columns "a" and "b"`.
pub(crate) fn columns(names: &[&SmolStr]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    match quoted.split_last() {
        Some((last, [])) => format!("column {last}"),
        Some((last, rest)) => format!("columns {} and {last}", rest.join(", ")),
        None => "columns".to_owned(),
    }
}
