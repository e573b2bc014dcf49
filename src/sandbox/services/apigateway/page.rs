use serde_json::{Value, json};

use super::refuse::{Reply, bad_request};
use crate::sandbox::{Answer, Call};

/// Page size when the caller names none, and the largest one.
const DEFAULT_LIMIT: usize = 25;
const LARGEST_LIMIT: usize = 500;

/// One page of `items` (key, view), which are in order of their keys; `position` is the key the page starts with.
pub(super) fn page(call: &Call, items: Vec<(&str, Value)>) -> Reply {
    let limit = match call.query("limit") {
        None => DEFAULT_LIMIT,
        Some(text) => {
            text.parse::<usize>().map_err(|_| bad_request("Invalid limit specified"))?.clamp(1, LARGEST_LIMIT)
        }
    };
    let from = call.query("position").unwrap_or("");
    let mut rest = items.into_iter().filter(|(key, _)| *key >= from);
    let shown: Vec<Value> = rest.by_ref().take(limit).map(|(_, view)| view).collect();
    let mut body = json!({ "item": shown });
    if let Some((key, _)) = rest.next() {
        body["position"] = key.into();
    }
    Ok(Answer::json(200, &body))
}
