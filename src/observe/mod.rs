//! Reads the cloud: what is really there of everything recorded. Never writes.

use std::collections::BTreeMap;

use futures::StreamExt as _;

use crate::kinds::{self, LiveTree};
use crate::names::ResourceId;
use crate::providers::{Hands, Refusal};
use crate::state::State;

/// How many reads are under way at once; the services' own limits shape the rest.
const AT_ONCE: usize = 64;

/// What the cloud said of each recorded resource; `None`: it is gone.
pub type Observed = BTreeMap<ResourceId, Option<LiveTree>>;

/// Reads every recorded resource, with one list instead of many reads where AWS has one.
///
/// # Errors
/// Every read that failed, with the resource it was about.
pub async fn observe(hands: &Hands, state: &State) -> Result<Observed, Vec<(ResourceId, Refusal)>> {
    let hands = &hands.looking();
    let reads = state.resources.iter().map(|(resource, record)| async move {
        let answer = match kinds::by_name(&record.kind) {
            Some(kind) => kind.read(&hands.at(&record.outputs), &record.id, &record.inputs).await,
            None => Err(Refusal::local("UnknownKind", format!("this engine has no kind `{}`", record.kind))),
        };
        (resource.clone(), answer)
    });
    let answers: Vec<_> = futures::stream::iter(reads).buffer_unordered(AT_ONCE).collect().await;
    let mut observed = Observed::new();
    let mut refused = Vec::new();
    for (resource, answer) in answers {
        match answer {
            Ok(live) => {
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
