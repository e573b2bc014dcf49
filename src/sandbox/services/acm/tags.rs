use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::handle::Reply;
use super::state::Certificate;
use crate::sandbox::Answer;

/// The `Tags` member of a request.
pub(super) fn of_body(body: &Value) -> Result<BTreeMap<String, String>, Answer> {
    let mut tags = BTreeMap::new();
    for tag in body.get("Tags").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| tag.get(name).and_then(Value::as_str).unwrap_or("");
        if text("Key").is_empty() || text("Key").len() > 128 || text("Value").len() > 256 {
            return Err(Answer::json_error(400, "InvalidTagException", &format!("Invalid tag {}", text("Key"))));
        }
        if text("Key").to_ascii_lowercase().starts_with("aws:") {
            return Err(Answer::json_error(400, "InvalidTagException", "aws: prefixed tag key names are not allowed"));
        }
        tags.insert(text("Key").to_owned(), text("Value").to_owned());
    }
    if tags.len() > 50 {
        return Err(Answer::json_error(400, "TooManyTagsException", "A certificate may carry 50 tags"));
    }
    Ok(tags)
}

pub(super) fn list(certificate: &mut Certificate) -> Answer {
    let tags: Vec<_> = certificate.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    Answer::json(200, &json!({ "Tags": tags }))
}

pub(super) fn add(certificate: &mut Certificate, body: &Value) -> Reply {
    certificate.tags.extend(of_body(body)?);
    Ok(Answer::json(200, &json!({})))
}

/// A tag given with a value is only removed when it has that value.
pub(super) fn remove(certificate: &mut Certificate, body: &Value) -> Answer {
    for tag in body.get("Tags").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| tag.get(name).and_then(Value::as_str);
        let Some(key) = text("Key") else { continue };
        if text("Value").is_none_or(|value| certificate.tags.get(key).is_some_and(|live| live == value)) {
            certificate.tags.remove(key);
        }
    }
    Answer::json(200, &json!({}))
}
