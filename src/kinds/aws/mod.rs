//! AWS kinds, a folder per service.

pub mod iam;
pub mod lambda;
pub mod logs;
