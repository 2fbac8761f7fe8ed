//! Conversions between the protocol and plain data: `from` the client, `to` the client.

pub(crate) mod from;
pub(crate) mod to;

/// The unit of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encoding {
    Utf8,
    /// What a client means that does not say.
    #[default]
    Utf16,
    Utf32,
}
