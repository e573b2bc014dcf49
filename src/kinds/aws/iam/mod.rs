//! IAM. A global service, signed for us-east-1.

pub mod attached;
pub mod role;

pub use role::{IamRole, Input as IamRoleInput};
