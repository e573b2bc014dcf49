use futures::StreamExt as _;

use super::{Event, Watch};
use crate::kinds;
use crate::names::ResourceId;
use crate::providers::{Hands, Refusal};
use crate::state::State;

/// How many are asked at once.
const AT_ONCE: usize = 64;

/// Waits until everything recorded counts everywhere; apply itself waits only for what something else relies on. Returns what
/// could not be waited for, and why.
pub async fn settle(hands: &Hands, state: &State, watch: &Watch) -> Vec<(ResourceId, Refusal)> {
    let waits = state.resources.iter().map(|(resource, record)| {
        let (told, about) = (watch.clone(), resource.clone());
        let hands = hands.noting(move |note| told(Event::Note { resource: about.clone(), note }));
        async move {
            let refusal = kinds::by_name(&record.kind)?.settle(&hands, &record.id).await.err()?;
            Some((resource.clone(), refusal))
        }
    });
    futures::stream::iter(waits).buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await
}
