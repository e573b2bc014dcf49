use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::sync::watch;

use super::perform::{Outcome, Task, perform};
use super::schedule::Schedule;
use super::{Event, Watch};
use crate::kinds;
use crate::names::ResourceId;
use crate::plan::{Action, Operation, Place, Plan};
use crate::providers::{Class, Hands, Refusal};
use crate::state::{Entry, Intent, Record, State, StateError, Store};
use crate::value::{Reference, Text, Tree};

/// A plan to be carried out.
pub struct Job<'a> {
    /// Its operations are carried out as they stand; nothing is decided anew.
    pub plan: &'a Plan,
    /// What the verbs work with.
    pub hands: &'a Hands,
    /// Where every intent and outcome is written before the next step is taken.
    pub store: &'a mut Store,
    /// Kept true to the journal as operations end.
    pub state: &'a mut State,
    /// Operations under way at once.
    pub parallelism: usize,
    /// Turns true when no new operation should start.
    pub stop: watch::Receiver<bool>,
    /// Told everything that happens, for progress lines.
    pub watch: Watch,
}

/// An operation that did not come to its end.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The resource it worked on.
    pub resource: ResourceId,
    /// Name of its kind.
    pub kind: String,
    /// [`Action::verb`].
    pub verb: &'static str,
    /// The block that asked for it; absent for what the spec no longer has.
    pub place: Option<Place>,
    /// What the cloud said.
    pub refusal: Refusal,
}

/// How it went.
#[derive(Debug, Default)]
pub struct Report {
    /// Operations done, by verb.
    pub done: BTreeMap<&'static str, usize>,
    /// Operations that failed, in the order they ended.
    pub failed: Vec<Failure>,
    /// What was not started, because something it depends on failed or a stop was asked for.
    pub not_started: Vec<ResourceId>,
    /// Whether a stop was asked for.
    pub stopped: bool,
}

impl Report {
    /// Whether everything planned happened.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.not_started.is_empty()
    }
}

/// Carries out the plan. Returns when everything that could be done is done, recorded and saved.
///
/// # Errors
/// When the record cannot be written: nothing new is started then, and the journal still holds what happened.
pub async fn run(job: Job<'_>) -> Result<Report, StateError> {
    let Job { plan, hands, store, state, parallelism, mut stop, watch } = job;
    state.enter(&plan.upkeep);
    // What is not done again now was found to be as it is wanted.
    state.unfinished.retain(|id| plan.operations.iter().any(|operation| operation.resource == *id));
    store.begin(state)?;
    watch(Event::Begin { operations: plan.operations.len() });
    let mut schedule = Schedule::new(&plan.operations);
    let mut report = Report::default();
    let mut running = FuturesUnordered::new();
    let mut started = BTreeSet::new();
    let mut made: BTreeSet<ResourceId> = BTreeSet::new();
    let mut broken = None;
    loop {
        let stopping = *stop.borrow() || broken.is_some();
        while !stopping && running.len() < parallelism.max(1) {
            let Some(id) = schedule.next() else { break };
            let operation = &plan.operations[id];
            started.insert(id);
            if let Some(same) = supersedes_itself(operation, state, &made) {
                watch(Event::Skipped {
                    resource: operation.resource.clone(),
                    kind: operation.kind.clone(),
                    verb: operation.action.verb(),
                    id: same.to_owned(),
                });
                schedule.done(id);
                continue;
            }
            let verb = operation.action.verb();
            let task = Task::of(&operation.action, |inputs| settle(inputs, state));
            let task = match task {
                Ok(task) => task,
                Err(refusal) => {
                    fail(operation, refusal, &mut report, &mut schedule, &watch);
                    continue;
                }
            };
            let mut intent = None;
            if let Task::Create { inputs, edges } = &task {
                let made = intent.insert(Intent {
                    resource: operation.resource.clone(),
                    kind: operation.kind.clone(),
                    inputs: inputs.clone(),
                    edges: edges.clone(),
                });
                if let Err(error) = store.note(&Entry::Intent(made.clone())) {
                    started.remove(&id);
                    broken = Some(error);
                    break;
                }
            }
            let changing = match &task {
                Task::Update { id, .. } | Task::Delete { id, .. } => Some(Entry::Changing {
                    resource: operation.resource.clone(),
                    kind: operation.kind.clone(),
                    id: id.clone(),
                    verb: verb.to_owned(),
                }),
                Task::Create { .. } | Task::Record { .. } | Task::Forget { .. } | Task::Settle { .. } => None,
            };
            if let Some(error) = changing.and_then(|entry| store.note(&entry).err()) {
                started.remove(&id);
                broken = Some(error);
                break;
            }
            watch(Event::Start { resource: operation.resource.clone(), kind: operation.kind.clone(), verb });
            let (told, about) = (watch.clone(), operation.resource.clone());
            let hands = hands.noting(move |note| told(Event::Note { resource: about.clone(), note }));
            running.push(async move {
                let began = hands.clock.now();
                let outcome = match kinds::by_name(&operation.kind) {
                    Some(kind) => perform(kind, &hands, task).await,
                    None => Outcome::Refused(Refusal::local("UnknownKind", operation.kind.clone())),
                };
                (id, intent, outcome, hands.clock.now().saturating_sub(began))
            });
        }
        let finished = tokio::select! {
            biased;
            finished = running.next() => finished,
            changed = stop.changed(), if !*stop.borrow() => {
                if changed.is_err() {
                    // Nobody is left who could ask for a stop.
                    running.next().await
                } else {
                    continue;
                }
            }
        };
        let Some((id, intent, outcome, took)) = finished else { break };
        let operation = &plan.operations[id];
        if let Err(error) = settle_outcome(
            operation,
            intent,
            outcome,
            took,
            store,
            state,
            &mut made,
            &mut report,
            &mut schedule,
            &watch,
        ) {
            broken.get_or_insert(error);
        }
    }
    report.stopped = *stop.borrow();
    report.not_started =
        plan.operations.iter().filter(|one| !started.contains(&one.id)).map(|one| one.resource.clone()).collect();
    if let Some(error) = broken {
        return Err(error);
    }
    state.outputs = outputs(plan, state);
    store.finish(state)?;
    Ok(report)
}

/// Records what an operation left behind, durably, then lets go of what waited for it.
#[allow(clippy::too_many_arguments)] // One caller, one place where everything it touches is visible.
fn settle_outcome(
    operation: &Operation,
    intent: Option<Intent>,
    outcome: Outcome,
    took: Duration,
    store: &mut Store,
    state: &mut State,
    made: &mut BTreeSet<ResourceId>,
    report: &mut Report,
    schedule: &mut Schedule,
    watch: &Watch,
) -> Result<(), StateError> {
    let verb = operation.action.verb();
    let resource = &operation.resource;
    let record = |id: &str, inputs: Tree, outputs, edges| Record {
        kind: operation.kind.clone(),
        id: id.to_owned(),
        inputs,
        outputs,
        edges,
    };
    let (id, refusal, written) = match outcome {
        Outcome::Stands { id, inputs, outputs, edges } => {
            let record = record(&id, inputs, outputs, edges);
            let written = store.note(&Entry::Done { resource: resource.clone(), record: record.clone() });
            state.put(resource, record);
            made.insert(resource.clone());
            (id, None, written)
        }
        Outcome::StandsUnfinished { id, inputs, outputs, edges, refusal } => {
            let record = record(&id, inputs, outputs, edges);
            let written = store.note(&Entry::Done { resource: resource.clone(), record: record.clone() });
            state.put(resource, record);
            (id, Some(refusal), written)
        }
        Outcome::Gone { id } => {
            let gone = Entry::Gone { resource: resource.clone(), kind: operation.kind.clone(), id: id.clone() };
            let written = store.note(&gone);
            state.take(resource, &operation.kind, &id);
            (id, None, written)
        }
        Outcome::Recorded { id, inputs, edges } => {
            let outputs = state.resources.get(resource).map(|record| record.outputs.clone()).unwrap_or_default();
            let record = record(&id, inputs, outputs, edges);
            let written = store.note(&Entry::Done { resource: resource.clone(), record: record.clone() });
            state.put(resource, record);
            (id, None, written)
        }
        Outcome::Settled { id } => (id, None, Ok(())),
        Outcome::Unknown(refusal) => {
            state.open.extend(intent);
            (String::new(), Some(refusal), Ok(()))
        }
        Outcome::Refused(refusal) => {
            // The cloud was asked and holds nothing of it, or nothing could be asked: only then is the intent closed.
            let written = match intent {
                Some(_) => store.note(&Entry::Dropped { resource: resource.clone() }),
                None => {
                    if matches!(refusal.class, Class::Lost | Class::Transient) {
                        state.unfinished.insert(resource.clone());
                    }
                    Ok(())
                }
            };
            (String::new(), Some(refusal), written)
        }
    };
    match refusal {
        Some(refusal) => fail(operation, refusal, report, schedule, watch),
        None => {
            *report.done.entry(verb).or_default() += 1;
            schedule.done(operation.id);
            watch(Event::Done { resource: resource.clone(), kind: operation.kind.clone(), verb, id, took });
        }
    }
    written
}

fn fail(operation: &Operation, refusal: Refusal, report: &mut Report, schedule: &mut Schedule, watch: &Watch) {
    schedule.failed(operation.id);
    let (resource, kind, verb) = (operation.resource.clone(), operation.kind.clone(), operation.action.verb());
    watch(Event::Failed { resource: resource.clone(), kind: kind.clone(), verb, refusal: refusal.clone() });
    report.failed.push(Failure { resource, kind, verb, place: operation.place.clone(), refusal });
}

/// A new generation may turn out to be the old one (publishing an unchanged function gives the same version): then there is
/// no old one to remove. Returns the id of both.
fn supersedes_itself<'a>(operation: &'a Operation, state: &State, made: &BTreeSet<ResourceId>) -> Option<&'a str> {
    match &operation.action {
        Action::Delete { id, .. } => {
            let now = state.resources.get(&operation.resource)?;
            let same = made.contains(&operation.resource) && now.kind == operation.kind && now.id == *id;
            same.then_some(id)
        }
        Action::Create { .. }
        | Action::Update { .. }
        | Action::Record { .. }
        | Action::Forget { .. }
        | Action::Settle { .. } => None,
    }
}

fn settle(inputs: &Tree, state: &State) -> Result<Tree, Refusal> {
    let known = |reference: &Reference| state.output(&reference.to, &reference.output).map(str::to_owned);
    inputs.resolve(&known).settled().map_err(|open| {
        let names: Vec<_> = open.0.iter().map(|open| format!("{}#{}", open.to, open.output)).collect();
        Refusal::unresolved(&names.join("`, `"))
    })
}

fn outputs(plan: &Plan, state: &State) -> BTreeMap<String, String> {
    let known = |reference: &Reference| state.output(&reference.to, &reference.output).map(str::to_owned);
    plan.outputs
        .iter()
        .filter_map(|(name, text)| match Tree::of(text).resolve(&known).to::<Text>() {
            Ok(Text::Known(value)) => Some((name.clone(), value)),
            _ => None,
        })
        .collect()
}
