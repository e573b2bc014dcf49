use clap::Args;
use serde_json::json;

use super::locked;
use crate::cli::apply::{Question, confirm};
use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::session::{self, Project};
use crate::cli::{Exit, show};
use crate::state::StateError;

/// Go back to a state that was kept; what is there now is set aside, not removed
///
/// A damaged or missing state is restored by every command on its own. This is for when its newest copy is damaged too, or
/// the journal is, or when an earlier state is wanted.
#[derive(Debug, Args)]
pub struct Restore {
    /// Its number, as `engine state versions` lists it; the newest that can be trusted unless given
    #[arg(value_name = "SERIAL")]
    serial: Option<u64>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    of: SpecOption,
}

impl Restore {
    pub(super) fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.of.spec.as_deref())?;
        let mut store = locked(global, &project, "restore")?;
        let trouble = |error: StateError| session::state_trouble(&error);
        let now = store.load(project.stack(), &project.env).map(|loaded| loaded.state);
        let mut kept = store.kept().map_err(trouble)?;
        let wanted = match self.serial {
            Some(serial) => kept.iter().position(|version| version.serial == serial),
            None => kept.iter().position(|version| version.state.is_ok()),
        };
        let Some(wanted) = wanted else {
            let message = match self.serial {
                Some(serial) => format!("no state {serial} is kept"),
                None => "no state that can be trusted is kept".to_owned(),
            };
            show::fail(&message, Some("`engine state versions` lists what is there"));
            return Err(Exit::Failed);
        };
        let version = kept.swap_remove(wanted);
        let mut state = version.state.map_err(trouble)?;
        let skipped = store.salvage_journal(&mut state).map_err(trouble)?;

        // What was made after that version is not in it: the one thing somebody has to know before agreeing.
        let lost: Vec<String> = now
            .iter()
            .flat_map(|now| now.resources.iter())
            .filter(|(address, record)| {
                state.resources.get(*address).is_none_or(|kept| kept.kind != record.kind || kept.id != record.id)
            })
            .map(|(address, record)| format!("{address} ({})", record.id))
            .collect();
        if !lost.is_empty() {
            let message = format!("state {} does not know of {}", version.serial, lost.join(", "));
            show::warn(&message, Some("engine will not touch these again; look for them in the cloud"));
        }
        if !skipped.is_empty() {
            let lines: Vec<String> = skipped.iter().map(ToString::to_string).collect();
            let message =
                format!("the journal is damaged in line {}: what is written there is not known", lines.join(", "));
            show::warn(&message, Some("compare `engine drift` and the cloud with what you expect"));
        }
        if !self.yes {
            let text = format!(
                "go back to state {}, with {}?",
                version.serial,
                show::count(state.resources.len(), "resource")
            );
            confirm(&Question { text, expected: "yes".into() })?;
        }
        let aside = store.restore(&mut state).map_err(trouble)?;
        if global.format == Format::Json {
            show::data_json(&json!({
                "format": 1, "from": version.serial, "serial": state.serial, "resources": state.resources.len(),
                "unknown": lost, "skipped-journal-lines": skipped, "set-aside": aside,
            }));
        } else {
            let resources = show::count(state.resources.len(), "resource");
            show::note(
                global,
                &format!("state {} is now recorded as state {}, with {resources}", version.serial, state.serial),
            );
            for path in aside {
                show::note(global, &format!("what was there is kept as {}", show::path(&path)));
            }
        }
        Ok(Exit::Done)
    }
}
