//! Finding a fact by name: positions sorted by name, searched by halves. Two bytes an entry, no hashing, and entries
//! of one name stay in file order.

#[derive(Clone, Debug, Default)]
pub(crate) struct NameIndex(Box<[u16]>);

impl NameIndex {
    pub(crate) fn new<T>(items: &[T], name: fn(&T) -> &'static str) -> NameIndex {
        let mut positions: Vec<u16> = (0..items.len()).map(|position| position as u16).collect();
        positions.sort_by(|a, b| name(&items[*a as usize]).cmp(name(&items[*b as usize])));
        NameIndex(positions.into())
    }

    /// All items of that name.
    pub(crate) fn named<'a, T>(
        &'a self,
        items: &'a [T],
        wanted: &str,
        name: fn(&T) -> &'static str,
    ) -> impl Iterator<Item = &'a T> + use<'a, T> {
        let start = self.0.partition_point(|position| name(&items[*position as usize]) < wanted);
        let length = self.0[start..].partition_point(|position| name(&items[*position as usize]) == wanted);
        self.0[start..start + length].iter().map(|position| &items[*position as usize])
    }
}
