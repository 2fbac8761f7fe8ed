//! What MySQL and MariaDB do differently.

use schema::Dialect;

use crate::{Context, Server};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flavor {
    /// `NULL` and `NOT NULL` may stand behind a generated column.
    /// <https://mariadb.com/kb/en/generated-columns/>
    pub(crate) nullable_generated: bool,
    /// A check is dropped by `DROP CHECK`. <https://dev.mysql.com/doc/refman/8.4/en/alter-table.html>
    pub(crate) drops_check: bool,
    /// A column that a foreign key refers to cannot start or stop to count up.
    pub(crate) keys_hold_counters: bool,
    /// A column of a foreign key may cease to take NULL, but not in a statement that copies the table.
    /// <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations>
    pub(crate) keeps_keys_from_null: bool,
    /// An index serves a foreign key that has one of its columns in descending order.
    pub(crate) serves_keys_descending: bool,
    /// A column keeps its name as long as a check or another expression of its table has it.
    pub(crate) holds_named_columns: bool,
    /// A check can be declared and not enforced.
    pub(crate) enforces_by_choice: bool,
    /// A VARCHAR of at most that many bytes grows in place, whatever its new length.
    /// <https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/>
    pub(crate) grows_from: u64,
    /// The spatial reference system is `REF_SYSTEM_ID` behind the type, not an attribute of the column.
    /// <https://mariadb.com/kb/en/create-table/#ref_system_id>
    pub(crate) srid_belongs_to_type: bool,
    /// An expression can be a key of an index. <https://mariadb.com/kb/en/generated-columns/#index-support>
    pub(crate) indexes_expressions: bool,
    /// Another collation of the same character set, and another expression of a VIRTUAL column, leave the rows alone.
    pub(crate) keeps_rows: bool,
}

pub(crate) fn of(ctx: Context) -> Flavor {
    of_server(&ctx.options.server)
}

pub(crate) fn of_server(server: &Server) -> Flavor {
    let is_mysql = server.dialect == Dialect::Mysql;
    let is_instant = server.dialect == Dialect::Mariadb && server.version >= (10, 11);
    Flavor {
        nullable_generated: is_mysql,
        drops_check: is_mysql,
        keys_hold_counters: is_mysql,
        keeps_keys_from_null: is_mysql,
        holds_named_columns: is_mysql,
        serves_keys_descending: !is_mysql,
        enforces_by_choice: is_mysql,
        srid_belongs_to_type: !is_mysql,
        indexes_expressions: is_mysql,
        grows_from: if is_instant { 127 } else { 0 },
        keeps_rows: is_instant,
    }
}
