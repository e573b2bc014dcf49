use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Noun;

/// One region's WAF Classic.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// By kind and id.
    pub objects: BTreeMap<Noun, BTreeMap<String, Object>>,
    /// Logging configurations as shown, by the ARN of the web ACL.
    pub logging: BTreeMap<String, Value>,
    /// The change token that was handed out and not spent yet.
    pub token: Option<String>,
    /// Change tokens spent in the last day and when that was.
    pub tokens: BTreeMap<String, Duration>,
}

/// A set, a rule or a web ACL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// A UUID.
    pub id: String,
    /// Not unique.
    pub name: String,
    /// Rate-based rules only: requests of one address in five minutes.
    #[serde(default)]
    pub rate_limit: Option<u64>,
    /// Rules and ACLs only.
    pub metric_name: Option<String>,
    /// ACLs only; as on the wire.
    pub default_action: Option<Value>,
    /// Tuples, patterns, predicates or activated rules; as on the wire.
    pub items: Vec<Value>,
    /// On the cloud's clock.
    pub made: Duration,
}

impl State {
    /// The objects of a kind.
    pub fn of(&self, noun: Noun) -> impl Iterator<Item = &Object> {
        self.objects.get(&noun).into_iter().flat_map(BTreeMap::values)
    }

    /// An object by kind and id.
    pub fn object(&self, noun: Noun, id: &str) -> Option<&Object> {
        self.objects.get(&noun)?.get(id)
    }
}
