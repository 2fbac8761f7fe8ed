//! Which objects must be named with their schema in front: `table.public.users`.
//!
//! Those whose kind and name exist in two schemas, and those whose name is used as a qualifier of their kind, because
//! a reference that begins with it would be read as the qualifier.

use std::collections::{BTreeMap, BTreeSet};

use schema::{LabelKind, Language, ObjectKind, ObjectRef, Schema};
use smol_str::SmolStr;

type Places<'a> = BTreeMap<&'a SmolStr, BTreeSet<Option<&'a SmolStr>>>;

pub(super) struct Names<'a> {
    /// Where the names of a kind are declared.
    declared: BTreeMap<&'a ObjectKind, Places<'a>>,
    qualified: BTreeSet<(&'a ObjectKind, &'a SmolStr)>,
}

impl<'a> Names<'a> {
    pub(super) fn new(schema: &'a Schema, language: &Language) -> Names<'a> {
        let mut declared: BTreeMap<&ObjectKind, Places> = BTreeMap::new();
        for (key, _) in schema.iter() {
            let places = declared.entry(&key.kind).or_default();
            places.entry(&key.name).or_default().insert(key.schema.as_ref());
        }
        let mut qualified = BTreeSet::new();
        for (kind, places) in &declared {
            let can_be = |fact: &schema::BlockFact| fact.labels.kind == LabelKind::Qualified;
            if language.blocks_named(kind.keyword()).any(can_be) {
                qualified.extend(colliding(places).into_iter().map(|name| (*kind, name)));
            }
        }
        Names { declared, qualified }
    }

    /// The label and the reference need the schema in front.
    pub(super) fn is_qualified(&self, kind: &ObjectKind, name: &SmolStr) -> bool {
        self.qualified.contains(&(kind, name))
    }

    /// The schema to write before a reference's name. What is not declared here keeps what it has.
    pub(super) fn qualifier<'b>(&self, target: &'b ObjectRef) -> Option<&'b SmolStr> {
        let schema = target.schema.as_ref()?;
        let places = self.declared.get(&target.kind).and_then(|places| places.get(&target.name));
        let is_declared = places.is_some_and(|places| places.contains(&Some(schema)));
        (!is_declared || self.is_qualified(&target.kind, &target.name)).then_some(schema)
    }
}

fn colliding<'a>(places: &Places<'a>) -> BTreeSet<&'a SmolStr> {
    let mut names: BTreeSet<&SmolStr> =
        places.iter().filter(|(_, schemas)| schemas.len() > 1).map(|(name, _)| *name).collect();
    // Each name that is qualified puts its schema into the way of objects called like that schema.
    loop {
        let qualifiers: BTreeSet<&SmolStr> =
            names.iter().flat_map(|name| places[name].iter().flatten().copied()).collect();
        let more: Vec<&SmolStr> = places
            .iter()
            .filter(|(name, schemas)| {
                qualifiers.contains(*name) && !names.contains(*name) && schemas.iter().all(Option::is_some)
            })
            .map(|(name, _)| *name)
            .collect();
        if more.is_empty() {
            return names;
        }
        names.extend(more);
    }
}
