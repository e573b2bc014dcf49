//! Two clouds side by side: the same things in both, whatever ids were drawn and whenever they were made.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};

use super::BOOKKEEPING;

/// When something was made or changed, and what changes with every change.
const TIMES: &[&str] = &[
    "created",
    "updated",
    "issued",
    "modified",
    "made",
    "since",
    "active_at",
    "settled_at",
    "revision_id",
    "lock_token",
    "etag",
    "idempotency_token",
    "number",
    "history",
];

/// Maps whose keys are ids of the cloud's own, or ARNs that end in one.
const BY_ID: &[&str] = &[
    "apis",
    "resources",
    "deployments",
    "distributions",
    "access_controls",
    "zones",
    "certificates",
    "web_acls",
    "regex_sets",
    "ip_sets",
    "rules",
    "byte_match_sets",
    "regex_match_sets",
    "regex_pattern_sets",
];

/// What counts how often a function was published: more often on a way with detours.
const NUMBERED: &[&str] = &["version", "last_version", "versions"];

/// What engine draws by itself to find again what it made - behind the digest of a statement's id, too - and what the cloud draws
/// that is in no map.
static DRAWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<kept>-[0-9a-f]{12}-)[a-z0-9]{16}\b|engine-[a-z0-9]{16}\b|\btoken [a-z0-9]{16}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\bd[a-z0-9]{13}\.cloudfront\.net|\btoken[0-9]{11}\b")
        .expect("an expression")
});

/// Everything in a cloud, comparable with what is in another one.
pub fn comparable(world: &Value) -> Value {
    let mut ids = BTreeSet::new();
    collect(world, &mut ids);
    let mut ids: Vec<String> = ids.into_iter().collect();
    ids.sort_by_key(|id| std::cmp::Reverse(id.len()));
    bare(world, &ids)
}

fn collect(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                if let (true, Value::Object(by_id)) = (BY_ID.contains(&name.as_str()), inner) {
                    ids.extend(by_id.keys().filter_map(|key| drawn(key)));
                }
                let names_one = name == "id" || name.ends_with("_id") || name == "engine:token";
                if let (true, Some(id)) = (names_one, inner.as_str()) {
                    ids.extend(drawn(id));
                }
                collect(inner, ids);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, ids)),
        _ => {}
    }
}

/// The id at the end of a key; what a person could have written is none.
fn drawn(key: &str) -> Option<String> {
    let last = key.rsplit('/').next().unwrap_or(key);
    (last.len() >= 6 && last != "Z2FDTNDATAQYW2").then(|| last.to_owned())
}

fn bare(value: &Value, ids: &[String]) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members
                .iter()
                .filter(|(name, _)| !BOOKKEEPING.contains(&name.as_str()) && !TIMES.contains(&name.as_str()));
            let mut pairs: Vec<Value> = kept
                .map(|(name, inner)| {
                    let inner = if NUMBERED.contains(&name.as_str()) { unnumbered(inner) } else { inner.clone() };
                    Value::Object(Map::from_iter([(text(name, ids), bare(&inner, ids))]))
                })
                .collect();
            // A region nothing was ever in looks like one in which nothing is left.
            pairs.retain(|pair| pair.as_object().is_none_or(|pair| pair.values().any(|inner| !is_empty(inner))));
            pairs.sort_by_key(Value::to_string);
            Value::Array(pairs)
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| bare(item, ids)).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::String(string) => Value::String(text(string, ids)),
        other => other.clone(),
    }
}

/// Without the numbers, but with one of each thing numbered.
fn unnumbered(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Array(members.values().cloned().collect()),
        _ => Value::Null,
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn text(string: &str, ids: &[String]) -> String {
    let named = ids.iter().fold(string.to_owned(), |text, id| text.replace(id.as_str(), "#"));
    DRAWN.replace_all(&named, "${kept}#").into_owned()
}

/// What one has and the other has not, in words.
pub fn difference(one: &Value, other: &Value) -> String {
    let (one, other) = (format!("{one:#}\n"), format!("{other:#}\n"));
    similar::TextDiff::from_lines(&one, &other).unified_diff().context_radius(6).to_string()
}
