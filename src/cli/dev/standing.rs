use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::apply::{Job, Watch, run};
use crate::cli::args::{Format, Global};
use crate::cli::perimeter::{foreign_policies, sealed};
use crate::cli::session::{self, Connection, Known, Project};
use crate::cli::{Exit, show};
use crate::observe::{Observed, observe};
use crate::plan::{Mode, Plan};
use crate::reqpath::{self, Perimeter, Source};
use crate::sandbox::Cloud;
use crate::serve::Scene;
use crate::state::State;

/// How long to wait for another command that has the record.
const PATIENCE: Duration = Duration::from_secs(10);

/// A spec that stands in the embedded cloud, and what of it is served.
pub struct Standing {
    pub project: Project,
    pub scene: Scene,
}

/// Makes the cloud as the spec says, as `apply --local` does, and reads back what then stands there. `again` shows the plan:
/// people know the first one.
///
/// # Errors
/// After saying why; what stood before stands as far as it was not changed.
pub async fn bring_about(global: &Global, project: Project, cloud: &Cloud, again: bool) -> Result<Standing, Exit> {
    let wish = project.complete_wish(global)?;
    project.require(global, &session::secrets_of(&wish))?;
    let at = Connection::open(global, &project).await?;
    let known = session::know(global, &project, &at, "dev", Some(PATIENCE)).await?;
    session::same_key(global, &project, &known, false)?;
    let plan = session::make_plan(global, &project, &at, &known, &wish, &Mode::default()).await?;
    if again && !plan.is_empty() && global.format != Format::Json && !global.quiet {
        show::aside(&show::plan_for_people(&plan, false));
    }
    let (state, observed) = perform(global, &project, &at, known, &plan).await?;
    let perimeter = perimeter(&project, &at, &state, &observed).await;
    let scene = scene(&project, cloud, perimeter)?;
    Ok(Standing { project, scene })
}

/// What stands there now, of a spec that was brought about before.
///
/// # Errors
/// After saying why.
pub async fn look_again(global: &Global, project: &Project, cloud: &Cloud) -> Result<Scene, Exit> {
    let at = Connection::open(global, project).await?;
    let known = session::know(global, project, &at, "dev", None).await?;
    let perimeter = perimeter(project, &at, &known.state, &known.observed).await;
    scene(project, cloud, perimeter)
}

/// Carries out the plan and reads everything.
async fn perform(
    global: &Global,
    project: &Project,
    at: &Connection,
    known: Known,
    plan: &Plan,
) -> Result<(State, Observed), Exit> {
    let Known { mut store, mut state, observed } = known;
    state.account.clone_from(&at.hands.identity.account);
    state.region.clone_from(&at.region);
    state.secrets_key = project.vault.commitment();
    let unobserved: Watch = Arc::new(|_| {});
    let job = Job {
        plan,
        hands: &at.hands,
        store: &mut store,
        state: &mut state,
        parallelism: 64,
        // An end in between is picked up by the next run.
        stop: tokio::sync::watch::channel(false).1,
        watch: unobserved,
    };
    let report = run(job).await.map_err(|error| session::state_trouble(&error))?;
    for failure in &report.failed {
        show::failure(failure);
    }
    if !report.is_complete() {
        return Err(Exit::Refused);
    }
    let done: BTreeMap<_, _> = report.done.iter().filter(|(verb, _)| **verb != "read").collect();
    if done.is_empty() {
        return Ok((state, observed));
    }
    tell(global, &done);
    let observed = observe(&at.hands, &state).await.map_err(|refused| {
        refused.iter().for_each(|(resource, refusal)| show::refusal(resource, refusal));
        Exit::Refused
    })?;
    Ok((state, observed))
}

fn tell(global: &Global, done: &BTreeMap<&&'static str, &usize>) {
    if global.format == Format::Json {
        let done: serde_json::Map<_, _> =
            done.iter().map(|(verb, count)| ((**verb).to_owned(), (**count).into())).collect();
        show::data(&format!("{}\n", serde_json::json!({ "format": 1, "event": "applied", "done": done })));
        return;
    }
    let past = |verb: &str| {
        match verb {
            "create" => "created",
            "update" => "updated",
            "delete" => "deleted",
            other => other,
        }
        .to_owned()
    };
    let parts: Vec<String> = done.iter().map(|(verb, count)| format!("{count} {}", past(verb))).collect();
    show::note(global, &format!("applied to the embedded cloud: {}", parts.join(", ")));
}

/// The perimeter that was read back from a cloud.
async fn perimeter(project: &Project, at: &Connection, state: &State, observed: &Observed) -> Perimeter {
    let read = observed.iter().filter_map(|(resource, live)| {
        let (live, record) = (live.as_ref()?, state.resources.get(resource)?);
        // What a read does not tell, the answer to its creation did.
        let mut outputs = record.outputs.clone();
        outputs.extend(live.outputs.clone());
        Some(Source {
            address: resource.clone(),
            kind: record.kind.clone(),
            input: live.input.clone(),
            outputs: Some(outputs),
        })
    });
    let mut sources: Vec<Source> = read.collect();
    sources.extend(foreign_policies(&at.hands, &sources).await);
    reqpath::build(&sources, &state.account, &sealed(project))
}

fn scene(project: &Project, cloud: &Cloud, perimeter: Perimeter) -> Result<Scene, Exit> {
    let commands = project.spec.functions.iter().filter_map(|(name, function)| {
        Some((format!("function.{name}"), function.dev.as_ref()?.command.value.clone()))
    });
    let folder = project.folder.path().to_owned();
    Scene::of(cloud, perimeter, Arc::clone(&project.vault), commands.collect(), folder).map_err(|error| {
        show::fail(&error.to_string(), Some(&error.way_out()));
        Exit::Refused
    })
}
