//! Desired, recorded and observed to a list of operations. Pure: no network, no clock, no files.
//!
//! The plan is the whole truth: apply performs its operations in the order its edges allow and decides nothing anew. Which of
//! two operations comes first, replacement order included, is decided in one place, `order`.

mod build;
mod model;
mod order;
#[cfg(test)]
mod order_tests;
mod passage;
mod upkeep;

pub use build::{Mode, Situation, build};
pub use model::{
    Action, Basis, Cause, ChangeKind, FieldNote, Interruption, Kept, Operation, Passage, Place, Plan, PlanError, Reach,
    Replacing, ResourceChange, Summary,
};
