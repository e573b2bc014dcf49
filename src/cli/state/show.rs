use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::session::Project;
use crate::cli::{Exit, recorded, show};

/// Show what is recorded of a resource, or of all resources of a block; secrets are masked
#[derive(Debug, Args)]
pub struct Show {
    /// A resource (`function.api/role`) or a block (`function.api`)
    #[arg(value_name = "ADDR")]
    address: String,
    #[command(flatten)]
    of: SpecOption,
}

impl Show {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        self.show(global).unwrap_or_else(|exit| exit)
    }

    fn show(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.of.spec.as_deref())?;
        let state = recorded::load(global, &project)?.state;
        let given = self.address.as_str();
        let found: Vec<_> = state
            .resources
            .iter()
            .filter(|(address, _)| address.as_str() == given || address.block().as_str() == given)
            .collect();
        if found.is_empty() {
            let blocks = state.resources.keys().map(|address| address.block().to_string());
            let known: Vec<String> = state.resources.keys().map(ToString::to_string).chain(blocks).collect();
            let near = show::nearest(given, known.iter().map(String::as_str));
            show::fail(&format!("nothing is recorded as `{given}`"), near.as_deref());
            if state.resources.is_empty() {
                recorded::hint(global, &project);
            }
            return Err(Exit::Failed);
        }
        if global.format == Format::Json {
            let resources: Vec<_> = found
                .iter()
                .map(|(address, record)| {
                    json!({
                        "address": address, "kind": record.kind, "id": record.id, "inputs": record.inputs,
                        "outputs": record.outputs, "edges": record.edges,
                    })
                })
                .collect();
            show::data_json(&json!({ "format": 1, "resources": resources }));
        } else {
            let texts: Vec<String> = found.iter().map(|(address, record)| show::record(address, record)).collect();
            show::data(&texts.join("\n"));
        }
        Ok(Exit::Done)
    }
}
