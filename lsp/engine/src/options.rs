//! What a plan depends on besides the two states.

use schema::{Dialect, ObjectKey, Schema};
use smol_str::SmolStr;

use crate::{Policy, Rename, Rollouts};

/// A state to compare: its objects, and the order in which they were declared.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub schema: Schema,
    /// Objects that are missing here come last, by key.
    pub order: Vec<ObjectKey>,
}

impl From<Schema> for State {
    fn from(schema: Schema) -> State {
        State { order: schema.iter().map(|(key, _)| key.clone()).collect(), schema }
    }
}

/// How to compare and what to print.
#[derive(Clone, Debug)]
pub struct Options {
    pub server: Server,
    pub scope: Scope,
    pub form: Form,
    /// The indentation of statements that have many lines; without it each is one line.
    pub indent: Option<SmolStr>,
    pub policy: Policy,
    /// Recorded intents: these are renamed, not dropped and added.
    pub renames: Vec<Rename>,
    /// How single pieces are to come to tables that are in use.
    pub rollouts: Rollouts,
}

impl Options {
    pub fn new(dialect: Dialect) -> Options {
        Options {
            server: Server::of(dialect),
            scope: Scope::Realm,
            form: Form::Engine,
            indent: None,
            policy: Policy::default(),
            renames: Vec::new(),
            rollouts: Rollouts::default(),
        }
    }
}

/// What is known of the server that the plan is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    pub dialect: Dialect,
    /// Major and minor version.
    pub version: (u16, u16),
    /// What a schema has when it names none (MySQL and MariaDB).
    pub charset: Option<SmolStr>,
    pub collate: Option<SmolStr>,
}

impl Server {
    /// A current server with its own defaults.
    pub fn of(dialect: Dialect) -> Server {
        let (version, charset, collate) = match dialect {
            Dialect::Postgres => ((15, 0), None, None),
            Dialect::Mysql => ((8, 4), Some("utf8mb4"), Some("utf8mb4_0900_ai_ci")),
            Dialect::Mariadb => ((10, 11), Some("utf8mb4"), Some("utf8mb4_general_ci")),
            _ => ((3, 45), None, None),
        };
        Server { dialect, version, charset: charset.map(SmolStr::new), collate: collate.map(SmolStr::new) }
    }
}

/// Whether names are qualified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole database: names carry their schema.
    Realm,
    /// One schema, which exists: names are bare, or carry this instead.
    Schema { qualifier: Option<SmolStr> },
}

/// In which form the states are compared and printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As written. Nothing is filled in.
    Written,
    /// As an engine that has been brought to the state would give it back: names and actions that it picks are filled
    /// in, tables and constraints stand in its order.
    Engine,
}
