//! WAF Classic Regional: sets, rules and web ACLs written by deltas under change tokens.

pub mod association;
pub mod byte_match_set;
pub mod regex_match_set;
pub mod regex_pattern_set;
pub mod rule;
pub mod web_acl;

pub mod change;
pub mod physical_name;
pub mod request_part;
#[cfg(test)]
pub mod tests;

pub use association::ClassicAssociation;
pub use byte_match_set::ClassicByteMatchSet;
pub use regex_match_set::ClassicRegexMatchSet;
pub use regex_pattern_set::ClassicRegexPatternSet;
pub use request_part::{FieldToMatch, Position, Transform};
pub use rule::ClassicRule;
pub use web_acl::ClassicWebAcl;
