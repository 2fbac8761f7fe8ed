//! What other blocks may see of a block: its members by type and name, the types of columns, the keys of a table.
//!
//! A signature has no ranges and backdates: while a comment, a default or a check is typed it stays equal, and nobody who
//! refers to the block is looked at again. Where a member stands in the text is asked of `place.rs`.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};
use syntax::ast::{self, Expr};

use crate::db::Block;
use crate::parsed::parsed;

/// A block as its users see it. Members are in text order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Member {
    pub keyword: SmolStr,
    /// The labels; empty for a block without any.
    pub labels: Box<[SmolStr]>,
    /// The `type` attribute as written, blanks removed.
    pub ty: Option<SmolStr>,
    /// Whether `unsigned = true` stands beside the type: it is part of the type of a MySQL column.
    pub unsigned: bool,
    pub attributes: Box<[SmolStr]>,
    pub members: Box<[Member]>,
    /// `primary_key`, `unique` and unique indexes: the columns that they cover, where each is a plain column.
    pub key: Option<Box<[SmolStr]>>,
    /// Whether the block is copied by `for_each`, so that its names stand for several objects.
    pub for_each: bool,
}

impl Member {
    /// The name by which a sibling or a path refers to this member: the last of the first two labels.
    pub fn name(&self) -> &str {
        self.labels.get(1).or(self.labels.first()).map_or("", SmolStr::as_str)
    }

    pub fn first_label(&self) -> Option<&str> {
        self.labels.first().map(SmolStr::as_str)
    }

    /// Members of one type.
    pub fn of<'a, 'b>(&'a self, keyword: &'b str) -> impl Iterator<Item = (usize, &'a Member)> + use<'a, 'b> {
        self.members.iter().enumerate().filter(move |(_, member)| member.keyword == keyword)
    }

    /// The member `keyword.name`; a block without label is addressed by its number among its unlabelled siblings.
    pub fn member(&self, keyword: &str, name: &str) -> Option<(usize, &Member)> {
        self.of(keyword).find(|(_, member)| !member.labels.is_empty() && member.name() == name).or_else(|| {
            let number: usize = name.parse().ok()?;
            self.of(keyword).filter(|(_, member)| member.labels.is_empty()).nth(number)
        })
    }

    pub fn column(&self, name: &str) -> Option<&Member> {
        self.member("column", name).map(|(_, member)| member)
    }

    pub fn has_attribute(&self, name: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute == name)
    }

    /// Descend along member numbers.
    pub fn descend(&self, path: &[u32]) -> Option<&Member> {
        path.iter().try_fold(self, |member, index| member.members.get(*index as usize))
    }
}

/// The signature of a top-level block. A top-level attribute or broken text gives an empty one.
#[salsa::tracked(returns(ref))]
pub(crate) fn signature(db: &dyn salsa::Database, block: Block) -> Arc<Member> {
    let text = block.text(db);
    let tree = parsed(text);
    let member = tree.root(text).blocks().next().map(member).unwrap_or_default();
    Arc::new(member)
}

fn member(block: ast::Block<'_>) -> Member {
    let mut res = Member {
        keyword: block.keyword().text.into(),
        labels: block.labels().map(|label| SmolStr::new(label.value())).collect(),
        ..Member::default()
    };
    let Some(body) = block.body() else { return res };
    // Exact, so that nothing is moved when they become boxes: signatures are much of what a load allocates.
    let mut attributes = Vec::with_capacity(body.attributes().count());
    let mut members = Vec::with_capacity(body.blocks().count());
    for item in body.items() {
        match item {
            ast::Item::Attribute(attribute) => {
                let name = attribute.name().text;
                match (name, attribute.value()) {
                    ("type", Some(value)) => res.ty = Some(without_blanks(value.text())),
                    ("unsigned", Some(value)) => res.unsigned = value.text() == "true",
                    ("for_each", _) => res.for_each = true,
                    _ => {}
                }
                attributes.push(SmolStr::new(name));
            }
            ast::Item::Block(block) => members.push(member(block)),
        }
    }
    res.key = key(&res.keyword, body);
    res.attributes = attributes.into();
    res.members = members.into();
    res
}

/// Type text without blanks outside quotes, so that `numeric(10, 2)` equals `numeric(10,2)`.
fn without_blanks(text: &str) -> SmolStr {
    if !text.contains([' ', '\t', '\n', '\r']) {
        return text.into();
    }
    let mut quoted = false;
    text.chars()
        .filter(|c| {
            quoted ^= *c == '"';
            quoted || !c.is_whitespace()
        })
        .collect()
}

fn key(keyword: &str, body: ast::Body<'_>) -> Option<Box<[SmolStr]>> {
    let is_key = match keyword {
        "primary_key" | "unique" => true,
        "index" => body.attribute("unique").and_then(|a| a.value()).is_some_and(|v| v.text() == "true"),
        _ => false,
    };
    if !is_key || body.attribute("where").is_some() {
        return None;
    }
    if let Some(columns) = body.attribute("columns") {
        let Some(Expr::Tuple(list)) = columns.value() else { return None };
        return list.items().map(|item| own_column(item)).collect();
    }
    body.blocks()
        .filter(|block| block.keyword().text == "on")
        .map(|on| {
            let on = on.body()?;
            if on.attribute("prefix").is_some() {
                return None;
            }
            own_column(on.attribute("column")?.value()?)
        })
        .collect()
}

/// The column name of `column.x`, `column["x"]` or an absolute path that ends in one.
pub(crate) fn own_column(expr: Expr<'_>) -> Option<SmolStr> {
    let [keyword, name] = crate::path::last_two(expr)?;
    (keyword == "column").then(|| name.into())
}

/// `table.users` or `table.public.users`: how a message names a block.
pub fn address(member: &Member) -> SmolStr {
    match &*member.labels {
        [] => member.keyword.clone(),
        [name] => format_smolstr!("{}.{name}", member.keyword),
        [qualifier, name, ..] => format_smolstr!("{}.{qualifier}.{name}", member.keyword),
    }
}
