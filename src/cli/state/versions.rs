use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::session::{self, Project};
use crate::cli::{Exit, recorded, show};
use crate::state::Store;
use crate::world::Clock;

/// List the states kept, newest first, with the run that saved each
#[derive(Debug, Args)]
pub struct Versions {
    #[command(flatten)]
    of: SpecOption,
}

impl Versions {
    pub(super) fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.of.spec.as_deref())?;
        let store = Store::read_only(&project.state_folder(global.local));
        let kept = store.kept().map_err(|error| session::state_trouble(&error))?;
        if global.format == Format::Json {
            let versions: Vec<_> = kept
                .iter()
                .map(|version| match &version.state {
                    Ok(state) => json!({
                        "serial": version.serial, "resources": state.resources.len(), "written": state.written,
                        "file": version.path,
                    }),
                    Err(damage) => {
                        json!({ "serial": version.serial, "file": version.path, "damage": damage.to_string() })
                    }
                })
                .collect();
            show::data_json(
                &json!({ "format": 1, "stack": project.stack(), "env": project.env, "versions": versions }),
            );
        } else if kept.is_empty() {
            recorded::hint(global, &project);
        } else {
            let now = Clock::real().now().as_secs();
            let rows = kept.iter().map(|version| match &version.state {
                Ok(state) => {
                    let by = state.written.as_ref().map_or(String::new(), |run| {
                        let when = show::ago(now.saturating_sub(run.since));
                        format!("`engine {}` by {} on {}, {when}", run.operation, run.user, run.host)
                    });
                    [version.serial.to_string(), show::count(state.resources.len(), "resource"), by]
                }
                Err(damage) => [version.serial.to_string(), "damaged".to_owned(), damage.to_string()],
            });
            show::data(&show::table(rows));
        }
        Ok(Exit::Done)
    }
}
