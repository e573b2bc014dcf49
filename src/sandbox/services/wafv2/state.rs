use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::sandbox::World;

/// One region's WAFv2; us-east-1 also holds what has scope CLOUDFRONT.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// By ARN, as are the others.
    pub web_acls: BTreeMap<String, Entity<WebAcl>>,
    /// Regex pattern sets.
    pub regex_sets: BTreeMap<String, Entity<RegexSet>>,
    /// IP sets.
    pub ip_sets: BTreeMap<String, Entity<IpSet>>,
    /// Rule groups.
    pub rule_groups: BTreeMap<String, Entity<RuleGroup>>,
    /// Logging configurations as shown, by the ARN of the web ACL.
    pub logging: BTreeMap<String, Value>,
}

/// What every WAFv2 object has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entity<T> {
    /// Unique per kind, scope and region.
    pub name: String,
    /// A UUID, part of the ARN.
    pub id: String,
    /// `arn:aws:wafv2:{region}:{account}:{regional or global}/{kind}/{name}/{id}`.
    pub arn: String,
    /// What it may guard, or be referred to by.
    pub scope: Scope,
    /// Absent when none was given.
    pub description: Option<String>,
    /// Changes with every update; updates and deletes must show the latest.
    pub lock_token: String,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// On the cloud's clock.
    pub made: Duration,
    /// What tells this kind from the others; its members stand beside these in the written form.
    #[serde(flatten)]
    pub content: T,
}

/// What an object may guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Scope {
    /// Stages and load balancers of its region.
    Regional,
    /// Distributions; kept in us-east-1.
    Cloudfront,
}

/// A web ACL's content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WebAcl {
    /// As on the wire.
    pub default_action: Value,
    /// As on the wire, by ascending priority.
    pub rules: Vec<Value>,
    /// As on the wire.
    pub visibility: Value,
    /// WCU.
    pub capacity: u64,
    /// Settings that are kept and given back, by member name.
    pub settings: Map<String, Value>,
}

/// A regex pattern set's content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RegexSet {
    /// In the order they were sent.
    pub patterns: Vec<String>,
}

/// An IP set's content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IpSet {
    /// `IPV4` or `IPV6`.
    pub version: String,
    /// In CIDR notation.
    pub addresses: Vec<String>,
}

/// A rule group's content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleGroup {
    /// As on the wire, by ascending priority.
    pub rules: Vec<Value>,
    /// As on the wire.
    pub visibility: Value,
    /// WCU set aside when it was made.
    pub capacity: u64,
    /// Bodies of custom responses, as on the wire; null for none.
    pub bodies: Value,
}

/// The web ACL of this ARN, wherever it lives: what a distribution or stage asks before it names one.
pub fn web_acl<'w>(world: &'w World, arn: &str) -> Option<&'w Entity<WebAcl>> {
    let region = arn.strip_prefix("arn:aws:wafv2:")?.split(':').next()?;
    world.wafv2.get(region)?.web_acls.get(arn)
}
