//! Addresses of the pieces of an object. With an `ObjectKey` they name a place in a schema without naming a file.

use smol_str::SmolStr;

/// A piece of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    Whole,
    /// An attribute of the object itself.
    Attr(SmolStr),
    Column(SmolStr),
    ColumnAttr(SmolStr, SmolStr),
    PrimaryKey,
    Index(Slot),
    Unique(Slot),
    Exclude(Slot),
    ForeignKey(Slot),
    Check(Slot),
    Partition,
    RowSecurity,
    /// A column, argument or field of something that is not a table, or any other child block, by keyword.
    Block(SmolStr, Slot),
    /// An attribute of a piece that is not a column.
    Of(Box<Part>, SmolStr),
}

impl Part {
    /// The piece that a child block of a table is.
    pub fn of_block(keyword: &str, slot: Slot) -> Part {
        match keyword {
            "column" => Part::Column(slot.name),
            "primary_key" => Part::PrimaryKey,
            "index" => Part::Index(slot),
            "unique" => Part::Unique(slot),
            "exclude" => Part::Exclude(slot),
            "foreign_key" => Part::ForeignKey(slot),
            "check" => Part::Check(slot),
            "partition" => Part::Partition,
            "row_security" => Part::RowSecurity,
            _ => Part::Block(keyword.into(), slot),
        }
    }

    /// An attribute of this piece.
    pub fn attr(self, name: impl Into<SmolStr>) -> Part {
        match self {
            Part::Whole => Part::Attr(name.into()),
            Part::Column(column) => Part::ColumnAttr(column, name.into()),
            part => Part::Of(Box::new(part), name.into()),
        }
    }

    /// The piece that holds this one, for when a place has no range of its own.
    pub fn parent(&self) -> Part {
        match self {
            Part::ColumnAttr(column, _) => Part::Column(column.clone()),
            Part::Of(part, _) => (**part).clone(),
            _ => Part::Whole,
        }
    }
}

/// Which one among the pieces of a kind: its name and, where several share it or have none, its number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    pub name: SmolStr,
    pub nth: u16,
}

impl Slot {
    pub fn named(name: impl Into<SmolStr>) -> Slot {
        Slot { name: name.into(), nth: 0 }
    }
}
