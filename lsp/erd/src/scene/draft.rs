//! Out of the schema: what may become cards and lines, before anybody asks where.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Body, Column, DataType, ForeignKey, Index, ObjectKey, ObjectKind, ObjectRef, Part, Schema, Table, Value};
use smol_str::{SmolStr, format_smolstr};

use super::{CardKind, Key, Layer, Layers, Source};
use crate::marks::{Mark, Problems};

/// A card to be.
pub(super) struct Draft {
    pub(super) key: ObjectKey,
    pub(super) kind: CardKind,
    pub(super) comment: Option<SmolStr>,
    pub(super) columns: Vec<DraftColumn>,
    pub(super) indexes: Vec<Key>,
    pub(super) mark: Option<Mark>,
    pub(super) n_changes: usize,
    pub(super) problems: Problems,
}

impl Draft {
    pub(super) fn schema(&self) -> SmolStr {
        self.key.schema.clone().unwrap_or_default()
    }

    /// Names the card over edits.
    pub(super) fn id(&self) -> SmolStr {
        card_id(&self.key)
    }

    /// `schema.name`, or the name where there is no schema.
    pub(super) fn path(&self) -> SmolStr {
        path(&self.key)
    }
}

fn path(key: &ObjectKey) -> SmolStr {
    match &key.schema {
        Some(schema) => format_smolstr!("{schema}.{}", key.name),
        None => key.name.clone(),
    }
}

/// The id of the card of an object: `table:shop.orders`. Several functions may have one name, and so may triggers of several
/// tables.
pub fn card_id(key: &ObjectKey) -> SmolStr {
    use ObjectKind::{Aggregate, Function, Procedure, Trigger};
    let is_one_of_several = matches!(key.kind, Function | Procedure | Aggregate | Trigger);
    let (kind, path) = (key.kind.keyword(), path(key));
    match key.discriminator.as_str() {
        "" => format_smolstr!("{kind}:{path}"),
        which if is_one_of_several => format_smolstr!("{kind}:{path}({which})"),
        _ => format_smolstr!("{kind}:{path}"),
    }
}

#[derive(Clone, Default)]
pub(super) struct DraftColumn {
    pub(super) name: SmolStr,
    pub(super) data_type: String,
    pub(super) comment: Option<SmolStr>,
    pub(super) is_nullable: bool,
    pub(super) is_primary: bool,
    pub(super) is_foreign: bool,
    /// Some reference ends here.
    pub(super) is_target: bool,
    pub(super) chips: Vec<String>,
    pub(super) old_type: Option<String>,
    pub(super) mark: Option<Mark>,
    pub(super) problems: Problems,
}

/// A line to be. Columns are positions in the drafts.
pub(super) struct DraftReference {
    pub(super) id: SmolStr,
    pub(super) name: SmolStr,
    pub(super) from: usize,
    pub(super) from_columns: Vec<usize>,
    pub(super) target: Target,
    pub(super) is_unique: bool,
    pub(super) is_optional: bool,
    pub(super) actions: String,
    pub(super) mark: Option<Mark>,
}

pub(super) enum Target {
    Columns {
        to: usize,
        columns: Vec<usize>,
    },
    /// What is not there.
    Missing(String),
}

pub(super) struct Drafts {
    pub(super) cards: Vec<Draft>,
    pub(super) references: Vec<DraftReference>,
    /// From what is made of something to that.
    pub(super) dependencies: Vec<(usize, usize)>,
}

pub(super) fn run(source: Source<'_>, layers: &Layers) -> Drafts {
    let mut drafts = Drafts { cards: Vec::new(), references: Vec::new(), dependencies: Vec::new() };
    let mut tables: Vec<(usize, Vec<(ForeignKey, bool)>)> = Vec::new();
    let mut made_of: Vec<(usize, Vec<&ObjectRef>)> = Vec::new();
    for (key, body, is_dropped) in objects(source) {
        let old = source.baseline.and_then(|baseline| old_table(baseline, source, key));
        let Some((kind, comment, columns)) = content(key, body, old) else { continue };
        if !layers.has_cards(kind) {
            continue;
        }
        let at = drafts.cards.len();
        let mark = if is_dropped { Some(Mark::Dropped) } else { source.marks.get(key, &Part::Whole).cloned() };
        let problems = Problems::default();
        let indexes = body_indexes(body);
        let mut draft = Draft { key: key.clone(), kind, comment, columns, indexes, mark, n_changes: 0, problems };
        mark_columns(&mut draft, source, old);
        add_problems(&mut draft, source);
        if let Body::Table(table) = body {
            tables.push((at, foreign_keys(key, table, old, source)));
        }
        if layers.has(Layer::Dependencies) {
            made_of.push((at, depends_on(body)));
        }
        drafts.cards.push(draft);
    }
    let index: BTreeMap<ObjectKey, usize> =
        drafts.cards.iter().enumerate().map(|(k, draft)| (draft.key.clone(), k)).collect();
    for (from, keys) in tables {
        let mut names = BTreeSet::new();
        for (foreign_key, is_dropped) in keys {
            let reference = reference(&drafts.cards, &index, source, from, &foreign_key, is_dropped, &mut names);
            for column in &reference.from_columns {
                drafts.cards[from].columns[*column].is_foreign = true;
            }
            if let Target::Columns { to, columns } = &reference.target {
                for column in columns {
                    drafts.cards[*to].columns[*column].is_target = true;
                }
            }
            drafts.references.push(reference);
        }
    }
    // Which of several functions is meant, nobody can write.
    let named: BTreeMap<ObjectRef, usize> = index.into_iter().rev().map(|(key, at)| (key.to_ref(), at)).collect();
    let lines = made_of.into_iter().flat_map(|(from, targets)| {
        let targets: BTreeSet<usize> = targets.into_iter().filter_map(|target| named.get(target).copied()).collect();
        targets.into_iter().filter(move |to| *to != from).map(move |to| (from, to))
    });
    drafts.dependencies = lines.collect();
    drafts
}

/// What an object says that it is made of.
fn depends_on(body: &Body) -> Vec<&ObjectRef> {
    match body {
        Body::View(view) => view.depends_on.get().into_iter().flatten().collect(),
        Body::Function(function) => function.depends_on.get().into_iter().flatten().collect(),
        Body::Procedure(procedure) => procedure.depends_on.get().into_iter().flatten().collect(),
        Body::Trigger(trigger) => {
            let run = trigger.execute.iter().flat_map(|execute| [execute.function.get(), execute.procedure.get()]);
            [trigger.on.get()].into_iter().chain(run).flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// The objects of the state, and those of the baseline that are gone.
fn objects(source: Source<'_>) -> Vec<(&ObjectKey, &Body, bool)> {
    let mut found: BTreeMap<&ObjectKey, (&Body, bool)> = BTreeMap::new();
    for (key, object) in source.baseline.into_iter().flat_map(Schema::iter) {
        if source.marks.get(key, &Part::Whole) == Some(&Mark::Dropped) {
            found.insert(key, (object.body(), true));
        }
    }
    found.extend(source.schema.iter().map(|(key, object)| (key, (object.body(), false))));
    // By schema and name, so that what belongs together comes together.
    let mut found: Vec<_> = found.into_iter().map(|(key, (body, is_dropped))| (key, body, is_dropped)).collect();
    found.sort_by(|a, b| (&a.0.schema, &a.0.name, a.0).cmp(&(&b.0.schema, &b.0.name, b.0)));
    found
}

fn old_table<'a>(baseline: &'a Schema, source: Source<'_>, key: &ObjectKey) -> Option<&'a Table> {
    let old = match source.marks.get(key, &Part::Whole) {
        Some(Mark::Renamed(old)) => ObjectKey { name: old.clone(), ..key.clone() },
        _ => key.clone(),
    };
    baseline.get(&old)?.as_table()
}

type Content = (CardKind, Option<SmolStr>, Vec<DraftColumn>);

fn content(key: &ObjectKey, body: &Body, old: Option<&Table>) -> Option<Content> {
    match body {
        Body::Table(table) => {
            let primary = table.primary_key.as_deref().and_then(Index::plain_columns).unwrap_or_default();
            let mut columns: Vec<DraftColumn> = table.columns.iter().map(column).collect();
            columns.iter_mut().for_each(|column| column.is_primary = primary.contains(&&column.name));
            add_chips(table, &mut columns);
            // What was dropped stands where it stood.
            for (at, gone) in old.into_iter().flat_map(|old| old.columns.iter().enumerate()) {
                if !columns.iter().any(|kept| kept.name == gone.name) {
                    columns.insert(at.min(columns.len()), column(gone));
                }
            }
            columns.sort_by_key(|column| !column.is_primary);
            Some((CardKind::Table, table.comment.get().cloned(), columns))
        }
        Body::View(view) => {
            let kind = if key.kind == ObjectKind::Materialized { CardKind::Materialized } else { CardKind::View };
            Some((kind, view.comment.get().cloned(), view.columns.iter().map(column).collect()))
        }
        Body::Enum(of) => {
            let values = of.values.get().into_iter().flatten();
            let columns = values.map(|value| DraftColumn { name: value.clone(), ..DraftColumn::default() });
            Some((CardKind::Enum, of.comment.get().cloned(), columns.collect()))
        }
        Body::Function(function) => Some((CardKind::Function, function.comment.get().cloned(), Vec::new())),
        Body::Procedure(procedure) => Some((CardKind::Procedure, procedure.comment.get().cloned(), Vec::new())),
        Body::Aggregate(_) => Some((CardKind::Aggregate, None, Vec::new())),
        Body::Trigger(trigger) => Some((CardKind::Trigger, trigger.comment.get().cloned(), Vec::new())),
        _ => None,
    }
}

fn column(column: &Column) -> DraftColumn {
    let mut data_type = column.data_type.get().map(type_text).unwrap_or_default();
    if column.unsigned.is_true() {
        data_type.push_str(" unsigned");
    }
    DraftColumn {
        name: column.name.clone(),
        data_type,
        comment: column.comment.get().cloned(),
        is_nullable: column.is_nullable(),
        ..DraftColumn::default()
    }
}

/// A type as people write it.
fn type_text(data_type: &DataType) -> String {
    match data_type {
        DataType::Named(call) if call.args.is_empty() => call.name.to_string(),
        DataType::Named(call) => {
            let arguments: Vec<String> = call.args.iter().map(value_text).collect();
            format!("{}({})", call.name, arguments.join(", "))
        }
        DataType::Raw(text) => text.to_string(),
        DataType::Object(target) => target.name.to_string(),
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) | Value::String(text) | Value::Sql(text) | Value::Word(text) => text.to_string(),
        Value::Type(call) => type_text(&DataType::Named(call.clone())),
        Value::Reference(reference) => reference.steps.last().map(SmolStr::to_string).unwrap_or_default(),
        Value::List(values) => values.iter().map(value_text).collect::<Vec<String>>().join(", "),
        Value::Map(_) | Value::Unknown => "…".into(),
    }
}

/// `U` for a column that is unique alone, `I` for the first of an index, and a digit for keys of several columns.
fn add_chips(table: &Table, columns: &mut [DraftColumn]) {
    let is_unique = |index: &&Index| index.unique.is_true();
    let uniques = table.uniques.iter().chain(table.indexes.iter().filter(is_unique));
    let mut number = 1;
    let add = |columns: &mut [DraftColumn], name: &str, chip: &str| {
        for column in columns.iter_mut().filter(|column| column.name == name) {
            if !column.chips.iter().any(|known| known == chip) {
                column.chips.push(chip.to_owned());
            }
        }
    };
    for unique in uniques {
        match unique.plain_columns().as_deref() {
            Some([one]) => add(columns, one, "U"),
            Some(several) => {
                number += 1;
                several.iter().for_each(|name| add(columns, name, &format!("U{number}")));
            }
            None => {}
        }
    }
    for index in table.indexes.iter().filter(|index| !index.unique.is_true()) {
        let first = index.parts.get().and_then(|parts| parts.first()?.column.get());
        let Some(first) = first else { continue };
        let known = columns.iter().find(|column| column.name == *first);
        if !known.is_some_and(|column| column.chips.iter().any(|chip| chip == "U")) {
            add(columns, first, "I");
        }
    }
}

fn mark_columns(draft: &mut Draft, source: Source<'_>, old: Option<&Table>) {
    let mut changed = BTreeSet::new();
    for (part, mark) in source.marks.of(&draft.key) {
        let root = match part {
            Part::Whole => continue,
            Part::ColumnAttr(name, _) => Part::Column(name.clone()),
            Part::Of(of, _) => (**of).clone(),
            part => part.clone(),
        };
        if let Part::Column(name) = &root
            && let Some(column) = draft.columns.iter_mut().find(|column| column.name == *name)
        {
            column.mark = Some(if matches!(part, Part::Column(_)) { mark.clone() } else { Mark::Changed });
            let before = old.and_then(|old| Some(old.column_at(old.column_named(name)?)));
            let before = before.map(|before| self::column(before).data_type);
            column.old_type = before.filter(|before| *before != column.data_type);
        }
        changed.insert(root);
    }
    draft.n_changes = changed.len();
    if draft.n_changes > 0 && draft.mark.is_none() {
        draft.mark = Some(Mark::Changed);
    }
}

/// The findings of a card are those of all its pieces.
fn add_problems(draft: &mut Draft, source: Source<'_>) {
    for (part, problems) in source.marks.problems_of(&draft.key) {
        draft.problems.add(problems);
        if let Part::Column(name) = part
            && let Some(column) = draft.columns.iter_mut().find(|column| column.name == *name)
        {
            column.problems.add(problems);
        }
    }
}

/// The indexes and unique keys of a table.
fn body_indexes(body: &Body) -> Vec<Key> {
    let Body::Table(table) = body else { return Vec::new() };
    let key = |index: &Index, is_unique: bool| {
        let parts = index.parts.get().map(Vec::as_slice).unwrap_or_default();
        let column = |part: &schema::IndexPart| part.column.get().map_or_else(|| "(…)".to_owned(), SmolStr::to_string);
        let columns = parts.iter().map(column).collect::<Vec<String>>().join(", ");
        Key { name: index.name.clone(), columns, is_unique }
    };
    let primary =
        table.primary_key.as_deref().into_iter().map(|index| Key { name: "primary key".into(), ..key(index, true) });
    let indexes = table.indexes.iter().map(|index| key(index, index.unique.is_true()));
    primary.chain(indexes).chain(table.uniques.iter().map(|index| key(index, true))).collect()
}

/// The foreign keys of a table, with those that are gone.
fn foreign_keys(key: &ObjectKey, table: &Table, old: Option<&Table>, source: Source<'_>) -> Vec<(ForeignKey, bool)> {
    let mut keys: Vec<(ForeignKey, bool)> = table.foreign_keys.iter().map(|key| (key.clone(), false)).collect();
    for gone in old.into_iter().flat_map(|old| &old.foreign_keys) {
        if reference_mark(source, key, gone) == Some(Mark::Dropped) {
            keys.push((gone.clone(), true));
        }
    }
    keys
}

fn reference_mark(source: Source<'_>, key: &ObjectKey, foreign_key: &ForeignKey) -> Option<Mark> {
    let is_it = |part: &Part| match part {
        Part::ForeignKey(slot) => slot.name == foreign_key.name,
        Part::Of(of, _) => matches!(&**of, Part::ForeignKey(slot) if slot.name == foreign_key.name),
        _ => false,
    };
    source.marks.of(key).find(|(part, _)| is_it(part)).map(|(_, mark)| mark.clone())
}

fn reference(
    cards: &[Draft],
    index: &BTreeMap<ObjectKey, usize>,
    source: Source<'_>,
    from: usize,
    foreign_key: &ForeignKey,
    is_dropped: bool,
    names: &mut BTreeSet<SmolStr>,
) -> DraftReference {
    let owner = &cards[from];
    let positions = |card: &Draft, names: &[SmolStr]| {
        let find = |name: &SmolStr| card.columns.iter().position(|column| column.name == *name);
        names.iter().filter_map(find).collect::<Vec<usize>>()
    };
    let own = foreign_key.columns.get().map(Vec::as_slice).unwrap_or_default();
    let from_columns = positions(owner, own);
    let target = match foreign_key.ref_table.get() {
        None => Target::Missing(match own.first() {
            Some(column) => format!("target of {column}"),
            None => foreign_key.name.to_string(),
        }),
        Some(named) => {
            let key = ObjectKey::new(named.kind.clone(), named.schema.clone(), named.name.clone());
            let near = ObjectKey { schema: owner.key.schema.clone(), ..key.clone() };
            match index.get(&key).or_else(|| index.get(&near)) {
                Some(to) => {
                    let far = foreign_key.ref_columns.get().map(Vec::as_slice).unwrap_or_default();
                    Target::Columns { to: *to, columns: positions(&cards[*to], far) }
                }
                None => Target::Missing(named.name.to_string()),
            }
        }
    };
    let label = match foreign_key.name.as_str() {
        "" => own.join("_"),
        name => name.to_owned(),
    };
    let mut id = format_smolstr!("ref:{}.{label}", owner.path());
    let mut number = 2;
    while !names.insert(id.clone()) {
        id = format_smolstr!("ref:{}.{label}~{number}", owner.path());
        number += 1;
    }
    let mark = match (&owner.mark, is_dropped) {
        (Some(Mark::Added), _) => Some(Mark::Added),
        (Some(Mark::Dropped), _) | (_, true) => Some(Mark::Dropped),
        _ => reference_mark(source, &owner.key, foreign_key),
    };
    let action = |word: &str, field: &schema::Field<SmolStr>| {
        field.get().map(|action| format!("{word} {}", action.to_lowercase().replace('_', " ")))
    };
    let actions = [action("on delete", &foreign_key.on_delete), action("on update", &foreign_key.on_update)];
    let is_nullable = |column: &usize| owner.columns[*column].is_nullable;
    DraftReference {
        id,
        name: foreign_key.name.clone(),
        from,
        is_unique: is_unique(source, &owner.key, own),
        is_optional: from_columns.iter().any(is_nullable),
        from_columns,
        target,
        actions: actions.into_iter().flatten().collect::<Vec<String>>().join(", "),
        mark,
    }
}

/// No two rows have the same values in these columns.
fn is_unique(source: Source<'_>, key: &ObjectKey, columns: &[SmolStr]) -> bool {
    let found = source.schema.get(key).or_else(|| source.baseline?.get(key));
    let Some(table) = found.and_then(|object| object.as_table()) else { return false };
    let wanted: BTreeSet<&SmolStr> = columns.iter().collect();
    let whole = |index: &&Index| index.predicate.is_unset();
    let uniques = table.indexes.iter().filter(|index| index.unique.is_true()).chain(&table.uniques).filter(whole);
    table
        .primary_key
        .as_deref()
        .into_iter()
        .chain(uniques)
        .any(|index| index.plain_columns().is_some_and(|of| of.into_iter().collect::<BTreeSet<&SmolStr>>() == wanted))
}
