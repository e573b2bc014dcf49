use std::sync::Arc;
use std::time::Duration;

use crate::names::ResourceId;
use crate::providers::{Note, Refusal};

/// What happens during apply, for whoever shows it.
#[derive(Debug, Clone)]
pub enum Event {
    /// The whole: how many operations there are.
    Begin { operations: usize },
    /// An operation starts.
    Start { resource: ResourceId, kind: String, verb: &'static str },
    /// A verb at work retries or waits.
    Note { resource: ResourceId, note: Note },
    /// An operation is done.
    Done { resource: ResourceId, kind: String, verb: &'static str, id: String, took: Duration },
    /// An operation failed; what depends on it is not started.
    Failed { resource: ResourceId, kind: String, verb: &'static str, refusal: Refusal },
    /// There is nothing to do: what was to be removed turned out to be what an earlier operation made.
    Skipped { resource: ResourceId, kind: String, verb: &'static str, id: String },
    /// An interrupted earlier run had made this; it is taken over.
    Recovered { resource: ResourceId, id: String },
}

/// Somebody who is told. Called from the task that applies; must not block for long.
pub type Watch = Arc<dyn Fn(Event) + Send + Sync>;
