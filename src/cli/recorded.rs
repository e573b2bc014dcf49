//! What is recorded, for commands that only look at it and ask no cloud.

use super::args::Global;
use super::session::{self, Project};
use super::{Exit, show};
use crate::state::{Holder, Loaded, Store};

/// The record of the stack in its environment; empty when nothing was ever applied.
///
/// # Errors
/// [`Exit::Refused`] after saying what is wrong with it.
pub fn load(global: &Global, project: &Project) -> Result<Loaded, Exit> {
    from(project, &Store::read_only(&project.state_folder(global.local)))
}

/// The record in a folder that was opened; says so when it had to be taken from its kept version.
///
/// # Errors
/// [`Exit::Refused`] after saying what is wrong with it.
pub fn from(project: &Project, store: &Store) -> Result<Loaded, Exit> {
    let loaded = store.load(project.stack(), &project.env).map_err(|error| session::state_trouble(&error))?;
    if let Some(damage) = &loaded.restored {
        let message = format!("{damage}; its copy, state {}, is used instead, so nothing is lost", loaded.state.serial);
        show::warn(&message, Some("the next apply writes it anew"));
    }
    Ok(loaded)
}

/// Who is changing what is recorded at the moment, if anybody is.
pub fn holder(global: &Global, project: &Project) -> Option<Holder> {
    Store::read_only(&project.state_folder(global.local)).holder()
}

/// When the record was last saved.
pub fn last_saved(project: &Project, local: bool) -> Option<jiff::Timestamp> {
    let saved = std::fs::metadata(project.state_folder(local).join("state.json")).and_then(|file| file.modified());
    jiff::Timestamp::try_from(saved.ok()?).ok()
}

/// Says that nothing is recorded, and where something is.
pub fn hint(global: &Global, project: &Project) {
    let elsewhere = project.state_folder(!global.local).join("state.json").exists();
    let way = match (global.local, elsewhere) {
        (false, true) => "the embedded cloud has a record of it: add `--local`",
        (true, true) => "AWS has a record of it: leave `--local` out",
        (false, false) => "`engine apply` makes it on AWS, `engine apply --local` on this machine",
        (true, false) => "`engine apply --local` makes it on this machine",
    };
    let message = format!("nothing is recorded of stack `{}` in environment `{}`", project.stack(), project.env);
    show::note(global, &format!("{message}; {way}"));
}
