//! IAM. A global service, signed for us-east-1.

pub mod attached;
/// A role with its inline and attached policies.
pub mod role;

#[cfg(test)]
mod tests;

pub use role::{IamRole, Input as IamRoleInput};
