//! The resource vocabulary: one file per kind of AWS resource behind one trait.
//!
//! A kind knows its fields and how each changes, its natural key, and the calls that create, find, read, update and delete
//! it. It knows nothing of the plan, the graph or the spec; adding one touches its own file and one line of the registry.

mod gate;
mod kind;
mod registry;
mod takes;

pub mod aws;

#[cfg(test)]
mod bench;

pub use gate::Lets;
pub use kind::{AnyKind, Change, Field, Kind, Live, LiveTree, Made, NaturalKey};
pub use registry::{all, by_name};
pub use takes::Takes;
