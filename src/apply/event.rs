use std::sync::Arc;
use std::time::Duration;

use crate::names::ResourceId;
use crate::providers::{Note, Refusal};

/// What happens during apply, for whoever shows it.
#[derive(Debug, Clone)]
pub enum Event {
    /// The whole: how many operations there are.
    Begin {
        /// Length of [`crate::plan::Plan::operations`].
        operations: usize,
    },
    /// An operation starts.
    Start {
        /// The resource it works on.
        resource: ResourceId,
        /// Name of its kind.
        kind: String,
        /// [`crate::plan::Action::verb`].
        verb: &'static str,
    },
    /// A verb at work retries or waits.
    Note {
        /// The resource the verb works on.
        resource: ResourceId,
        /// What it retries or waits for.
        note: Note,
    },
    /// An operation is done.
    Done {
        /// The resource it worked on.
        resource: ResourceId,
        /// Name of its kind.
        kind: String,
        /// [`crate::plan::Action::verb`].
        verb: &'static str,
        /// What the cloud knows, or knew, the resource by.
        id: String,
        /// From the start of the operation to its end, on the clock of the [`crate::providers::Hands`].
        took: Duration,
    },
    /// An operation failed; what depends on it is not started.
    Failed {
        /// The resource it worked on.
        resource: ResourceId,
        /// Name of its kind.
        kind: String,
        /// [`crate::plan::Action::verb`].
        verb: &'static str,
        /// What the cloud said.
        refusal: Refusal,
    },
    /// There is nothing to do: what was to be removed turned out to be what an earlier operation made.
    Skipped {
        /// The resource it would have worked on.
        resource: ResourceId,
        /// Name of its kind.
        kind: String,
        /// [`crate::plan::Action::verb`].
        verb: &'static str,
        /// What the cloud knows the resource by.
        id: String,
    },
    /// An interrupted earlier run had made this; it is taken over.
    Recovered {
        /// The resource the earlier run was making.
        resource: ResourceId,
        /// What the cloud knows it by.
        id: String,
    },
}

/// Somebody who is told. Called from the task that applies; must not block for long.
pub type Watch = Arc<dyn Fn(Event) + Send + Sync>;
