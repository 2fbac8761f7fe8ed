//! Candidates for a context, from facts and from the names of the module.

use project::path::Segment;
use project::resolve::{Outcome, Resolution, Scope};
use project::signature::Member;
use project::text::{is_identifier, quoted};
use project::{Block, Module};
use schema::{AttributeFact, BlockFact, Cardinality, Language, ReferenceScope, ValueFact};

use super::CompletionKind;
use crate::cursor::{Around, Cursor};
use crate::hover;

pub(super) struct Candidate {
    pub(super) label: String,
    pub(super) insert: String,
    /// The dot before the prefix goes.
    pub(super) replaces_dot: bool,
    pub(super) kind: CompletionKind,
    pub(super) detail: Option<String>,
    pub(super) documentation: Option<String>,
    pub(super) rank: u8,
    pub(super) deprecated: bool,
}

/// Names of the module beyond which a list would only be scrolled.
const NAMES: usize = 2000;

pub(super) struct Collect<'a, 't> {
    pub(super) cursor: &'a Cursor<'a>,
    pub(super) around: &'a Around<'t>,
    /// Where names are looked up: the module of the file, then those it may come to belong to.
    pub(super) modules: Vec<Module>,
    pub(super) found: Vec<Candidate>,
}

impl Candidate {
    fn new(label: impl Into<String>, kind: CompletionKind, rank: u8) -> Candidate {
        let label = label.into();
        Candidate {
            insert: label.clone(),
            replaces_dot: false,
            label,
            kind,
            detail: None,
            documentation: None,
            rank,
            deprecated: false,
        }
    }

    /// An equals sign or parenthesis that stands behind the cursor is not inserted again.
    pub(super) fn leave_to(&mut self, sign: Option<char>) {
        let doubled = match sign {
            Some('=') => " = ",
            Some('(') => "(",
            _ => return,
        };
        if let Some(name) = self.insert.strip_suffix(doubled) {
            self.insert.truncate(name.len());
        }
    }

    fn block(fact: &'static BlockFact, rank: u8) -> Candidate {
        let candidate = Candidate::new(fact.keyword, CompletionKind::Block, rank + u8::from(fact.is_meta));
        Candidate {
            detail: Some(fact.doc.to_owned()),
            documentation: Some(hover::block_fact(fact)),
            deprecated: fact.deprecated,
            ..candidate
        }
    }
}

/// Blocks that may stand at the top level.
pub(super) fn top_level(language: &'static Language) -> Vec<Candidate> {
    language.blocks.iter().filter(|fact| !fact.is_wildcard()).map(|fact| Candidate::block(fact, 0)).collect()
}

impl<'a> Collect<'a, '_> {
    /// All blocks of one type.
    fn blocks_of(&self, keyword: &str) -> impl Iterator<Item = Block> + use<'a> {
        let snapshot = self.cursor.snapshot;
        let of_modules: Vec<&'a [Block]> =
            self.modules.iter().map(|module| snapshot.blocks_of(*module, keyword)).collect();
        of_modules.into_iter().flatten().copied()
    }

    pub(super) fn add(&mut self, label: impl Into<String>, kind: CompletionKind, rank: u8) -> &mut Candidate {
        let index = self.found.len();
        self.found.push(Candidate::new(label, kind, rank));
        &mut self.found[index]
    }

    /// Attributes and blocks of the block around the cursor, or top-level blocks.
    pub(super) fn statement(&mut self) {
        if self.around.blocks.is_empty() {
            self.found = top_level(self.cursor.language);
            return;
        }
        let Some(fact) = self.around.fact() else { return };
        let Some(body) = self.around.body() else { return };
        let has_attribute = |name: &str| body.attribute(name).is_some();
        let has_block = |keyword: &str| body.blocks().any(|block| block.keyword().text == keyword);
        let excluded = |name: &str| {
            fact.mutually_exclusive.iter().any(|set| {
                set.iter().any(|member| member.name() == name)
                    && set.iter().any(|member| {
                        member.name() != name && (has_attribute(member.name()) || has_block(member.name()))
                    })
            })
        };
        for attribute in &fact.attributes {
            if has_attribute(attribute.name) || excluded(attribute.name) {
                continue;
            }
            let rank = if attribute.required { 0 } else { 1 };
            let candidate = self.add(attribute.name, CompletionKind::Attribute, rank);
            candidate.insert = format!("{} = ", attribute.name);
            candidate.detail = Some(attribute.doc.to_owned());
            candidate.documentation = Some(hover::attribute_fact(attribute));
            candidate.deprecated = attribute.deprecated;
        }
        for child in &fact.blocks {
            let is_there = child.cardinality == Cardinality::One && has_block(child.keyword);
            if !is_there && !child.is_wildcard() && !excluded(child.keyword) {
                self.found.push(Candidate::block(child, 2));
            }
        }
        if self.around.path.is_empty() {
            for meta in &self.cursor.language.meta_arguments {
                if !has_attribute(meta.name) {
                    let candidate = self.add(meta.name, CompletionKind::Attribute, 4);
                    candidate.insert = format!("{} = ", meta.name);
                    candidate.detail = Some(meta.doc.to_owned());
                }
            }
        }
    }

    /// Values of the attribute `name` of the block around the cursor.
    pub(super) fn value(&mut self, name: &str, in_list: bool) {
        let Some(owner) = self.around.fact() else {
            self.expression(None);
            return;
        };
        let is_local = owner.keyword == "locals";
        let Some(fact) = owner.attribute(name).filter(|_| !is_local) else {
            self.expression(is_local.then_some(name));
            return;
        };
        let mut values: Vec<&'static ValueFact> = Vec::new();
        for value in &fact.values {
            match value {
                ValueFact::List { of } if in_list => values.extend(of),
                ValueFact::List { of } => {
                    values.extend(of.iter().filter(|value| matches!(value, ValueFact::Reference { .. })))
                }
                value => values.push(value),
            }
        }
        let is_named = |value: &&ValueFact| {
            matches!(
                value,
                ValueFact::Enum { .. } | ValueFact::Reference { .. } | ValueFact::DataType | ValueFact::Bool
            )
        };
        let takes_names_only = !values.is_empty() && values.iter().all(is_named);
        for value in values {
            self.of_kind(value, fact, in_list);
        }
        match (owner.keyword, name) {
            // It is known before any other value.
            ("variable", "default") => self.functions(),
            ("variable", _) => {}
            // No function makes one.
            _ if takes_names_only => self.variables(None),
            _ => self.expression(None),
        }
    }

    fn of_kind(&mut self, value: &'static ValueFact, fact: &'static AttributeFact, in_list: bool) {
        match value {
            ValueFact::Enum { values } => {
                for word in values {
                    self.add(word.name, CompletionKind::Word, 0);
                }
            }
            ValueFact::Bool => {
                self.add("true", CompletionKind::Value, 0);
                self.add("false", CompletionKind::Value, 0);
            }
            ValueFact::DataType => {
                for data_type in &self.cursor.language.types {
                    // No column can have a pseudo-type; arguments of functions can.
                    let rank = if data_type.category == "pseudo" { 4 } else { 1 };
                    let candidate = self.add(data_type.name, CompletionKind::Type, rank);
                    if data_type.needs_arguments() {
                        candidate.insert = format!("{}(", data_type.name);
                    }
                    candidate.detail = Some(data_type.sql.to_owned());
                    candidate.documentation = Some(hover::type_fact(data_type));
                }
            }
            ValueFact::SqlExpr => {
                let candidate = self.add("sql", CompletionKind::Function, 3);
                candidate.insert = "sql(\"".to_owned();
                candidate.detail = Some("a raw SQL expression".to_owned());
            }
            ValueFact::TypeConstraint { .. } => {
                for word in ["string", "number", "bool", "int", "list", "set", "map", "object"] {
                    self.add(word, CompletionKind::Type, 0);
                }
            }
            ValueFact::Reference { to, scope, .. } => {
                for to in to {
                    self.reference(to, *scope, fact, in_list);
                }
            }
            ValueFact::String => {
                for known in &fact.known_strings {
                    self.add(format!("\"{known}\""), CompletionKind::Value, 1);
                }
            }
            _ => {}
        }
    }

    /// References to blocks of one path: `schema`, `table.column`.
    fn reference(&mut self, to: &'static str, scope: ReferenceScope, fact: &'static AttributeFact, in_list: bool) {
        let (keyword, child) = match to.split_once('.') {
            Some((keyword, child)) => (keyword, Some(child)),
            None => (to, None),
        };
        let insert = |path: String| if !in_list && takes_only_lists(fact) { format!("[{path}]") } else { path };
        match (child, scope) {
            (Some(child), ReferenceScope::Enclosing) => {
                let snapshot = self.cursor.snapshot;
                let top = snapshot.signature(self.cursor.at.block);
                let members: Vec<(String, Option<String>)> = (0..=self.around.path.len())
                    .filter_map(|depth| top.descend(&self.around.path[..depth]))
                    .flat_map(|member| member.of(child))
                    .map(|(_, member)| (member.name().to_owned(), member.ty.as_ref().map(ToString::to_string)))
                    .collect();
                let used = self.used_columns();
                for (name, ty) in members {
                    let path = joined(child, &name);
                    if used.contains(&path) {
                        continue;
                    }
                    let candidate = self.add(path.clone(), CompletionKind::Column, 0);
                    candidate.insert = insert(path);
                    candidate.detail = ty;
                }
            }
            (Some(child), ReferenceScope::Document) => {
                // Own keys never point into other tables; only the far side of a foreign key does.
                if child == "column" && fact.name == "ref_columns" {
                    self.key_columns(keyword);
                } else if child != "column" {
                    self.names(keyword, 2);
                }
            }
            (None, _) => {
                let snapshot = self.cursor.snapshot;
                for block in self.blocks_of(keyword).take(NAMES) {
                    let header = snapshot.header(block);
                    let path = address_of(header);
                    // The row type of a table is the rarest of types.
                    let rank = if fact.accepts_type() && keyword == "table" { 4 } else { 0 };
                    let candidate = self.add(path.clone(), CompletionKind::Reference, rank);
                    candidate.insert = insert(path);
                }
            }
        }
    }

    /// Columns already in the list under the cursor.
    fn used_columns(&self) -> Vec<String> {
        let Some(body) = self.around.body() else { return Vec::new() };
        let mut used = Vec::new();
        for attribute in body.attributes() {
            if let Some(syntax::ast::Expr::Tuple(list)) = attribute.value()
                && list.range().contains_inclusive(self.cursor.offset)
            {
                let items = list.items().filter(|item| !item.range().contains_inclusive(self.cursor.offset));
                used.extend(items.map(|item| item.text().to_owned()));
            }
        }
        used
    }

    /// The key columns of every table, those of the table that `columns` seem to mean first.
    fn key_columns(&mut self, keyword: &'static str) {
        let snapshot = self.cursor.snapshot;
        let meant = self.around.body().and_then(|body| body.attribute("columns")).and_then(|columns| columns.value());
        let meant = meant.map(|value| value.text().to_lowercase()).unwrap_or_default();
        for block in self.blocks_of(keyword).take(NAMES) {
            let table = snapshot.signature(block);
            let keys = table
                .members
                .iter()
                .filter(|member| member.keyword == "primary_key")
                .filter_map(|member| member.key.as_ref());
            let columns: Vec<_> = keys.flat_map(|key| key.iter()).cloned().collect();
            let singular = table.name().trim_end_matches('s').to_lowercase();
            let rank = if !singular.is_empty() && meant.contains(&singular) { 1 } else { 2 };
            for column in columns {
                let ty = table.column(&column).and_then(|column| column.ty.as_ref()).map(ToString::to_string);
                let path = format!("{}.{}", address_of(snapshot.header(block)), joined("column", &column));
                let candidate = self.add(path, CompletionKind::Column, rank);
                candidate.detail = ty;
            }
        }
        self.names(keyword, 3);
    }

    fn names(&mut self, keyword: &str, rank: u8) {
        let snapshot = self.cursor.snapshot;
        for block in self.blocks_of(keyword).take(NAMES) {
            let path = address_of(snapshot.header(block));
            self.add(path, CompletionKind::Reference, rank);
        }
    }

    /// What may stand in any expression: variables, locals, roots and functions; not the local that is being written.
    fn expression(&mut self, own: Option<&str>) {
        self.variables(own);
        self.functions();
    }

    fn variables(&mut self, own: Option<&str>) {
        let snapshot = self.cursor.snapshot;
        for block in self.blocks_of("variable") {
            let name = &snapshot.header(block).name;
            self.add(joined("var", name), CompletionKind::Variable, 5);
        }
        for block in self.blocks_of("locals") {
            let names = snapshot.signature(block).attributes.iter();
            for name in names.filter(|name| own != Some(name.as_str())) {
                self.add(joined("local", name), CompletionKind::Variable, 5);
            }
        }
        let is_copied = snapshot.signature(self.cursor.at.block).for_each;
        let is_usable = |name: &str| !matches!(name, "var" | "local") && (name != "each" || is_copied);
        let roots = self.cursor.language.roots.iter();
        for root in roots.filter(|root| !root.is_placeholder() && is_usable(root.name)) {
            let candidate = self.add(root.name, CompletionKind::Variable, 6);
            candidate.detail = Some(root.doc.to_owned());
        }
    }

    fn functions(&mut self) {
        for function in self.cursor.language.functions.iter().filter(|function| function.name != "sql") {
            let candidate = self.add(function.name, CompletionKind::Function, 7);
            candidate.insert = format!("{}(", function.name);
            candidate.detail = Some(function.doc.to_owned());
            candidate.documentation = Some(hover::function_fact(function));
            candidate.deprecated = function.deprecated;
        }
    }

    /// What may follow a path: names of blocks, or members of the block that it reaches.
    pub(super) fn member(&mut self, segments: &[Segment]) {
        let snapshot = self.cursor.snapshot;
        let scope = Scope { block: self.cursor.at.block, path: self.around.path.clone() };
        let resolve = |module: &Module| snapshot.resolve(*module, Some(&scope), segments);
        let is_known =
            |found: &Resolution| !matches!(found.outcome, Outcome::UnknownBlock { .. } | Outcome::UnknownRoot);
        let known = self.modules.iter().map(resolve).find(is_known);
        let resolution = known.unwrap_or_else(|| resolve(&self.cursor.module));
        match (&resolution.outcome, resolution.places.last()) {
            (Outcome::Container, None) => self.names_of(&segments[0].text),
            (Outcome::Container, Some((_, place))) => {
                let keyword = segments[segments.len() - 1].text.clone();
                if let Some(member) = snapshot.signature(place.block).descend(&place.path) {
                    let names: Vec<(String, Option<String>)> = named(member, &keyword);
                    self.segments(names);
                }
            }
            (Outcome::Found, Some((_, place))) => {
                let Some(member) = snapshot.signature(place.block).descend(&place.path) else { return };
                let fact = snapshot.fact_of(self.cursor.module, place);
                let mut keywords: Vec<&str> = member
                    .members
                    .iter()
                    .filter(|child| !child.labels.is_empty())
                    .map(|child| child.keyword.as_str())
                    .collect();
                keywords.sort_unstable();
                keywords.dedup();
                for keyword in keywords {
                    self.add(keyword, CompletionKind::Reference, 0);
                }
                for (name, ty) in
                    fact.and_then(|fact| fact.result.as_ref()).into_iter().flat_map(|result| &result.attributes)
                {
                    self.add(*name, CompletionKind::Attribute, 0).detail = Some((*ty).to_owned());
                }
            }
            // A schema as the first of two labels: `table.public.`
            (Outcome::UnknownBlock { .. } | Outcome::NeedsQualifier { .. }, _) if segments.len() == 2 => {
                let names: Vec<(String, Option<String>)> = self
                    .blocks_of(&segments[0].text)
                    .map(|block| snapshot.header(block))
                    .filter(|header| header.qualifier == segments[1].text)
                    .map(|header| (header.name.to_string(), None))
                    .collect();
                self.segments(names);
            }
            (Outcome::Unknowable, None) => match segments[0].text.as_str() {
                "each" => self.segments(vec![("key".to_owned(), None), ("value".to_owned(), None)]),
                "atlas" => self.segments(vec![("env".to_owned(), None)]),
                _ => {}
            },
            _ => {}
        }
    }

    /// `schema.`, `table.`, `column.`, `var.`, `local.`
    fn names_of(&mut self, keyword: &str) {
        let snapshot = self.cursor.snapshot;
        let top = snapshot.signature(self.cursor.at.block);
        let inner = (0..=self.around.path.len()).rev().filter_map(|depth| top.descend(&self.around.path[..depth]));
        let siblings = inner.map(|member| named(member, keyword)).find(|names| !names.is_empty());
        if let Some(mut names) = siblings {
            let used = self.used_columns();
            names.retain(|(name, _)| !used.contains(&joined(keyword, name)));
            self.segments(names);
            return;
        }
        let mut names: Vec<(String, Option<String>)> = Vec::new();
        match keyword {
            "local" => {
                for block in self.blocks_of("locals") {
                    names.extend(snapshot.signature(block).attributes.iter().map(|name| (name.to_string(), None)));
                }
            }
            _ => {
                let keyword = if keyword == "var" { "variable" } else { keyword };
                for block in self.blocks_of(keyword).take(NAMES) {
                    let header = snapshot.header(block);
                    let first = if header.qualifier.is_empty() { &header.name } else { &header.qualifier };
                    names.push((first.to_string(), None));
                }
            }
        }
        self.segments(names);
    }

    /// What may follow a dot; a name that can't stands in brackets, in place of the dot.
    fn segments(&mut self, names: Vec<(String, Option<String>)>) {
        for (name, detail) in names.into_iter().filter(|(name, _)| !name.is_empty()) {
            let brackets = (!is_identifier(&name)).then(|| format!("[{}]", quoted(&name)));
            let candidate = self.add(name, CompletionKind::Reference, 0);
            candidate.detail = detail;
            if let Some(brackets) = brackets {
                candidate.insert = brackets;
                candidate.replaces_dot = true;
            }
        }
    }
}

fn named(member: &Member, keyword: &str) -> Vec<(String, Option<String>)> {
    let members = member.of(keyword).filter(|(_, child)| !child.labels.is_empty());
    members.map(|(_, child)| (child.name().to_owned(), child.ty.as_ref().map(ToString::to_string))).collect()
}

fn takes_only_lists(fact: &AttributeFact) -> bool {
    fact.values.iter().all(|value| matches!(value, ValueFact::List { .. }))
}

/// `table.users`, or `table["a b"]` where the name is no identifier.
fn joined(root: &str, name: &str) -> String {
    if is_identifier(name) { format!("{root}.{name}") } else { format!("{root}[{}]", quoted(name)) }
}

fn address_of(header: &project::Header) -> String {
    let root = if header.qualifier.is_empty() {
        header.keyword.to_string()
    } else {
        joined(&header.keyword, &header.qualifier)
    };
    joined(&root, &header.name)
}
