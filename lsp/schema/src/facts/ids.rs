//! Which languages there are: dialects, kinds of file, and the ids and file names editors know them by.
//!
//! The names repeat what the facts files say (`language_id`, `file_suffixes`, `url_schemes`), so that asking for the
//! language of a file reads no facts; a test holds the two together. Guessing a dialect from content is not done here.

use std::fmt;

/// A database whose schema files we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    Postgres,
    Mysql,
    Mariadb,
    Sqlite,
    Sqlserver,
    Clickhouse,
    Redshift,
}

impl Dialect {
    pub const fn all() -> &'static [Dialect] {
        &[
            Dialect::Postgres,
            Dialect::Mysql,
            Dialect::Mariadb,
            Dialect::Sqlite,
            Dialect::Sqlserver,
            Dialect::Clickhouse,
            Dialect::Redshift,
        ]
    }

    /// The short name used in settings, reports and file names of ours.
    pub const fn name(self) -> &'static str {
        match self {
            Dialect::Postgres => "postgres",
            Dialect::Mysql => "mysql",
            Dialect::Mariadb => "mariadb",
            Dialect::Sqlite => "sqlite",
            Dialect::Sqlserver => "sqlserver",
            Dialect::Clickhouse => "clickhouse",
            Dialect::Redshift => "redshift",
        }
    }

    /// The name people write in prose.
    pub const fn display_name(self) -> &'static str {
        match self {
            Dialect::Postgres => "PostgreSQL",
            Dialect::Mysql => "MySQL",
            Dialect::Mariadb => "MariaDB",
            Dialect::Sqlite => "SQLite",
            Dialect::Sqlserver => "SQL Server",
            Dialect::Clickhouse => "ClickHouse",
            Dialect::Redshift => "Redshift",
        }
    }

    /// The suffix of its schema files, as in `users.pg.hcl`.
    pub const fn suffix(self) -> &'static str {
        match self {
            Dialect::Postgres => ".pg.hcl",
            Dialect::Mysql => ".my.hcl",
            Dialect::Mariadb => ".ma.hcl",
            Dialect::Sqlite => ".lt.hcl",
            Dialect::Sqlserver => ".ms.hcl",
            Dialect::Clickhouse => ".ch.hcl",
            Dialect::Redshift => ".rs.hcl",
        }
    }

    pub const fn url_schemes(self) -> &'static [&'static str] {
        match self {
            Dialect::Postgres => &["postgres", "postgresql"],
            Dialect::Mysql => &["mysql"],
            Dialect::Mariadb => &["mariadb", "maria"],
            Dialect::Sqlite => &["sqlite", "sqlite3", "libsql", "turso"],
            Dialect::Sqlserver => &["sqlserver", "azuresql"],
            Dialect::Clickhouse => &["clickhouse"],
            Dialect::Redshift => &["redshift"],
        }
    }

    pub fn from_name(name: &str) -> Option<Dialect> {
        Dialect::all().iter().copied().find(|dialect| dialect.name() == name)
    }

    /// The dialect of a database URL's scheme. A transport behind `+`, as in `mysql+unix`, does not matter.
    pub fn from_url_scheme(scheme: &str) -> Option<Dialect> {
        let driver = scheme.split('+').next().unwrap_or(scheme);
        Dialect::all()
            .iter()
            .copied()
            .find(|dialect| dialect.url_schemes().iter().any(|known| known.eq_ignore_ascii_case(driver)))
    }

    /// The dialect that a file's suffix names: `users.pg.hcl`, but not `schema.hcl`.
    pub fn from_suffix(file_name: &str) -> Option<Dialect> {
        Dialect::all().iter().copied().find(|dialect| file_name.ends_with(dialect.suffix()))
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.display_name())
    }
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    Schema,
    Config,
    Test,
    Plan,
    Rule,
    Script,
}

/// A language: what a file is for and, for a schema file, its dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LanguageId {
    Schema(Dialect),
    Config,
    Test,
    Plan,
    Rule,
    Script,
}

impl LanguageId {
    pub(crate) const COUNT: usize = 12;

    pub const fn all() -> &'static [LanguageId; LanguageId::COUNT] {
        &[
            LanguageId::Schema(Dialect::Postgres),
            LanguageId::Schema(Dialect::Mysql),
            LanguageId::Schema(Dialect::Mariadb),
            LanguageId::Schema(Dialect::Sqlite),
            LanguageId::Schema(Dialect::Sqlserver),
            LanguageId::Schema(Dialect::Clickhouse),
            LanguageId::Schema(Dialect::Redshift),
            LanguageId::Config,
            LanguageId::Test,
            LanguageId::Plan,
            LanguageId::Rule,
            LanguageId::Script,
        ]
    }

    /// Where this language stands in [`LanguageId::all`].
    pub(crate) const fn position(self) -> usize {
        match self {
            LanguageId::Schema(dialect) => dialect as usize,
            LanguageId::Config => 7,
            LanguageId::Test => 8,
            LanguageId::Plan => 9,
            LanguageId::Rule => 10,
            LanguageId::Script => 11,
        }
    }

    pub const fn kind(self) -> FileKind {
        match self {
            LanguageId::Schema(_) => FileKind::Schema,
            LanguageId::Config => FileKind::Config,
            LanguageId::Test => FileKind::Test,
            LanguageId::Plan => FileKind::Plan,
            LanguageId::Rule => FileKind::Rule,
            LanguageId::Script => FileKind::Script,
        }
    }

    pub const fn dialect(self) -> Option<Dialect> {
        match self {
            LanguageId::Schema(dialect) => Some(dialect),
            _ => None,
        }
    }

    /// The id that editors send, which users already have in their settings.
    pub const fn editor_id(self) -> &'static str {
        match self {
            LanguageId::Schema(Dialect::Postgres) => "atlas-schema-postgresql",
            LanguageId::Schema(Dialect::Mysql) => "atlas-schema-mysql",
            LanguageId::Schema(Dialect::Mariadb) => "atlas-schema-mariadb",
            LanguageId::Schema(Dialect::Sqlite) => "atlas-schema-sqlite",
            LanguageId::Schema(Dialect::Sqlserver) => "atlas-schema-mssql",
            LanguageId::Schema(Dialect::Clickhouse) => "atlas-schema-clickhouse",
            LanguageId::Schema(Dialect::Redshift) => "atlas-schema-redshift",
            LanguageId::Config => "atlas-config",
            LanguageId::Test => "atlas-test",
            LanguageId::Plan => "atlas-plan",
            LanguageId::Rule => "atlas-rule",
            LanguageId::Script => "atlas-script",
        }
    }

    pub fn from_editor_id(id: &str) -> Option<LanguageId> {
        LanguageId::all().iter().copied().find(|language| language.editor_id() == id)
    }

    /// The language that a file's name alone decides. A plain `*.hcl` file is none: its content must say.
    pub fn from_file_name(file_name: &str) -> Option<LanguageId> {
        if file_name == "atlas.hcl" {
            return Some(LanguageId::Config);
        }
        if let Some(dialect) = Dialect::from_suffix(file_name) {
            return Some(LanguageId::Schema(dialect));
        }
        let suffixes = [
            (".test.hcl", LanguageId::Test),
            (".plan.hcl", LanguageId::Plan),
            (".rule.hcl", LanguageId::Rule),
            (".script.hcl", LanguageId::Script),
        ];
        suffixes.into_iter().find(|(suffix, _)| file_name.ends_with(suffix)).map(|(_, language)| language)
    }

    /// The facts of this language, as text.
    pub(crate) const fn source(self) -> &'static str {
        match self {
            LanguageId::Schema(Dialect::Postgres) => include_str!("../../facts/postgres.json"),
            LanguageId::Schema(Dialect::Mysql) => include_str!("../../facts/mysql.json"),
            LanguageId::Schema(Dialect::Mariadb) => include_str!("../../facts/mariadb.json"),
            LanguageId::Schema(Dialect::Sqlite) => include_str!("../../facts/sqlite.json"),
            LanguageId::Schema(Dialect::Sqlserver) => include_str!("../../facts/sqlserver.json"),
            LanguageId::Schema(Dialect::Clickhouse) => include_str!("../../facts/clickhouse.json"),
            LanguageId::Schema(Dialect::Redshift) => include_str!("../../facts/redshift.json"),
            LanguageId::Config => include_str!("../../facts/config.json"),
            LanguageId::Test => include_str!("../../facts/test.json"),
            LanguageId::Plan => include_str!("../../facts/plan.json"),
            LanguageId::Rule => include_str!("../../facts/rule.json"),
            LanguageId::Script => include_str!("../../facts/script.json"),
        }
    }
}
