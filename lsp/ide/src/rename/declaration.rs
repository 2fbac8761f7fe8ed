//! What the name under the cursor declares or refers to, if that can have another name, and its edit.

use project::resolve::Place;
use project::signature::{Member, address};
use project::{Module, Snapshot};
use schema::BlockFact;
use syntax::ast::Expr;
use syntax::{TextRange, ast};

use super::{Edits, RenameError, Target, spelling};
use crate::FilePosition;
use crate::cursor::{Cursor, Spot, modules_of_block, spot, target};

pub(super) struct Declaration {
    pub(super) place: Place,
    pub(super) name: String,
    /// The modules that see it.
    pub(super) modules: Vec<Module>,
}

impl Declaration {
    /// `table.users.column.id`, `var.tenant`, `local.url`.
    pub(super) fn address(&self, snapshot: &Snapshot, name: &str) -> String {
        let top = snapshot.signature(self.place.block);
        if self.place.attribute.is_some() {
            return format!("local.{name}");
        }
        match &*self.place.path {
            [] if top.keyword == "variable" => format!("var.{name}"),
            [] => renamed(top, name),
            [outer @ .., _] => {
                let mut res = address(top).to_string();
                let mut member = top;
                let inner =
                    outer.iter().map(|index| (*index, false)).chain(self.place.path.last().map(|it| (*it, true)));
                for (index, is_last) in inner {
                    let Some(child) = member.members.get(index as usize) else { break };
                    member = child;
                    res.push('.');
                    res += &if is_last { renamed(member, name) } else { address(member).to_string() };
                }
                res
            }
        }
    }
}

fn renamed(member: &Member, name: &str) -> String {
    let mut member = Member { keyword: member.keyword.clone(), labels: member.labels.clone(), ..Member::default() };
    if let Some(label) = member.labels.get_mut(name_label(member.labels.len())) {
        *label = name.into();
    }
    address(&member).to_string()
}

/// Of the labels of a block, the one by which it is referred to.
fn name_label(n_labels: usize) -> usize {
    n_labels.min(2).saturating_sub(1)
}

/// The declaration, and the range of the name under the cursor.
pub(super) fn at(snapshot: &Snapshot, position: FilePosition) -> Option<(Declaration, TextRange)> {
    let cursor = Cursor::new(snapshot, position)?;
    let tree = syntax::parse(&cursor.at.text);
    let (around, spot) = spot(tree.root(&cursor.at.text), cursor.offset, cursor.language);
    let range = match &spot {
        Spot::Label { label, place } => {
            let block = project::place::descend(tree.root(&cursor.at.text), place)
                .filter(|block| block.labels().any(|own| own == *label))?;
            let named = block.labels().nth(name_label(block.labels().count()))?;
            (named == *label).then(|| label.name_range())?
        }
        Spot::AttributeName { attribute, .. } => attribute.name().range,
        Spot::Segment { path, segment, .. } => {
            let resolution = cursor.resolve(&around.path, path);
            resolution.places.iter().find(|(used, _)| *used == segment + 1)?;
            let syntax = around.body()?.path_at(cursor.offset).into_iter().rev().find_map(|it| match it {
                ast::Enclosing::Expr(Expr::Path(syntax)) => Some(syntax),
                _ => None,
            })?;
            spelling::name_range(syntax, path, *segment)
        }
        Spot::Keyword { .. } | Spot::Function { .. } | Spot::None => return None,
    };
    let place = target(&cursor, &around, &spot)?;
    let name = name_of(snapshot, cursor.module, &place)?;
    let modules = modules_of_block(snapshot, place.block);
    Some((Declaration { place, name, modules }, cursor.absolute(range)))
}

/// The name that a place can be referred to by.
fn name_of(snapshot: &Snapshot, module: Module, place: &Place) -> Option<String> {
    let top = snapshot.signature(place.block);
    if let Some(attribute) = &place.attribute {
        return (top.keyword == "locals" && place.path.is_empty()).then(|| attribute.to_string());
    }
    let member = top.descend(&place.path)?;
    let can_be_named = snapshot.fact_of(module, place).is_some_and(is_referred_to);
    (can_be_named && !member.name().is_empty()).then(|| member.name().to_owned())
}

fn is_referred_to(fact: &BlockFact) -> bool {
    let has_address = !fact.addresses.is_empty() || fact.sibling_address.is_some() || fact.result.is_some();
    has_address || fact.keyword == "variable"
}

/// The new name in the declaration itself.
pub(super) fn rename(target: &Target<'_>, edits: &mut Edits) -> Result<(), RenameError> {
    let Target { snapshot, declaration, new_name } = target;
    let broken = || RenameError::Broken { address: declaration.address(snapshot, &declaration.name) };
    let at = snapshot.at(declaration.place.block).ok_or(RenameError::NoName)?;
    let tree = syntax::parse(&at.text);
    if !tree.errors().is_empty() {
        return Err(broken());
    }
    let block = project::place::descend(tree.root(&at.text), &declaration.place.path).ok_or_else(broken)?;
    let (range, text) = match &declaration.place.attribute {
        Some(attribute) => {
            let attribute = block.body().and_then(|body| body.attribute(attribute)).ok_or_else(broken)?;
            (attribute.name().range, (*new_name).to_owned())
        }
        None => {
            let label = block.labels().nth(name_label(block.labels().count()));
            label.and_then(|label| spelling::label(label, new_name)).ok_or_else(broken)?
        }
    };
    edits.add(at.file, (range + at.start, text));
    Ok(())
}
