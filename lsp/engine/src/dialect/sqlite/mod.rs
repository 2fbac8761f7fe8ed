//! SQLite.

use schema::{Body, ObjectKey};

use super::{Engine, unplanned};
use crate::rename::Rename;
use crate::{Change, Context, Options, Refusal, State, Statement};

pub(super) struct Sqlite;

impl Engine for Sqlite {
    fn normal_form(&self, state: &State, _: &Options) -> State {
        state.clone()
    }

    fn modified(&self, key: &ObjectKey, _: &Body, _: &Body, _: Context) -> Result<Vec<Change>, Refusal> {
        Err(unplanned(key))
    }

    fn complete(&self, _: &mut Vec<Change>, _: Context) -> Result<(), Refusal> {
        Ok(())
    }

    fn rename(&self, _: &Rename, _: Context) -> Option<Statement> {
        None
    }

    fn rendered(&self, key: &ObjectKey, _: &[Change], _: Context) -> Result<Vec<Statement>, Refusal> {
        Err(unplanned(key))
    }
}
