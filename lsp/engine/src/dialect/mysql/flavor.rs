//! What MySQL and MariaDB do differently.

use schema::Dialect;

use crate::Context;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flavor {
    /// `NULL` and `NOT NULL` may stand behind a generated column.
    /// <https://mariadb.com/kb/en/generated-columns/>
    pub(super) nullable_generated: bool,
    /// A check is dropped by `DROP CHECK`. <https://dev.mysql.com/doc/refman/8.4/en/alter-table.html>
    pub(super) drops_check: bool,
    /// A column that a foreign key refers to cannot start or stop to count up.
    pub(super) keys_hold_counters: bool,
    /// A check can be declared and not enforced.
    pub(super) enforces_by_choice: bool,
}

pub(super) fn of(ctx: Context) -> Flavor {
    let is_mysql = ctx.options.server.dialect == Dialect::Mysql;
    Flavor {
        nullable_generated: is_mysql,
        drops_check: is_mysql,
        keys_hold_counters: is_mysql,
        enforces_by_choice: is_mysql,
    }
}
