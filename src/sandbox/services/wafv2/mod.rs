//! WAFv2: web ACLs, regex pattern sets, IP sets and the resources ACLs guard.
//!
//! Rules are kept as the JSON they came in, checked when they come; the guards stand at the head of each operation.

mod association;
mod entity;
mod handle;
mod ip_set;
mod regex_set;
mod state;
mod statement;
mod tags;
mod web_acl;

pub(super) mod guarded;
pub(super) mod refuse;
pub(super) mod regex;

pub use handle::handle;
pub use state::{Entity, IpSet, RegexSet, Scope, State, WebAcl, web_acl};
