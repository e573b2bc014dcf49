use std::collections::BTreeMap;

use clap::Args;
use serde_json::json;

use super::{locked, save, to_change};
use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::session::Project;
use crate::cli::{Exit, show};
use crate::names::ResourceId;

/// Give what is recorded another address, after a block was renamed in the spec: nothing is made anew for it
#[derive(Debug, Args)]
pub struct Mv {
    /// A resource (`function.api/role`) or a block (`function.api`)
    #[arg(value_name = "FROM")]
    from: String,
    /// Its new address, of the same sort
    #[arg(value_name = "TO")]
    to: String,
    #[command(flatten)]
    of: SpecOption,
}

impl Mv {
    pub(super) fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.of.spec.as_deref())?;
        let mut store = locked(global, &project, "mv")?;
        let mut state = to_change(global, &project, &store)?;
        self.check()?;

        let known: Vec<ResourceId> = state
            .resources
            .keys()
            .chain(state.retired.iter().map(|old| &old.resource))
            .chain(state.open.iter().map(|intent| &intent.resource))
            .cloned()
            .collect();
        let mut moves: Vec<(ResourceId, ResourceId)> =
            known.iter().filter_map(|id| Some((id.clone(), self.moved(id)?))).collect();
        moves.sort();
        moves.dedup();
        if moves.is_empty() {
            let blocks: Vec<String> = known.iter().map(|id| id.block().to_string()).collect();
            let near = show::nearest(
                &self.from,
                known.iter().map(ResourceId::as_str).chain(blocks.iter().map(String::as_str)),
            );
            let help = near.as_deref().or(Some("`engine state list` shows what is recorded"));
            show::fail(&format!("nothing is recorded as `{}`", self.from), help);
            return Err(Exit::Failed);
        }
        if let Some((_, taken)) = moves.iter().find(|(_, to)| known.contains(to)) {
            let help = "move or forget (`engine state rm`) that one first";
            show::fail(&format!("something is recorded as `{taken}` already"), Some(help));
            return Err(Exit::Failed);
        }
        state.follow(&moves.iter().cloned().collect());
        if !self.from.contains('/') {
            let block = |text: &str| ResourceId::new(text).block();
            state.rename_blocks(&BTreeMap::from([(block(&self.from), block(&self.to))]));
        }
        save(&mut store, &mut state)?;

        if global.format == Format::Json {
            let moved: Vec<_> = moves.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect();
            show::data_json(&json!({ "format": 1, "serial": state.serial, "moved": moved }));
        } else {
            for (from, to) in &moves {
                show::note(global, &format!("{from} is {to} now"));
            }
        }
        Ok(Exit::Done)
    }

    /// Blocks move to blocks of the same kind, resources to resources of the same part.
    fn check(&self) -> Result<(), Exit> {
        let parts = |text: &str| {
            let id = ResourceId::new(text);
            (id.as_str().split('.').next().unwrap_or("").to_owned(), id.part().to_owned(), text.contains('.'))
        };
        let (from, to) = (parts(&self.from), parts(&self.to));
        if from == to && to.2 {
            return Ok(());
        }
        let help = "`engine state mv function.old function.new` moves everything of a block";
        show::fail(&format!("`{}` cannot become `{}`: the two are not of one sort", self.from, self.to), Some(help));
        Err(Exit::Usage)
    }

    /// The new address of a resource that moves.
    fn moved(&self, id: &ResourceId) -> Option<ResourceId> {
        if id.as_str() == self.from {
            return Some(ResourceId::new(&self.to));
        }
        let part = id.as_str().strip_prefix(&self.from)?.strip_prefix('/')?;
        Some(ResourceId::new(format!("{}/{part}", self.to)))
    }
}
