//! Who may do what: roles, users, permissions, row policies.

use smol_str::SmolStr;

use crate::{Extra, Field, ObjectRef, Shape, Value, Walk};

/// A role or a user: the key says which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Principal {
    pub name: SmolStr,
    pub member_of: Field<Vec<ObjectRef>>,
    pub password: Field<SmolStr>,
    pub external: Field<bool>,
    pub comment: Field<SmolStr>,
    // PostgreSQL
    pub login: Field<bool>,
    pub superuser: Field<bool>,
    pub create_db: Field<bool>,
    pub create_role: Field<bool>,
    pub inherit: Field<bool>,
    pub replication: Field<bool>,
    pub bypass_rls: Field<bool>,
    pub conn_limit: Field<i64>,
    // MySQL and MariaDB
    pub host: Field<SmolStr>,
    pub account_locked: Field<bool>,
    pub max_connections: Field<i64>,
    pub max_questions: Field<i64>,
    pub max_updates: Field<i64>,
    pub max_user_connections: Field<i64>,
    pub password_expired: Field<bool>,
    pub password_lifetime: Field<i64>,
    pub extra: Extra,
}

impl Shape for Principal {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.text("host", &mut self.host);
        at.text("password", &mut self.password);
        at.flag("login", &mut self.login);
        at.flag("superuser", &mut self.superuser);
        at.flag("create_db", &mut self.create_db);
        at.flag("create_role", &mut self.create_role);
        at.flag("inherit", &mut self.inherit);
        at.flag("replication", &mut self.replication);
        at.flag("bypass_rls", &mut self.bypass_rls);
        at.int("conn_limit", &mut self.conn_limit);
        at.flag("account_locked", &mut self.account_locked);
        at.flag("password_expired", &mut self.password_expired);
        at.int("password_lifetime", &mut self.password_lifetime);
        at.int("max_connections", &mut self.max_connections);
        at.int("max_questions", &mut self.max_questions);
        at.int("max_updates", &mut self.max_updates);
        at.int("max_user_connections", &mut self.max_user_connections);
        at.flag("external", &mut self.external);
        at.objects("member_of", &mut self.member_of);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Permission {
    pub name: SmolStr,
    /// Role, user, PUBLIC or a name.
    pub to: Field<Value>,
    /// What it is about: an object, a column of one, or SERVER.
    pub target: Field<Value>,
    pub privileges: Field<Vec<SmolStr>>,
    pub grantable: Field<bool>,
    pub extra: Extra,
}

impl Shape for Permission {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.value("to", &mut self.to);
        at.value("for", &mut self.target);
        at.words("privileges", &mut self.privileges);
        at.flag("grantable", &mut self.grantable);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policy {
    pub name: SmolStr,
    pub on: Field<ObjectRef>,
    /// PERMISSIVE, RESTRICTIVE.
    pub kind: Field<SmolStr>,
    /// ALL, SELECT, INSERT, UPDATE, DELETE.
    pub command: Field<SmolStr>,
    /// Roles, users, words such as PUBLIC, or names.
    pub to: Field<Value>,
    pub using: Field<SmolStr>,
    pub check: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for Policy {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.object("on", &mut self.on);
        at.word("as", &mut self.kind);
        at.word("for", &mut self.command);
        at.value("to", &mut self.to);
        at.text("using", &mut self.using);
        at.text("check", &mut self.check);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}
