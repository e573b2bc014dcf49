use super::found::found;
use crate::kinds::{AnyKind, LiveTree, Made};
use crate::plan::Action;
use crate::providers::{Class, Hands, Refusal};
use crate::state::Edge;
use crate::value::{Outputs, Tree, diff};

/// An action with everything in it known: ready to be carried out.
pub(super) enum Task {
    Create { inputs: Tree, edges: Vec<Edge> },
    Update { id: String, was: Tree, inputs: Tree, edges: Vec<Edge> },
    Delete { id: String, was: Tree },
    Record { id: String, inputs: Tree, edges: Vec<Edge> },
    Forget { id: String },
    Settle { id: String },
}

impl Task {
    /// The task of an action once `resolve` settled its inputs.
    pub(super) fn of(action: &Action, resolve: impl Fn(&Tree) -> Result<Tree, Refusal>) -> Result<Self, Refusal> {
        Ok(match action {
            Action::Create { inputs, edges } => Self::Create { inputs: resolve(inputs)?, edges: edges.clone() },
            Action::Update { id, was, inputs, edges, reach: _ } => {
                Self::Update { id: id.clone(), was: was.clone(), inputs: resolve(inputs)?, edges: edges.clone() }
            }
            Action::Delete { id, was } => Self::Delete { id: id.clone(), was: was.clone() },
            Action::Record { id, inputs, edges } => {
                Self::Record { id: id.clone(), inputs: resolve(inputs)?, edges: edges.clone() }
            }
            Action::Forget { id } => Self::Forget { id: id.clone() },
            Action::Settle { id } => Self::Settle { id: id.clone() },
        })
    }
}

/// What a task left in the cloud.
pub(super) enum Outcome {
    /// It stands as recorded here.
    Stands { id: String, inputs: Tree, outputs: Outputs, edges: Vec<Edge> },
    /// It stands, but was not brought to what is wanted; the record keeps it from being forgotten.
    StandsUnfinished { id: String, inputs: Tree, outputs: Outputs, edges: Vec<Edge>, refusal: Refusal },
    /// It is gone.
    Gone { id: String },
    /// The record alone changes.
    Recorded { id: String, inputs: Tree, edges: Vec<Edge> },
    /// What is recorded of it counts everywhere.
    Settled { id: String },
    /// Nothing is known to have changed.
    Refused(Refusal),
    /// It may have been made: whoever comes next has to ask.
    Unknown(Refusal),
}

/// How often a create whose fate was unknown, and turned out not to have happened, is tried in all.
const TRIES: u32 = 4;

/// Carries out a task.
pub(super) async fn perform(kind: &'static dyn AnyKind, hands: &Hands, task: Task) -> Outcome {
    match task {
        Task::Create { inputs, edges } => create(kind, hands, inputs, edges).await,
        Task::Update { id, was, inputs, edges } => match kind.update(hands, &id, &was, &inputs).await {
            Ok(outputs) => Outcome::Stands { id, inputs, outputs, edges },
            Err(refusal) => Outcome::Refused(refusal),
        },
        Task::Delete { id, was } => match kind.delete(hands, &id, &was).await {
            Ok(()) => Outcome::Gone { id },
            Err(refusal) => Outcome::Refused(refusal),
        },
        Task::Record { id, inputs, edges } => Outcome::Recorded { id, inputs, edges },
        Task::Forget { id } => Outcome::Gone { id },
        Task::Settle { id } => match kind.settle(hands, &id).await {
            Ok(()) => Outcome::Settled { id },
            Err(refusal) => Outcome::Refused(refusal),
        },
    }
}

/// Creates, and whatever the answer was finds out what stands: an error never means that nothing was made.
async fn create(kind: &'static dyn AnyKind, hands: &Hands, inputs: Tree, edges: Vec<Edge>) -> Outcome {
    for attempt in 1.. {
        let refusal = match kind.create(hands, &inputs).await {
            Ok(Made { id, outputs }) => return Outcome::Stands { id, inputs, outputs, edges },
            Err(refusal) => refusal,
        };
        if refusal.class == Class::NotSent || (refusal.class == Class::Permanent && refusal.service == "engine") {
            return Outcome::Refused(refusal);
        }
        match found(kind, hands, &inputs).await {
            Ok(Some(made)) if matches!(refusal.class, Class::Lost | Class::Transient | Class::Exists) => {
                return match converge(kind, hands, &made, &inputs).await {
                    Ok(outputs) => Outcome::Stands { id: made.id, inputs, outputs, edges },
                    Err(refusal) => {
                        Outcome::StandsUnfinished { id: made.id, inputs, outputs: made.outputs, edges, refusal }
                    }
                };
            }
            Ok(Some(Made { id, outputs })) => {
                return Outcome::StandsUnfinished { id, inputs, outputs, edges, refusal };
            }
            Ok(None) if matches!(refusal.class, Class::Lost | Class::Transient) && attempt < TRIES => {}
            // The answer to the create is what the user needs to hear, unless the search found somebody else's.
            Err(search) if search.code == "Foreign" => return Outcome::Refused(search),
            Ok(None) if !matches!(refusal.class, Class::Lost | Class::Transient | Class::Exists) => {
                return Outcome::Refused(refusal);
            }
            Ok(None) | Err(_) => return Outcome::Unknown(refusal),
        }
    }
    unreachable!("the loop above only ends by returning")
}

/// Brings something that was found to what is wanted of it: a create of several calls may have stopped between them.
pub(super) async fn converge(
    kind: &'static dyn AnyKind,
    hands: &Hands,
    made: &Made,
    inputs: &Tree,
) -> Result<Outputs, Refusal> {
    match kind.read(hands, &made.id, inputs).await? {
        Some(LiveTree { input, outputs }) if diff(&input, inputs).is_empty() => Ok(outputs),
        Some(LiveTree { input, .. }) => kind.update(hands, &made.id, &input, inputs).await,
        None => Err(Refusal::local("Vanished", "it was found and then was gone")),
    }
}
