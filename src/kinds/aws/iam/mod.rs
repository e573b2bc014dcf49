//! IAM. A global service, signed for us-east-1.

mod attached;
mod role;

pub use role::{IamRole, Input as IamRoleInput};
