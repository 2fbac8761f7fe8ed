//! Names that SQL keeps for itself.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use schema::{BlockFact, Dialect};
use syntax::ast;

use super::walk::Walk;
use crate::finding::{Finding, Rule, Severity};

pub(super) static RULES: &[&Rule] = &[&RESERVED_WORD];

static RESERVED_WORD: Rule = Rule {
    code: "reserved-word",
    severity: Severity::Hint,
    summary: "the name is a reserved word of the dialect",
    why: "Atlas quotes names, so the table is made; but every query that is written by hand has to quote this one too.",
    bad: r#"
schema "public" {}
table "user" {
  schema = schema.public
  column "id" {
    type = int
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/sql-keywords-appendix.html",
};

pub(super) fn check<'a>(walk: &mut Walk<'a>, block: ast::Block<'a>, fact: &'static BlockFact) {
    if !matches!(fact.path, "table" | "view" | "materialized" | "table.column" | "view.column" | "materialized.column")
    {
        return;
    }
    let Some((words, title)) = walk.language.id.dialect().and_then(words) else { return };
    // A block may have another name in the database than in the text.
    let Some(label) = block.labels().last() else { return };
    if block.body().is_some_and(|body| body.attribute("name").is_some()) {
        return;
    }
    let name = label.value().to_ascii_lowercase();
    if words.contains(name.as_str()) {
        let message = format!("`{}` is a reserved word of {title}; queries must quote it", label.value());
        walk.report(Finding::new(&RESERVED_WORD, label.range(), message));
    }
}

/// Whether a name must be quoted in SQL, whatever it consists of.
pub fn is_reserved(dialect: Dialect, name: &str) -> bool {
    words(dialect).is_some_and(|(words, _)| words.contains(name.to_ascii_lowercase().as_str()))
}

type Words = LazyLock<FxHashSet<&'static str>>;

fn words(dialect: Dialect) -> Option<(&'static Words, &'static str)> {
    static SETS: [Words; 4] = [
        LazyLock::new(|| POSTGRES.split(' ').collect()),
        LazyLock::new(|| MYSQL.split(' ').collect()),
        LazyLock::new(|| MARIADB.split(' ').collect()),
        LazyLock::new(|| SQLITE.split(' ').collect()),
    ];
    match dialect {
        Dialect::Postgres => Some((&SETS[0], "PostgreSQL")),
        Dialect::Mysql => Some((&SETS[1], "MySQL")),
        Dialect::Mariadb => Some((&SETS[2], "MariaDB")),
        Dialect::Sqlite => Some((&SETS[3], "SQLite")),
        _ => None,
    }
}

// A schema says nothing of the server's version, so a word that only the newest ones reserve is left out: `system_user` of
// PostgreSQL 16, `external`, `library`, `qualify` and `tablesample` of MySQL 9, `vector` of MariaDB 11.7.

/// Reserved, with and without use as a type or function: <https://www.postgresql.org/docs/current/sql-keywords-appendix.html>.
/// The same as `pg_get_keywords()` has in its classes `R` and `T` on 15, and on 18 but for one more.
static POSTGRES: &str = "\
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation \
    column concurrently constraint create cross current_catalog current_date current_role current_schema \
    current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for \
    foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral \
    leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps \
    placing primary references returning right select session_user similar some symmetric table tablesample then to \
    trailing true union unique user using variadic verbose when where window with";

/// Marked (R): <https://dev.mysql.com/doc/refman/8.4/en/keywords.html>. All of them are reserved in
/// `information_schema.keywords` of 9.7 too.
static MYSQL: &str = "\
    accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade \
    case change char character check collate column condition constraint continue convert create cross cube \
    cume_dist current_date current_time current_timestamp current_user cursor database databases day_hour \
    day_microsecond day_minute day_second dec decimal declare default delayed delete dense_rank desc describe \
    deterministic distinct distinctrow div double drop dual each else elseif empty enclosed escaped except exists \
    exit explain false fetch first_value float float4 float8 for force foreign from fulltext function generated get \
    grant group grouping groups having high_priority hour_microsecond hour_minute hour_second if ignore in index \
    infile inner inout insensitive insert int int1 int2 int3 int4 int8 integer intersect interval into \
    io_after_gtids io_before_gtids is iterate join json_table key keys kill lag last_value lateral lead leading \
    leave left like limit linear lines load localtime localtimestamp lock long longblob longtext loop low_priority \
    match maxvalue mediumblob mediumint mediumtext middleint minute_microsecond minute_second mod modifies natural \
    no_write_to_binlog not nth_value ntile null numeric of on optimize optimizer_costs option optionally or order \
    out outer outfile over partition percent_rank precision primary procedure purge range rank read read_write reads \
    real recursive references regexp release rename repeat replace require resignal restrict return revoke right \
    rlike row row_number rows schema schemas second_microsecond select sensitive separator set show signal smallint \
    spatial specific sql sql_big_result sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl \
    starting stored straight_join system table terminated then tinyblob tinyint tinytext to trailing trigger true \
    undo union unique unlock unsigned update usage use using utc_date utc_time utc_timestamp values varbinary \
    varchar varcharacter varying virtual when where while window with write xor year_month zerofill";

/// <https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/reserved-words>, tried as names of tables
/// and columns on 10.11: what is listed there and works unquoted (`general`, `slow`, `schema`, `window`, …) is no trouble.
static MARIADB: &str = "\
    accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade \
    case change char character check collate column condition constraint continue convert create cross current_date \
    current_role current_time current_timestamp current_user cursor databases day_hour day_microsecond day_minute \
    day_second dec decimal declare default delayed delete delete_domain_id desc describe deterministic distinct \
    distinctrow div do_domain_ids double drop dual each else elseif enclosed escaped except exists exit explain \
    false fetch float float4 float8 for force foreign from fulltext grant group having high_priority \
    hour_microsecond hour_minute hour_second if ignore ignore_domain_ids in index infile inner inout insensitive \
    insert int int1 int2 int3 int4 int8 integer intersect interval into is iterate join key keys kill leading leave \
    left like limit linear lines load localtime localtimestamp lock long longblob longtext loop low_priority \
    master_demote_to_replica master_demote_to_slave master_ssl_verify_server_cert match maxvalue mediumblob \
    mediumint mediumtext middleint minute_microsecond minute_second mod modifies natural no_write_to_binlog not null \
    numeric offset on optimize optionally or order out outer outfile over page_checksum parse_vcol_expr partition \
    portion precision primary procedure purge range read read_write reads real recursive ref_system_id references \
    regexp release rename repeat replace require resignal restrict return returning revoke right rlike row_number \
    rows schemas second_microsecond select sensitive separator set show signal smallint spatial specific sql \
    sql_big_result sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl starting \
    stats_auto_recalc stats_persistent stats_sample_pages straight_join table terminated then tinyblob tinyint \
    tinytext to trailing trigger true undo union unique unlock unsigned update usage use using utc_date utc_time \
    utc_timestamp values varbinary varchar varcharacter varying when where while with write xor year_month zerofill";

/// Keywords that the parser does not take for a table, or not for a column in a query (`cast`, `raise`):
/// <https://www.sqlite.org/lang_keywords.html>, tried on 3.40.
static SQLITE: &str = "\
    add all alter and as autoincrement between case cast check collate commit constraint create default deferrable \
    delete distinct drop else escape except exists foreign from group having if in index insert intersect into is \
    isnull join limit not nothing notnull null on or order primary raise references returning select set table then \
    to transaction union unique update using values when where";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_has_its_own_words() {
        let reserved = |word: &str| {
            let dialects = [Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb, Dialect::Sqlite];
            let sets = dialects.map(|dialect| words(dialect).unwrap());
            sets.iter()
                .filter(|(words, _)| words.contains(word))
                .map(|(_, title)| *title)
                .collect::<Vec<_>>()
                .join(", ")
        };
        // Each answer was had from a server.
        let table = [
            ("table", "PostgreSQL, MySQL, MariaDB, SQLite"),
            ("user", "PostgreSQL"),
            ("offset", "PostgreSQL, MariaDB"),
            ("window", "PostgreSQL, MySQL"),
            ("schema", "MySQL"),
            ("groups", "MySQL"),
            ("returning", "PostgreSQL, MariaDB, SQLite"),
            ("if", "MySQL, MariaDB, SQLite"),
            ("raise", "SQLite"),
            ("name", ""),
        ];
        for (word, expected) in table {
            assert_eq!(reserved(word), expected, "{word}");
        }
    }

    #[test]
    fn the_lists_are_sorted() {
        for list in [POSTGRES, MYSQL, MARIADB, SQLITE] {
            let words: Vec<&str> = list.split(' ').collect();
            assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
        }
    }
}
