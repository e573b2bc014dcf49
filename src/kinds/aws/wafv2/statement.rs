//! What a WAFv2 rule looks for, as plain data: written by the lowering of a spec, read back from the cloud, and evaluated by
//! whoever asks which requests get through. No SDK type is named here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use super::group_settings::GroupSettings;
pub use super::request_part::{FieldToMatch, JsonBody, Several, Which};
pub use super::rule::{Action, DefaultAction, Response, ResponseBody, Rule};
pub use super::words::{
    AddressPosition, Comparison, Fallback, InvalidJson, LabelScope, MatchScope, Oversize, Sensitivity, Words,
};
use crate::value::Text;

/// What a request must look like to match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Statement {
    /// A literal text in a part of the request.
    ByteMatch(ByteMatch),
    /// A regular expression in a part of the request.
    RegexMatch(RegexMatch),
    /// Any of a set of regular expressions in a part of the request.
    RegexSet(RegexSetMatch),
    /// How long a part of the request is.
    SizeConstraint(SizeConstraint),
    /// SQL injection in a part of the request.
    SqliMatch(SqliMatch),
    /// Cross-site scripting in a part of the request.
    XssMatch(XssMatch),
    /// The country the request comes from.
    GeoMatch(GeoMatch),
    /// The address the request comes from.
    IpSet(IpSetMatch),
    /// The autonomous system the request comes from.
    AsnMatch(AsnMatch),
    /// A label an earlier rule put on the request.
    LabelMatch(LabelMatch),
    /// More requests of one kind than a limit. Only ever the whole statement of a rule.
    RateBased(RateBased),
    /// Rules somebody else maintains. Only ever the whole statement of a rule of a web ACL.
    ManagedGroup(ManagedGroup),
    /// A rule group of one's own. Only ever the whole statement of a rule of a web ACL.
    RuleGroup(RuleGroupMatch),
    /// Two or more, all of which must match.
    And(Vec<Statement>),
    /// Two or more, one of which must match.
    Or(Vec<Statement>),
    /// Matches where the inner one does not, so also where the inspected part is missing.
    Not(Box<Statement>),
    /// What this vocabulary has no word for, by AWS's name of it. Only ever read: it shows up as drift and is never written.
    Other(String),
}

/// A comparison with a fixed, case-sensitive text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ByteMatch {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// 1-200 bytes; may be a secret.
    pub search: Text,
    /// Where in that part `search` must stand.
    pub position: Position,
    /// Applied to the request, not to `search`, in this order; AWS's names in kebab-case (`lowercase`, `url-decode`).
    /// None means `NONE`, which is never written out.
    pub transforms: Vec<String>,
}

/// An unanchored search for a regular expression (PCRE without backreferences).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegexMatch {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// 1-512 characters; may be a secret.
    pub pattern: Text,
    /// As in [`ByteMatch::transforms`].
    pub transforms: Vec<String>,
}

/// An unanchored search for any pattern of a regex pattern set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegexSetMatch {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// ARN of the set, of the same scope and region.
    pub set: Text,
    /// As in [`ByteMatch::transforms`].
    pub transforms: Vec<String>,
}

/// A comparison of a length, in bytes after the transformations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SizeConstraint {
    /// The part of the request that is measured.
    pub field: FieldToMatch,
    /// How its size stands to `size`.
    pub comparison: Comparison,
    /// Bytes, 0-21,474,836,480.
    pub size: i64,
    /// As in [`ByteMatch::transforms`].
    pub transforms: Vec<String>,
}

/// A search for SQL injection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SqliMatch {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// How eagerly.
    pub sensitivity: Sensitivity,
    /// As in [`ByteMatch::transforms`].
    pub transforms: Vec<String>,
}

/// A search for cross-site scripting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct XssMatch {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// As in [`ByteMatch::transforms`].
    pub transforms: Vec<String>,
}

/// A header that says where a request comes from, in place of the connection's address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Forwarded {
    /// Such as `X-Forwarded-For`.
    pub header: String,
    /// Where it holds no valid address.
    pub fallback: Fallback,
}

/// A comparison of the country of an address. Adds labels `awswaf:clientip:geo:…` whether it matches or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GeoMatch {
    /// ISO 3166-1 codes, sorted; any of them.
    pub countries: Vec<String>,
    /// None means the address of the connection.
    pub forwarded: Option<Forwarded>,
}

/// A look-up of an address in an IP set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IpSetMatch {
    /// ARN of the set, of the same scope and region.
    pub set: Text,
    /// None means the address of the connection.
    pub forwarded: Option<Forwarded>,
    /// Which of the addresses in the header; only with `forwarded`.
    pub position: Option<AddressPosition>,
}

/// A comparison of the autonomous system of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AsnMatch {
    /// Numbers of systems, sorted; any of them.
    pub asns: Vec<i64>,
    /// None means the address of the connection.
    pub forwarded: Option<Forwarded>,
}

/// A look for a label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LabelMatch {
    /// What `key` names.
    pub scope: LabelScope,
    /// Fully qualified from `awswaf:` on, or the last parts of a label of the same ACL or rule group.
    pub key: Text,
}

/// More requests of one kind than a limit within a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RateBased {
    /// Requests, 10-2,000,000,000.
    pub limit: i64,
    /// Seconds: 60, 120, 300 or 600.
    pub window: i64,
    /// What requests that are counted together have in common.
    pub per: RateKeys,
    /// For keys that are a forwarded address.
    pub forwarded: Option<Forwarded>,
    /// Which requests are counted; none means all of them.
    pub scope_down: Option<Box<Statement>>,
}

/// What requests that are counted together have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RateKeys {
    /// The address of the connection.
    Ip,
    /// The first address in a header.
    ForwardedIp,
    /// Nothing: all requests are counted together. Needs a scope-down statement.
    Constant,
    /// One to five keys, all of which must be the same.
    Custom(Vec<RateKey>),
}

/// One of several keys of a rate limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RateKey {
    /// The address of the connection; never alone.
    Ip,
    /// The first address in a header; never alone.
    ForwardedIp,
    /// The verb.
    Method,
    /// The path.
    Path(Vec<String>),
    /// The query string.
    QueryString(Vec<String>),
    /// A header.
    Header(NamedKey),
    /// A cookie.
    Cookie(NamedKey),
    /// An argument of the query string.
    QueryArgument(NamedKey),
    /// The labels of a namespace, which ends with `:`.
    LabelNamespace(String),
    /// The JA3 fingerprint of the TLS client hello.
    Ja3(Fallback),
    /// The JA4 fingerprint of the TLS client hello.
    Ja4(Fallback),
    /// The autonomous system of the address.
    Asn,
}

/// A named part of a request as a key of a rate limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NamedKey {
    /// Which one.
    pub name: String,
    /// As in [`ByteMatch::transforms`].
    pub transforms: Vec<String>,
}

/// Rules that AWS or a seller maintains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ManagedGroup {
    /// `AWS` for AWS's own.
    pub vendor: String,
    /// Such as `AWSManagedRulesCommonRuleSet`.
    pub name: String,
    /// Such as `Version_1.4`; none for whichever the vendor has as default.
    pub version: Option<String>,
    /// What single rules do instead of what the group says, by rule. AWS ignores names the group does not have.
    pub overrides: BTreeMap<String, Action>,
    /// `COMMON` or `TARGETED`, for Bot Control, which wants to be told.
    pub inspection: Option<String>,
    /// What groups for accounts and against DDoS are told about what they protect.
    pub settings: Option<Box<GroupSettings>>,
    /// Which requests the group sees; none means all of them.
    pub scope_down: Option<Box<Statement>>,
}

/// The rules of a rule group of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RuleGroupMatch {
    /// ARN of the group, of the same scope and region.
    pub group: Text,
    /// What was set aside for it when it was made (WCU): that is what it costs the ACL.
    pub capacity: u32,
    /// What single rules do instead of what the group says, by rule.
    pub overrides: BTreeMap<String, Action>,
}

/// Where the searched text must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// The part is the text, no more and no less (`EXACTLY`).
    Exactly,
    /// The part begins with the text (`STARTS_WITH`).
    StartsWith,
    /// The part ends with the text (`ENDS_WITH`).
    EndsWith,
    /// The text stands anywhere in the part (`CONTAINS`).
    Contains,
    /// Contains, with anything but letters, digits and `_` (or the end of the text) on either side.
    ContainsWord,
}

impl Words for Position {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Exactly, "EXACTLY"),
        (Self::StartsWith, "STARTS_WITH"),
        (Self::EndsWith, "ENDS_WITH"),
        (Self::Contains, "CONTAINS"),
        (Self::ContainsWord, "CONTAINS_WORD"),
    ];
}

impl Statement {
    /// The statements right inside of it.
    pub fn inner(&self) -> Vec<&Statement> {
        match self {
            Self::And(inner) | Self::Or(inner) => inner.iter().collect(),
            Self::Not(inner) => vec![inner],
            Self::RateBased(RateBased { scope_down, .. }) | Self::ManagedGroup(ManagedGroup { scope_down, .. }) => {
                scope_down.iter().map(|inner| &**inner).collect()
            }
            Self::ByteMatch(_)
            | Self::RegexMatch(_)
            | Self::RegexSet(_)
            | Self::SizeConstraint(_)
            | Self::SqliMatch(_)
            | Self::XssMatch(_)
            | Self::GeoMatch(_)
            | Self::IpSet(_)
            | Self::AsnMatch(_)
            | Self::LabelMatch(_)
            | Self::RuleGroup(_)
            | Self::Other(_) => Vec::new(),
        }
    }

    /// Whether it stands for the rules of a group, which have actions of their own.
    pub fn is_group(&self) -> bool {
        matches!(self, Self::ManagedGroup(_) | Self::RuleGroup(_))
    }

    /// Whether it is never a part of another statement.
    pub fn stands_alone(&self) -> bool {
        self.is_group() || matches!(self, Self::RateBased(_))
    }

    /// Every text in it that may be a secret.
    pub fn texts(&self) -> Vec<&Text> {
        let own = match self {
            Self::ByteMatch(inner) => Some(&inner.search),
            Self::RegexMatch(inner) => Some(&inner.pattern),
            _ => None,
        };
        own.into_iter().chain(self.inner().into_iter().flat_map(Self::texts)).collect()
    }
}
