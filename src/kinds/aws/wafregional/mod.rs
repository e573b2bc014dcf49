//! WAF Classic Regional: sets, rules and web ACLs written by deltas under change tokens.

/// Which web ACL guards a stage.
pub mod association;
/// Literal texts in a part of the request.
pub mod byte_match_set;
/// Regular expressions in a part of the request.
pub mod regex_match_set;
/// The regular expressions themselves.
pub mod regex_pattern_set;
/// Sets that must match together.
pub mod rule;
/// Rules in order, and what to do with the rest.
pub mod web_acl;

mod change;
mod object;
mod physical_name;
pub mod request_part;
#[cfg(test)]
mod tests;

pub use association::ClassicAssociation;
pub use byte_match_set::ClassicByteMatchSet;
pub use regex_match_set::ClassicRegexMatchSet;
pub use regex_pattern_set::ClassicRegexPatternSet;
pub use request_part::{FieldToMatch, Position, Transform};
pub use rule::ClassicRule;
pub use web_acl::ClassicWebAcl;
