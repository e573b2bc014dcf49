//! IAM. A global service, signed for us-east-1.

pub mod attached;
pub mod role;

#[cfg(test)]
mod tests;

pub use role::{IamRole, Input as IamRoleInput};
