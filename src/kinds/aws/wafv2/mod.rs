//! WAFv2: web ACLs, regex pattern sets and what they guard.
//!
//! [`statement`] is the vocabulary of rules as plain data; [`capacity()`] prices it; `lowering` and `reading` are the only files
//! that turn it into SDK types and back; `letting` says which of two ACLs lets through more.

/// Which web ACL guards a stage.
pub mod association;
pub mod group_settings;
/// Addresses that rules of several ACLs share.
pub mod ip_set;
/// Where what a web ACL does is written down.
pub mod logging;
/// Regular expressions that rules of several ACLs share.
pub mod regex_set;
mod request_part;
mod rule;
/// Rules that several ACLs share.
pub mod rule_group;
pub mod statement;
/// Rules in order, and what to do with the rest.
pub mod web_acl;

/// What rules cost, in web ACL capacity units (WCU).
pub mod capacity;
pub mod letting;
pub mod lowering;
pub mod reading;
/// What an object may guard, and with that where it lives.
pub mod scope;
#[cfg(test)]
mod shared_tests;
mod tags;
#[cfg(test)]
mod tests;
mod words;

pub use association::Wafv2Association;
pub use capacity::{capacity, capacity_of_rules, managed_capacity};
pub use ip_set::Wafv2IpSet;
pub use logging::Wafv2Logging;
pub use regex_set::Wafv2RegexSet;
pub use rule_group::Wafv2RuleGroup;
pub use scope::Scope;
pub use web_acl::Wafv2WebAcl;
