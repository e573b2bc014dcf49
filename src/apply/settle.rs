use std::collections::BTreeSet;

use futures::StreamExt as _;

use super::{Event, Watch};
use crate::kinds;
use crate::names::ResourceId;
use crate::plan::Plan;
use crate::providers::{Hands, Refusal};
use crate::state::State;

/// How many are asked at once.
const AT_ONCE: usize = 64;

/// Waits until everything recorded counts everywhere that `plan` changed or that did not when it was recorded; apply itself waits
/// only for what something else relies on. Returns what could not be waited for, and why.
pub async fn settle(hands: &Hands, plan: &Plan, state: &State, watch: &Watch) -> Vec<(ResourceId, Refusal)> {
    let changed: BTreeSet<&ResourceId> = plan.operations.iter().map(|operation| &operation.resource).collect();
    let open = state.resources.iter().filter(|(resource, record)| {
        let in_force = kinds::by_name(&record.kind).is_some_and(|kind| kind.in_force(&record.outputs));
        changed.contains(resource) || !in_force
    });
    let waits = open.map(|(resource, record)| {
        let (told, about) = (watch.clone(), resource.clone());
        let hands = hands.noting(move |note| told(Event::Note { resource: about.clone(), note }));
        async move {
            let refusal = kinds::by_name(&record.kind)?.settle(&hands, &record.id).await.err()?;
            Some((resource.clone(), refusal))
        }
    });
    futures::stream::iter(waits).buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await
}
