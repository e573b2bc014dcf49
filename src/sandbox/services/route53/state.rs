use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::name;
use crate::sandbox::World;

/// Every hosted zone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// By id, without `/hostedzone/`.
    pub zones: BTreeMap<String, Zone>,
    /// When each change was submitted, by id without `/change/`.
    pub changes: BTreeMap<String, Duration>,
}

/// A public hosted zone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Zone {
    /// Without `/hostedzone/`.
    pub id: String,
    /// As Route 53 writes it, with trailing dot.
    pub name: String,
    /// What a repeated create is known by; no two zones have the same.
    pub caller_reference: String,
    /// Shown in consoles; empty for none.
    pub comment: String,
    /// The four host names of its NS record, without trailing dots.
    pub name_servers: Vec<String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// In Route 53's order.
    pub records: Vec<RecordSet>,
}

/// A record set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordSet {
    /// As Route 53 writes it, with trailing dot.
    pub name: String,
    /// `A`, `CNAME`, `TXT`, …
    pub kind: String,
    /// Seconds; absent for an alias.
    pub ttl: Option<u32>,
    /// As in a zone file, in the order of writing; empty for an alias.
    pub values: Vec<String>,
    /// What answers instead of values; absent when there are values.
    pub alias: Option<AliasTarget>,
    /// When it was last written, since 1970.
    pub since: Duration,
}

/// Another AWS resource that answers for a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasTarget {
    /// The hosted zone of the target, `Z2FDTNDATAQYW2` for every distribution.
    pub zone_id: String,
    /// Lower case, with trailing dot.
    pub dns_name: String,
    /// Kept and given back; everything here is healthy.
    pub evaluate_target_health: bool,
}

impl Zone {
    /// The record set of this name (as Route 53 writes it) and type.
    pub fn record(&self, name: &str, kind: &str) -> Option<&RecordSet> {
        self.records.iter().find(|record| record.name == name && record.kind == kind)
    }
}

/// The values of the records of a name and type over all zones, and since when each record is as it is. The name may be
/// written in any form.
pub fn values<'w>(world: &'w World, name: &str, kind: &str) -> Vec<(&'w str, Duration)> {
    let name = name::canonical(name);
    let zones = world.route53.zones.values();
    let records = zones.filter_map(|zone| zone.record(&name, kind));
    records.flat_map(|record| record.values.iter().map(|value| (value.as_str(), record.since))).collect()
}
