//! WAFv2: web ACLs, regex pattern sets and what they guard.
//!
//! [`statement`] is the vocabulary of rules as plain data; [`capacity`] prices it; `lowering` is the only file that turns it into
//! SDK types and back.

pub mod association;
pub mod regex_set;
pub mod statement;
pub mod web_acl;

pub mod scope;

pub use association::Wafv2Association;
pub use regex_set::Wafv2RegexSet;
pub use scope::Scope;
pub use web_acl::Wafv2WebAcl;
