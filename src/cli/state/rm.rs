use clap::Args;
use serde_json::json;

use super::{locked, save, to_change};
use crate::cli::apply::{Question, confirm};
use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::session::Project;
use crate::cli::{Exit, show};
use crate::kinds;
use crate::names::ResourceId;

/// Forget resources: they stay in the cloud, and engine does not touch them again
#[derive(Debug, Args)]
pub struct Rm {
    /// A resource (`function.api/role`) or a block (`function.api`); several may be given
    #[arg(value_name = "ADDR", required = true)]
    addresses: Vec<String>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    of: SpecOption,
}

impl Rm {
    pub(super) fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.of.spec.as_deref())?;
        let mut store = locked(global, &project, "rm")?;
        let mut state = to_change(global, &project, &store)?;

        let names = |given: &str, id: &ResourceId| id.as_str() == given || id.block().as_str() == given;
        let known: Vec<ResourceId> = state
            .resources
            .keys()
            .chain(state.retired.iter().map(|old| &old.resource))
            .chain(state.open.iter().map(|intent| &intent.resource))
            .cloned()
            .collect();
        for given in &self.addresses {
            if !known.iter().any(|id| names(given, id)) {
                let near = show::nearest(given, known.iter().map(ResourceId::as_str));
                let help = near.as_deref().or(Some("`engine state list` shows what is recorded"));
                show::fail(&format!("nothing is recorded as `{given}`"), help);
                return Err(Exit::Failed);
            }
        }
        let named = |id: &ResourceId| self.addresses.iter().any(|given| names(given, id));

        let records = state.resources.iter().map(|(address, record)| (address, &record.kind, record.id.as_str()));
        let retired = state.retired.iter().map(|old| (&old.resource, &old.record.kind, old.record.id.as_str()));
        let open = state.open.iter().map(|intent| (&intent.resource, &intent.kind, "its making was interrupted"));
        let forgotten: Vec<(String, String, String)> = records
            .chain(retired)
            .chain(open)
            .filter(|(address, _, _)| named(address))
            .map(|(address, kind, id)| (address.to_string(), kind.clone(), id.to_owned()))
            .collect();
        let leaning: Vec<String> = state
            .resources
            .iter()
            .filter(|(address, record)| !named(address) && record.edges.iter().any(|edge| named(&edge.to)))
            .map(|(address, _)| address.to_string())
            .collect();

        if global.format != Format::Json {
            let rows = forgotten.iter().map(|(address, kind, id)| {
                let title = kinds::by_name(kind).map_or(kind.as_str(), |kind| kind.title());
                [address.clone(), title.to_owned(), id.clone()]
            });
            show::aside(&show::table(rows));
        }
        if !leaning.is_empty() {
            let message = format!("what stands on it stays recorded: {}", leaning.join(", "));
            show::warn(&message, Some("engine will not know any more that it has to go before"));
        }
        if !self.yes {
            let what = show::count(forgotten.len(), "resource");
            confirm(&Question { text: format!("forget {what} and leave it in the cloud?"), expected: "yes".into() })?;
        }
        state.resources.retain(|address, _| !named(address));
        state.retired.retain(|old| !named(&old.resource));
        state.open.retain(|intent| !named(&intent.resource));
        save(&mut store, &mut state)?;

        if global.format == Format::Json {
            let forgotten: Vec<_> = forgotten
                .iter()
                .map(|(address, kind, id)| json!({ "address": address, "kind": kind, "id": id }))
                .collect();
            show::data_json(&json!({ "format": 1, "serial": state.serial, "forgotten": forgotten }));
        } else {
            let what = show::count(forgotten.len(), "resource");
            show::note(
                global,
                &format!("{what} forgotten; the next apply takes over or makes anew what the spec still asks for"),
            );
        }
        Ok(Exit::Done)
    }
}
