use serde_json::Value;

use super::super::policy_document;
use crate::value::Tree;

/// The policy of an API as `GetRestApi` tells it: its quotes are escaped once more than JSON asks for.
pub(super) fn parse(text: &str) -> Option<Value> {
    let parsed =
        serde_json::from_str(text).or_else(|_| serde_json::from_str(&text.replace("\\\"", "\"").replace("\\/", "/")));
    parsed.ok()
}

/// The live policy, spelt as the recorded one when they say the same.
pub(super) fn as_recorded(live: Value, recorded: Option<&Tree>) -> Tree {
    match recorded {
        Some(recorded) if same(Some(&live), Some(recorded.as_value())) => recorded.clone(),
        _ => Tree::new(live),
    }
}

/// Whether two policies say the same. AWS writes `execute-api:/…` out as the ARN of the API.
pub(super) fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => policy_document::same(&short(one), &short(other)),
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// The same document with every ARN of an API in the short form.
fn short(document: &Value) -> Value {
    match document {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| {
                let value = match key.as_str() {
                    "Resource" | "NotResource" => short_arns(value),
                    _ => short(value),
                };
                (key.clone(), value)
            })
            .collect(),
        Value::Array(items) => items.iter().map(short).collect(),
        scalar => scalar.clone(),
    }
}

fn short_arns(value: &Value) -> Value {
    match value {
        // arn:aws:execute-api:{region}:{account}:{api}/{stage}/{verb}/{path}
        Value::String(arn) => match arn.splitn(6, ':').collect::<Vec<_>>().as_slice() {
            ["arn", _, "execute-api", _, _, rest] => {
                let path = rest.split_once('/').map_or("", |(_, path)| path);
                Value::String(format!("execute-api:/{path}"))
            }
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(short_arns).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_short_form_and_the_arn_of_a_resource_say_the_same() {
        let policy = |resource: Value| json!({ "Statement": [{ "Effect": "Allow", "Resource": resource }] });
        let long = policy(json!("arn:aws:execute-api:us-east-2:000000000000:a1b2c3d4e5/dev/GET/items"));
        assert!(same(Some(&long), Some(&policy(json!(["execute-api:/dev/GET/items"])))));
        assert!(!same(Some(&long), Some(&policy(json!("execute-api:/dev/POST/items")))));
        assert!(!same(Some(&long), None));
    }

    #[test]
    fn quotes_that_are_escaped_once_more_are_read() {
        let told = r#"{\"Version\":\"2012-10-17\",\"Statement\":[]}"#;
        assert_eq!(parse(told), Some(json!({ "Version": "2012-10-17", "Statement": [] })));
    }
}
