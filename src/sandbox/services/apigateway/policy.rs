use serde_json::Value;

use super::refuse::bad_request;
use crate::sandbox::Answer;

/// A resource policy as AWS keeps it: `execute-api:/…` is written out as the ARN of the API.
pub(super) fn stored(text: &str, region: &str, api: &str) -> Result<String, Answer> {
    match serde_json::from_str::<Value>(text) {
        Ok(document @ Value::Object(_)) if text.len() <= 8192 => Ok(expanded(document, region, api).to_string()),
        _ => Err(bad_request(
            "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.",
        )),
    }
}

fn expanded(value: Value, region: &str, api: &str) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix("execute-api:/") {
            Some(path) => format!("arn:aws:execute-api:{region}:000000000000:{api}/{path}").into(),
            None => text.into(),
        },
        Value::Array(items) => items.into_iter().map(|item| expanded(item, region, api)).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, expanded(value, region, api))).collect(),
        scalar => scalar,
    }
}
