//! `engine state …`: what is recorded, resource by resource; one file per subcommand.

mod list;
mod mv;
mod restore;
mod rm;
mod show;
mod versions;

use std::time::Duration;

use clap::Subcommand;

use super::args::Global;
use super::session::{self, Project};
use super::{Exit, recorded};
use crate::state::{Holder, Store};
use crate::world::Clock;

/// Look at what is recorded, resource by resource, and mend it
#[derive(Debug, Subcommand)]
pub enum State {
    List(list::List),
    Show(show::Show),
    Mv(mv::Mv),
    Rm(rm::Rm),
    Versions(versions::Versions),
    Restore(restore::Restore),
}

impl State {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let done = match self {
            Self::List(command) => return command.run(global),
            Self::Show(command) => return command.run(global),
            Self::Mv(command) => command.run(global),
            Self::Rm(command) => command.run(global),
            Self::Versions(command) => command.run(global),
            Self::Restore(command) => command.run(global),
        };
        done.unwrap_or_else(|exit| exit)
    }
}

/// The record's folder, locked for the subcommand `operation`.
fn locked(global: &Global, project: &Project, operation: &str) -> Result<Store, Exit> {
    let holder = Holder::this_process(&format!("state {operation}"), Clock::real().now());
    Store::locked(&project.state_folder(global.local), &holder, Duration::ZERO)
        .map_err(|error| session::state_trouble(&error))
}

/// The record, to be changed and saved: what an interrupted run left open stays open in it.
fn to_change(global: &Global, project: &Project, store: &Store) -> Result<crate::state::State, Exit> {
    let loaded = recorded::from(project, store)?;
    let mut state = loaded.state;
    state.open = loaded.open;
    if state.is_empty() {
        recorded::hint(global, project);
    }
    Ok(state)
}

/// Saves what was changed.
fn save(store: &mut Store, state: &mut crate::state::State) -> Result<(), Exit> {
    store.begin(state).and_then(|()| store.finish(state)).map_err(|error| session::state_trouble(&error))
}
