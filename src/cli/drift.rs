use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::args::{Format, Global};
use super::session::{self, Connection, Project};
use super::show::What;
use super::{Exit, show};
use crate::names::ResourceId;
use crate::observe::Observed;
use crate::plan::FieldNote;
use crate::state::State;
use crate::value::diff;

/// Say what somebody changed outside engine; reads the cloud, changes nothing
#[derive(Debug, Args)]
pub struct Drift {
    /// The spec file or its folder; spec.kdl here unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// Exit with 2 when there is drift
    #[arg(long)]
    detailed_exitcode: bool,
}

impl Drift {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        session::block_on(async { self.drift(global).await.unwrap_or_else(|exit| exit) })
    }

    async fn drift(&self, global: &Global) -> Result<Exit, Exit> {
        let project = Project::read(global, self.spec.as_deref())?;
        let at = Connection::open(global, &project).await?;
        let at = Connection { hands: at.hands.closely(), ..at };
        let known = session::know(global, &project, &at, "drift", None).await?;
        let recorded = known.state.secrets_key.as_deref();
        let comparable = recorded.is_none_or(|recorded| project.vault.digests_compare(recorded));
        if !comparable && global.format != Format::Json {
            let why = match project.vault.unlock() {
                Ok(()) => "the secrets were sealed with another key since the last apply",
                Err(_) => "the secrets cannot be opened here",
            };
            show::note(global, &format!("{why}, so they are not compared"));
        }
        let left_alone = project.left_alone(&known.state);
        let drifts = differences(&known.state, &known.observed, comparable, &left_alone);
        let all = known.state.resources.len();
        if global.format == Format::Json {
            show::data_json(&show::drift_json(project.stack(), &project.env, &drifts, all));
        } else {
            show::data(&show::drift_for_people(&drifts, all));
        }
        Ok(if self.detailed_exitcode && !drifts.is_empty() { Exit::Changes } else { Exit::Done })
    }
}

/// What the cloud says that the record does not, fields left out that the spec leaves alone; secrets count only when their digests are `comparable`: made with one key.
fn differences(
    state: &State,
    observed: &Observed,
    comparable: bool,
    left_alone: &BTreeMap<ResourceId, Vec<String>>,
) -> Vec<show::Drift> {
    let mut drifts = Vec::new();
    for (address, record) in &state.resources {
        let what = match observed.get(address) {
            None => continue,
            Some(None) => What::Gone,
            Some(Some(live)) => {
                let paths = left_alone.get(address).map(Vec::as_slice).unwrap_or_default();
                let recorded =
                    paths.iter().fold(record.inputs.clone(), |inputs, path| inputs.with_part_of(&live.input, path));
                let fields: Vec<FieldNote> = diff(&recorded, &live.input)
                    .into_iter()
                    .filter(|change| change.path != "token" && (comparable || !change.secret))
                    .map(FieldNote::from)
                    .collect();
                if fields.is_empty() {
                    continue;
                }
                What::Changed(fields)
            }
        };
        drifts.push(show::Drift { address: address.clone(), kind: record.kind.clone(), id: record.id.clone(), what });
    }
    drifts
}
