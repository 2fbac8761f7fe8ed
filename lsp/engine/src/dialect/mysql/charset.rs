//! Character sets and collations: which goes with which when one is left out.
//! <https://dev.mysql.com/doc/refman/8.4/en/charset-charsets.html>

use schema::Field;
use smol_str::SmolStr;

use crate::Server;

/// Both of them, where at least one is said.
pub(super) fn filled(
    charset: &Field<SmolStr>,
    collate: &Field<SmolStr>,
    server: &Server,
) -> Option<(SmolStr, SmolStr)> {
    match (charset.get(), collate.get()) {
        (Some(charset), Some(collate)) => Some((charset.clone(), collate.clone())),
        (Some(charset), None) => Some((charset.clone(), default_collation(charset, server))),
        (None, Some(collate)) => Some((charset_of(collate), collate.clone())),
        (None, None) => None,
    }
}

/// The collation that a character set has of its own.
pub(super) fn default_collation(charset: &str, server: &Server) -> SmolStr {
    if server.charset.as_deref() == Some(charset)
        && let Some(collate) = &server.collate
    {
        return collate.clone();
    }
    match charset {
        "binary" => "binary".into(),
        "latin1" => "latin1_swedish_ci".into(),
        "utf8" => "utf8_general_ci".into(),
        "utf8mb4" if server.dialect == schema::Dialect::Mysql && server.version.0 >= 8 => "utf8mb4_0900_ai_ci".into(),
        "big5" | "gb2312" | "gbk" | "sjis" => format!("{charset}_chinese_ci").into(),
        _ => format!("{charset}_general_ci").into(),
    }
}

/// The character set that a collation belongs to stands in front of its name.
pub(super) fn charset_of(collate: &str) -> SmolStr {
    collate.split('_').next().unwrap_or(collate).into()
}
