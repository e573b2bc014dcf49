//! Reads the cloud: what is really there of everything recorded. Never writes.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt as _;

use crate::kinds::{self, LiveTree};
use crate::names::ResourceId;
use crate::providers::{Hands, Refusal};
use crate::state::{Record, State};

/// How many reads are under way at once; the services' own limits shape the rest.
const AT_ONCE: usize = 64;

/// What the cloud said of each recorded resource; `None`: it is gone.
pub type Observed = BTreeMap<ResourceId, Option<LiveTree>>;

/// What a read gave.
type Answer = Result<Option<LiveTree>, Refusal>;

/// Reads every recorded resource, with one list instead of many reads where AWS has one.
///
/// # Errors
/// Every read that failed, with the resource it was about.
pub async fn observe(hands: &Hands, state: &State) -> Result<Observed, Vec<(ResourceId, Refusal)>> {
    let looking = &hands.looking();
    let reads = state.resources.iter().map(|(resource, record)| async move {
        let answer = match kinds::by_name(&record.kind) {
            Some(kind) => kind.read(&looking.at(&record.outputs), &record.id, &record.inputs).await,
            None => Err(Refusal::local("UnknownKind", format!("this engine has no kind `{}`", record.kind))),
        };
        (resource.clone(), answer)
    });
    let mut answers: Vec<_> = futures::stream::iter(reads).buffer_unordered(AT_ONCE).collect().await;
    look_again(hands, state, &mut answers).await;
    let mut observed = Observed::new();
    let mut refused = Vec::new();
    for (resource, answer) in answers {
        match answer {
            Ok(live) => {
                let live = live.map(|live| match state.resources.get(&resource) {
                    Some(record) => sharing(record, live),
                    None => live,
                });
                observed.insert(resource, live);
            }
            Err(refusal) => refused.push((resource, refusal)),
        }
    }
    if refused.is_empty() {
        Ok(observed)
    } else {
        refused.sort_by(|a, b| a.0.cmp(&b.0));
        Err(refused)
    }
}

/// What was read, sharing with the record what is the same in both: mostly that is all of it, and of a hundred thousand resources
/// it is a fifth of what a plan weighs.
pub fn sharing(record: &Record, live: LiveTree) -> LiveTree {
    let input = if live.input == record.inputs { record.inputs.clone() } else { live.input };
    LiveTree { input, ..live }
}

/// How far reads of AWS may lag behind what was written (aws-facts 2).
const LAG: Duration = Duration::from_secs(15);

/// What is said to be gone is asked for once more after a while: it may have been made a moment before, by a run that was
/// interrupted, and what is taken for gone is made anew.
async fn look_again(hands: &Hands, state: &State, answers: &mut [(ResourceId, Answer)]) {
    let gone: Vec<_> = answers.iter_mut().filter(|(_, answer)| matches!(answer, Ok(None))).collect();
    if gone.is_empty() {
        return;
    }
    hands.pause("AWS to show what was made a moment ago, if it was", LAG).await;
    let reads = gone.into_iter().map(|(resource, answer)| async move {
        let record = state.resources.get(resource);
        if let Some((record, kind)) = record.and_then(|record| Some((record, kinds::by_name(&record.kind)?))) {
            *answer = kind.read(&hands.at(&record.outputs), &record.id, &record.inputs).await;
        }
    });
    futures::stream::iter(reads).buffer_unordered(AT_ONCE).collect::<()>().await;
}
