//! Names in SQL. In an expression of a table (a check, the condition or expression of an index, a generated column) a name of
//! one of its columns can mean nothing else, so it follows. Other SQL may mean anything: where it has the name, that is told.

use project::path::segments;
use project::resolve::{Place, Scope};
use project::sql::{Kind, Token, is_column, may_be_other, tokens};
use project::text::quoted;
use project::{BlockAt, FileRange, Module};
use schema::{AttributeFact, BlockFact, Dialect, Embedded, LanguageId};
use syntax::ast::{self, Expr, Part};
use syntax::{TextRange, TextSize};

use super::{Edits, Target};

/// Types of blocks that SQL names.
const NAMED: &[&str] = &[
    "table",
    "view",
    "materialized",
    "function",
    "procedure",
    "aggregate",
    "sequence",
    "enum",
    "domain",
    "composite",
    "range",
    "schema",
];

/// Renames columns in the expressions of their table; returns the names in other SQL, in order.
pub(super) fn rename(target: &Target<'_>, edits: &mut Edits) -> Vec<FileRange> {
    let Target { snapshot, declaration, .. } = target;
    let place = &declaration.place;
    let top = snapshot.signature(place.block);
    let owner = match (place.path.as_slice(), &place.attribute) {
        ([], None) if NAMED.contains(&top.keyword.as_str()) => None,
        ([index], None) if top.members.get(*index as usize).is_some_and(|member| member.keyword == "column") => {
            Some(top.name().to_owned())
        }
        _ => return Vec::new(),
    };
    let mut doubtful: Vec<FileRange> = Vec::new();
    for module in &declaration.modules {
        let LanguageId::Schema(dialect) = snapshot.spec(*module).language else { continue };
        let is_known = snapshot.spec(*module).other_candidates.is_empty();
        let keyword = if owner.is_some() { "column" } else { &top.keyword };
        let search = Search { target, module: *module, dialect, is_known, keyword, owner: owner.as_deref() };
        let own = snapshot.at(place.block);
        let others = snapshot.writing(*module, &declaration.name).filter(|at| at.block != place.block);
        for at in own.into_iter().chain(others) {
            search.block(&at, edits, &mut doubtful);
        }
    }
    doubtful.sort_by(|a, b| {
        let key = |at: &FileRange| (at.range.start(), at.range.end());
        snapshot.path(a.file).cmp(snapshot.path(b.file)).then(key(a).cmp(&key(b)))
    });
    doubtful.dedup();
    doubtful
}

struct Search<'a> {
    target: &'a Target<'a>,
    module: Module,
    dialect: Dialect,
    /// No other dialect may be meant.
    is_known: bool,
    /// The type of the block that has the name, or the column of the name.
    keyword: &'a str,
    /// The table of a column.
    owner: Option<&'a str>,
}

impl Search<'_> {
    fn block(&self, at: &BlockAt, edits: &mut Edits, doubtful: &mut Vec<FileRange>) {
        let tree = syntax::parse(&at.text);
        let Some(block) = tree.root(&at.text).blocks().next() else { return };
        let language = self.target.snapshot.language(self.module);
        let label = block.labels().next().map(|label| label.value());
        let Some(fact) = language.block(block.keyword().text, label.as_deref()) else { return };
        let is_own = at.block == self.target.declaration.place.block;
        let of_owner = is_own || self.is_on_owner(at, block);
        each_sql(block, fact, &mut |fact, template| {
            let is_expression = fact.is_some_and(|fact| fact.embedded == Some(Embedded::Expression));
            let is_sure = is_own && is_expression && self.is_known && self.owner.is_some();
            let sql = Sql::new(&at.text, template);
            let tokens = tokens(&sql.text, self.dialect);
            // Another table may have a column of this name: SQL that does not name the table means that one.
            let is_meant =
                self.owner.is_none_or(|owner| of_owner || tokens.iter().any(|token| token.names(owner, self.dialect)));
            for (index, token) in tokens.iter().enumerate().filter(|_| is_meant) {
                if !self.may_be_meant(&tokens, index) {
                    continue;
                }
                match is_sure && sql.is_plain && is_column(&tokens, index, self.owner, self.dialect) {
                    true => edits.add(at.file, (sql.range(token) + at.start, self.written(token, template))),
                    false if is_field(&tokens, index) => {}
                    false => doubtful.push(FileRange { file: at.file, range: sql.range(token) + at.start }),
                }
            }
        });
    }

    /// Whether a token has the old name, and stands where what is renamed can.
    fn may_be_meant(&self, tokens: &[Token<'_>], index: usize) -> bool {
        let (name, token) = (&self.target.declaration.name, &tokens[index]);
        let before = index.checked_sub(1).map(|index| &tokens[index]);
        let after = tokens.get(index + 1);
        let has_name = token.names(name, self.dialect);
        match self.keyword {
            "enum" | "domain" | "composite" | "range" => {
                let is_cast = before.is_none_or(|it| it.is_sign("::") || it.is_sign(".") || it.is_word("as"));
                has_name && (is_cast || after.is_some_and(|after| after.kind == Kind::Text))
            }
            "function" | "procedure" | "aggregate" => has_name && after.is_some_and(|after| after.is_sign("(")),
            "schema" => has_name && after.is_some_and(|after| after.is_sign(".")),
            // `nextval('public.orders_id_seq')`
            "sequence" => has_name || token.kind == Kind::Text && token.last_name() == *name,
            _ => has_name,
        }
    }

    /// Whether a block, such as a trigger or policy, is `on` the table of the column.
    fn is_on_owner(&self, at: &BlockAt, block: ast::Block<'_>) -> bool {
        let Target { snapshot, declaration, .. } = self.target;
        let on = block.body().and_then(|body| body.attribute("on")?.value()).and_then(segments);
        let Some(path) = on else { return false };
        let scope = Scope { block: at.block, path: Default::default() };
        let resolution = snapshot.resolve(self.module, Some(&scope), &path);
        resolution.target() == Some(&Place::of(declaration.place.block))
    }

    /// The new name in the place of a token: quoted where it was, or where it must be.
    fn written(&self, token: &Token<'_>, template: ast::Template<'_>) -> String {
        let name = self.target.new_name;
        let is_plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && !project::is_reserved(self.dialect, name)
            && !may_be_other(name);
        let sql = match (self.dialect, token.kind == Kind::Word && is_plain) {
            (_, true) => name.to_owned(),
            (Dialect::Mysql | Dialect::Mariadb, false) => format!("`{}`", name.replace('`', "``")),
            (_, false) => format!("\"{}\"", name.replace('"', "\"\"")),
        };
        match template.is_heredoc() {
            true => sql.replace("${", "$${").replace("%{", "%%{"),
            false => {
                let escaped = quoted(&sql);
                escaped[1..escaped.len() - 1].to_owned()
            }
        }
    }
}

/// `(c).name`: a field of a composite value, or a column of something that has another name.
fn is_field(tokens: &[Token<'_>], index: usize) -> bool {
    let before = |n: usize| index.checked_sub(n).map(|index| &tokens[index]);
    before(1).is_some_and(|dot| dot.is_sign(".")) && before(2).is_some_and(|end| end.is_sign(")"))
}

type Visit<'a, 't> = &'a mut dyn FnMut(Option<&'static AttributeFact>, ast::Template<'t>);

/// Every text of a block that is SQL: the values of some attributes, and what stands in `sql("…")`.
fn each_sql<'t>(block: ast::Block<'t>, fact: &'static BlockFact, visit: Visit<'_, 't>) {
    let Some(body) = block.body() else { return };
    for item in body.items() {
        match item {
            ast::Item::Attribute(attribute) => {
                let known = fact.attribute(attribute.name().text);
                let Some(value) = attribute.value() else { continue };
                let is_sql = known.is_some_and(|known| known.embedded.is_some());
                // What is put into a text is none of its own.
                let mut end = TextSize::default();
                for node in value.node().descendants() {
                    match Expr::cast(node) {
                        Some(Expr::Template(template)) if is_sql && template.range().start() >= end => {
                            end = template.range().end();
                            visit(known, template);
                        }
                        Some(Expr::Call(call)) if call.name().text == "sql" && !is_sql => {
                            let texts = call.args().filter_map(|argument| match argument {
                                Expr::Template(template) => Some(template),
                                _ => None,
                            });
                            texts.for_each(|template| visit(None, template));
                        }
                        _ => {}
                    }
                }
            }
            ast::Item::Block(inner) => {
                let label = inner.labels().next().map(|label| label.value());
                if let Some(fact) = fact.block(inner.keyword().text, label.as_deref()) {
                    each_sql(inner, fact, visit);
                }
            }
        }
    }
}

/// The SQL in a template.
struct Sql {
    text: String,
    /// Where each byte of the text, and its end, stands in the block.
    offsets: Vec<u32>,
    /// The text is known: no value is put in, and no escape but quotes and blanks.
    is_plain: bool,
}

impl Sql {
    fn new(source: &str, template: ast::Template<'_>) -> Sql {
        let range = template.content_range();
        let is_heredoc = template.is_heredoc();
        let mut rest = &source[range];
        let mut at = u32::from(range.start());
        let mut text = String::with_capacity(rest.len());
        let mut offsets = Vec::with_capacity(rest.len() + 1);
        while let Some(first) = rest.chars().next() {
            let (meaning, length) = match rest.as_bytes() {
                [b'\\', b'"', ..] if !is_heredoc => ('"', 2),
                [b'\\', b'n' | b't' | b'r', ..] if !is_heredoc => (' ', 2),
                _ => (first, first.len_utf8()),
            };
            text.push(meaning);
            offsets.resize(text.len(), at);
            at += length as u32;
            rest = &rest[length..];
        }
        offsets.push(at);
        let has_values = template.parts().any(|part| !matches!(part, Part::Text { .. }));
        let is_plain = !has_values && !text.contains(['\\', '$']);
        Sql { text, offsets, is_plain }
    }

    /// In the block.
    fn range(&self, token: &Token<'_>) -> TextRange {
        TextRange::new(self.offsets[token.range.start].into(), self.offsets[token.range.end].into())
    }
}
