//! WAFv2: web ACLs, rule groups, regex pattern sets, IP sets, logging and the resources ACLs guard.
//!
//! Rules are kept as the JSON they came in, checked when they come; the guards stand at the head of each operation.

mod action;
mod association;
mod capacity;
mod check;
mod entity;
mod handle;
mod ip_set;
mod logging;
mod managed;
mod part;
mod rate;
mod regex_set;
mod rule_group;
mod state;
mod statement;
mod tags;
mod web_acl;

pub(super) mod guarded;
pub(super) mod refuse;
pub(super) mod regex;

pub use handle::handle;
pub use state::{Entity, IpSet, RegexSet, RuleGroup, Scope, State, WebAcl, web_acl};
