//! `waf` blocks and what they share: web ACLs, rule groups, sets of addresses and of regular expressions. One file for each noun.

mod acl;
mod action;
mod address;
pub mod classic;
mod group;
mod group_settings;
mod label;
mod logging;
mod origin;
mod part;
mod rate;
mod response;
mod rule;
mod rule_group;
mod set;
mod statement;
mod test;
mod transform;

pub use acl::{DefaultAction, Waf, WafScope, WafVersion};
pub use action::{Does, RuleAction};
pub use address::Network;
pub use group::{GroupUse, Inspection, Managed, Override, OverrideAction};
pub use group_settings::{
    ClientSideChallenge, GroupSettings, Inspected, Outcomes, Payload, RequestInspection, ResponseInspection,
    ResponsePart, Suspicion,
};
pub use label::LabelTest;
pub use logging::{
    Destination, FilterAction, LogBehavior, LogCondition, LogFilter, LogLabel, Logging, Redacted, judge,
};
pub use origin::{AsnTest, CountryTest, Forwarded, IpSource, IpTest, WhichAddress};
pub use part::{Fallback, InvalidJson, MatchScope, Oversize, RequestPart, SomeOf};
pub use rate::{Rate, RateKey, RateKeyKind, RatePer};
pub use response::{BodyType, Response, ResponseBody};
pub use rule::{RuleBody, WafRule};
pub use rule_group::RuleGroup;
pub use set::{IpSet, RegexSet};
pub use statement::{Statement, What};
pub use test::{Comparison, PartTest, Sensitivity, Test, TextTest};
pub use transform::Transform;

pub(super) use acl::{BLOCK, build};
pub(super) use rule_group::{BLOCK as RULE_GROUP, build as build_rule_group};
pub(super) use set::{IP_SET, REGEX_SET, build_ip_set, build_regex_set};
pub(super) use test::is_size_test;
