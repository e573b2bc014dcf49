//! AWS kinds, a folder per service.

mod absent;
mod policy_document;
mod tags;

pub mod iam;
pub mod lambda;
pub mod logs;
