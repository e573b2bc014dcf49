//! WAF Classic Regional: sets, rules and web ACLs written by deltas under change tokens.

/// Which web ACL guards a stage.
pub mod association;
/// Literal texts in a part of the request.
pub mod byte_match_set;
pub mod condition_set;
/// Countries of the client's address.
pub mod geo_match_set;
/// Ranges of the client's address.
pub mod ip_set;
/// Where what a web ACL does is written down.
pub mod logging;
/// More requests of one address than a limit.
pub mod rate_based_rule;
/// Regular expressions in a part of the request.
pub mod regex_match_set;
/// The regular expressions themselves.
pub mod regex_pattern_set;
/// Sets that must match together.
pub mod rule;
/// Lengths of parts of the request.
pub mod size_constraint_set;
/// Parts that look like SQL.
pub mod sql_injection_match_set;
/// Rules in order, and what to do with the rest.
pub mod web_acl;

/// Parts that look like scripts.
pub mod xss_match_set;

mod change;
mod object;
mod physical_name;
pub mod request_part;
#[cfg(test)]
mod tests;

pub use association::ClassicAssociation;
pub use byte_match_set::ClassicByteMatchSet;
pub use geo_match_set::ClassicGeoMatchSet;
pub use ip_set::ClassicIpSet;
pub use logging::ClassicLogging;
pub use rate_based_rule::ClassicRateBasedRule;
pub use regex_match_set::ClassicRegexMatchSet;
pub use regex_pattern_set::ClassicRegexPatternSet;
pub use request_part::{FieldToMatch, Position, Transform};
pub use rule::ClassicRule;
pub use size_constraint_set::ClassicSizeConstraintSet;
pub use sql_injection_match_set::ClassicSqlInjectionMatchSet;
pub use web_acl::ClassicWebAcl;
pub use xss_match_set::ClassicXssMatchSet;
