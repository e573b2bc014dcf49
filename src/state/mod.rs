//! What is recorded about a stack in one environment: the state file, the journal beside it, and the lock.
//!
//! In: what apply did. Out: what plan starts from. Never a secret's plain text: secret fields hold keyed digests.
//!
//! The journal is written ahead: an [`Entry::Intent`] is durable before a call that changes the cloud, an [`Entry::Done`] after
//! it. Loading replays the journal over the last state, so a process killed at any instant leaves nothing to repair by hand;
//! intents without an end are returned for the caller to resolve by asking the cloud.

mod edge;
mod error;
mod file;
mod journal;
mod lock;
mod migrate;
mod record;
mod store;
mod versions;

pub use edge::{Edge, EdgeKind};
pub use error::StateError;
pub use journal::{Entry, Intent};
pub use lock::{Holder, Lock};
pub use record::{Marks, Record, Retired, State, Upkeep, Written};
pub use store::{Loaded, Store};
pub use versions::Version;
