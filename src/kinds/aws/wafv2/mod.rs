//! WAFv2: web ACLs, regex pattern sets and what they guard.
//!
//! [`statement`] is the vocabulary of rules as plain data; [`capacity()`] prices it; `lowering` and `reading` are the only files
//! that turn it into SDK types and back; `letting` says which of two ACLs lets through more.

pub mod association;
pub mod regex_set;
pub mod statement;
pub mod web_acl;

pub mod capacity;
pub mod letting;
pub mod lowering;
pub mod reading;
pub mod scope;
pub mod tags;
#[cfg(test)]
pub mod tests;

pub use association::Wafv2Association;
pub use capacity::{capacity, capacity_of_rules};
pub use regex_set::Wafv2RegexSet;
pub use scope::Scope;
pub use web_acl::Wafv2WebAcl;
