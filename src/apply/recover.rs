use futures::future::join_all;

use super::found::found;
use super::{Event, Watch};
use crate::kinds;
use crate::names::ResourceId;
use crate::providers::{Hands, Refusal};
use crate::state::{Intent, State};

/// What became of makings an earlier run did not see the end of.
#[derive(Debug, Default)]
pub struct Recovered {
    /// They exist and are ours; the plan brings them to what is wanted.
    pub adopted: Vec<ResourceId>,
    /// They never happened.
    pub dropped: Vec<ResourceId>,
    /// Nobody could say, or something foreign stands there.
    pub unresolved: Vec<(Intent, Refusal)>,
}

/// Asks the cloud about every open intent and puts what it finds into the state. No prompt, no flag.
pub async fn recover(hands: &Hands, state: &mut State, open: Vec<Intent>, watch: &Watch) -> Recovered {
    let mut recovered = Recovered::default();
    let searches = open.into_iter().map(|intent| async move {
        let answer = match kinds::by_name(&intent.kind) {
            Some(kind) => found(kind, hands, &intent.inputs).await,
            None => Err(Refusal::local("UnknownKind", format!("this engine has no kind `{}`", intent.kind))),
        };
        (intent, answer)
    });
    for (intent, answer) in join_all(searches).await {
        match answer {
            Ok(Some(made)) => {
                let resource = intent.resource.clone();
                watch(Event::Recovered { resource: resource.clone(), id: made.id.clone() });
                state.put(&resource, intent.into_record(made.id, made.outputs));
                recovered.adopted.push(resource);
            }
            Ok(None) => recovered.dropped.push(intent.resource),
            Err(refusal) => recovered.unresolved.push((intent, refusal)),
        }
    }
    recovered
}
