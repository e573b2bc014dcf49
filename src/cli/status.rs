use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::args::{Format, Global};
use super::session::Project;
use super::{Exit, embedded, recorded, show};
use crate::kinds;
use crate::state::{Holder, Loaded};
use crate::world::Clock;

/// Say what is recorded, without asking any cloud
#[derive(Debug, Args)]
pub struct Status {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
}

impl Status {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        self.status(global).unwrap_or_else(|exit| exit)
    }

    fn status(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.spec.as_deref())?;
        // Who is at work is asked first: what a run that ends in between leaves open is then not called interrupted.
        let holder = recorded::holder(global, &project);
        let loaded = recorded::load(global, &project)?;
        let applied = recorded::last_saved(&project, global.local);
        if global.format == Format::Json {
            show::data_json(&for_programs(global, &project, &loaded, applied, holder.as_ref()));
        } else {
            show::data(&for_people(global, &project, &loaded, applied, holder.as_ref()));
            if loaded.state.serial == 0 && holder.is_none() {
                recorded::hint(global, &project);
            }
        }
        Ok(Exit::Done)
    }
}

/// How many resources of each kind are recorded.
fn counts(loaded: &Loaded) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for record in loaded.state.resources.values() {
        *counts.entry(record.kind.as_str()).or_default() += 1;
    }
    counts
}

fn for_programs(
    global: &Global,
    project: &Project,
    loaded: &Loaded,
    applied: Option<jiff::Timestamp>,
    holder: Option<&Holder>,
) -> serde_json::Value {
    let state = &loaded.state;
    let open: Vec<_> =
        loaded.open.iter().map(|intent| json!({ "address": intent.resource, "kind": intent.kind })).collect();
    let retired: Vec<_> = state
        .retired
        .iter()
        .map(|old| json!({ "address": old.resource, "kind": old.record.kind, "id": old.record.id }))
        .collect();
    json!({
        "format": 1, "stack": project.stack(), "env": project.env, "local": global.local, "account": state.account,
        "region": state.region, "serial": state.serial, "lineage": state.lineage,
        "state": project.state_folder(global.local).join("state.json"),
        "last-applied": applied.map(|at| at.to_string()), "resources": state.resources.len(), "kinds": counts(loaded),
        "running": holder, "open": open, "unfinished": state.unfinished, "retired": retired, "outputs": state.outputs,
    })
}

fn for_people(
    global: &Global,
    project: &Project,
    loaded: &Loaded,
    applied: Option<jiff::Timestamp>,
    holder: Option<&Holder>,
) -> String {
    let state = &loaded.state;
    let place = match (global.local, state.account.as_str()) {
        (true, _) => format!("the embedded cloud, {}", show::path(&embedded::folder(&project.path))),
        (false, "") => "AWS".to_owned(),
        (false, account) => format!("AWS account {account}"),
    };
    let mut rows = vec![
        ("stack", project.stack().to_owned()),
        ("environment", project.env.clone()),
        ("cloud", place),
        (
            "region",
            if state.region.is_empty() { project.spec.stack.region.value.clone() } else { state.region.clone() },
        ),
    ];
    if state.serial > 0 {
        let path = project.state_folder(global.local).join("state.json");
        rows.push(("state", format!("{} (serial {})", show::path(&path), state.serial)));
    }
    if let Some(at) = applied {
        let ago = Clock::real().now().as_secs().saturating_sub(u64::try_from(at.as_second()).unwrap_or_default());
        rows.push(("last applied", format!("{} ({})", at.strftime("%Y-%m-%d %H:%M:%S UTC"), show::ago(ago))));
    }
    if let Some(holder) = holder {
        let ago = Clock::real().now().as_secs().saturating_sub(holder.since);
        let who = format!("{} on {}, process {}", holder.user, holder.host, holder.process);
        rows.push(("running", format!("engine {}, begun {} by {who}", holder.operation, show::ago(ago))));
    }
    let mut text = show::rows(&rows);
    if state.resources.is_empty() {
        if state.serial > 0 {
            text.push_str("\nnothing stands\n");
        }
    } else {
        text.push_str(&format!("\n{}\n", show::count(state.resources.len(), "resource")));
        for (kind, count) in counts(loaded) {
            let title = kinds::by_name(kind).map_or(kind, |kind| kind.title());
            text.push_str(&format!("  {count:>4}  {title}\n"));
        }
    }
    let open = match holder {
        Some(_) => ("under way", "the run that goes on is at it"),
        None => ("interrupted", "the next plan or apply finds out what became of it"),
    };
    for (heading, help, names) in [
        (
            open.0,
            open.1,
            loaded.open.iter().map(|intent| &intent.resource).chain(&state.unfinished).collect::<Vec<_>>(),
        ),
        (
            "left behind by replacements",
            "the next apply removes it",
            state.retired.iter().map(|old| &old.resource).collect(),
        ),
    ] {
        if !names.is_empty() {
            text.push_str(&show::concern(heading, help));
            for name in names {
                text.push_str(&format!("  {name}\n"));
            }
        }
    }
    text
}
