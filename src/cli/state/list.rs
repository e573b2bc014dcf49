use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::session::Project;
use crate::cli::{Exit, recorded, show};
use crate::kinds;

/// List every recorded resource with what the cloud knows it by
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    of: SpecOption,
}

impl List {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        self.list(global).unwrap_or_else(|exit| exit)
    }

    fn list(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.of.spec.as_deref())?;
        let state = recorded::load(global, &project)?.state;
        if global.format == Format::Json {
            let resources: Vec<_> = state
                .resources
                .iter()
                .map(|(address, record)| json!({ "address": address, "kind": record.kind, "id": record.id }))
                .collect();
            show::data_json(&json!({ "format": 1, "stack": state.stack, "env": state.env, "resources": resources }));
        } else if state.resources.is_empty() {
            recorded::hint(global, &project);
        } else {
            let rows = state.resources.iter().map(|(address, record)| {
                let title = kinds::by_name(&record.kind).map_or(record.kind.as_str(), |kind| kind.title());
                [address.to_string(), title.to_owned(), record.id.clone()]
            });
            show::data(&show::table(rows));
        }
        Ok(Exit::Done)
    }
}
