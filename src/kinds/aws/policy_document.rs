use std::collections::BTreeSet;

use serde_json::Value;

/// Whether two policy documents say the same: key order, one-element lists and the order of lists do not count, because AWS
/// gives documents back with other ones than it was sent.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    normal(one) == normal(other)
}

/// What is live, spelt as `was` wherever it says the same: what differs then differs in meaning.
pub(super) fn spelt_like(live: &Value, was: &Value) -> Value {
    match (live, was) {
        (Value::Object(live), Value::Object(was)) => {
            let known =
                was.iter().filter_map(|(key, was)| Some((key.clone(), spelt_like_field(key, live.get(key)?, was))));
            let others = live.iter().filter(|(key, _)| !was.contains_key(*key));
            known.chain(others.map(|(key, value)| (key.clone(), value.clone()))).collect()
        }
        (Value::Array(live), Value::Array(was)) if live.len() == was.len() => {
            live.iter().zip(was).map(|(live, was)| spelt_like(live, was)).collect()
        }
        _ => live.clone(),
    }
}

fn spelt_like_field(key: &str, live: &Value, was: &Value) -> Value {
    if field(key, live) == field(key, was) { was.clone() } else { spelt_like(live, was) }
}

/// Objects are compared by key anyway; lists become sets, a scalar where a list may stand becomes a set of one.
fn normal(value: &Value) -> Normal {
    match value {
        Value::Object(map) => Normal::Map(map.iter().map(|(key, inner)| (key.clone(), field(key, inner))).collect()),
        Value::Array(items) => Normal::Set(items.iter().map(normal).collect()),
        Value::Bool(flag) => Normal::Text(flag.to_string()),
        Value::Number(number) => Normal::Text(number.to_string()),
        Value::String(text) => Normal::Text(text.clone()),
        Value::Null => Normal::Text(String::new()),
    }
}

fn field(key: &str, value: &Value) -> Normal {
    match normal(value) {
        set @ Normal::Set(_) => set,
        one if matches!(key, "Version" | "Id" | "Sid" | "Effect") => one,
        // `"Principal": "*"`, a map of principals, a map of conditions: maps stay maps, whatever is under them is a list.
        map @ Normal::Map(_) if key != "Statement" => map,
        one => Normal::Set(BTreeSet::from([one])),
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Normal {
    Text(String),
    Set(BTreeSet<Normal>),
    Map(BTreeSet<(String, Normal)>),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_means_something_else_is_spelt_as_it_is() {
        let was = json!({ "Version": "1", "Statement": [{ "Action": "a:b", "Resource": ["x"], "Principal": { "AWS": "y" } }] });
        let live = json!({ "Statement": [{ "Resource": "x", "Principal": "*", "Action": ["a:b"], "Sid": "s" }], "Version": "1" });
        let said = spelt_like(&live, &was);
        let wanted = json!({ "Version": "1", "Statement": [{ "Action": "a:b", "Resource": ["x"], "Principal": "*", "Sid": "s" }] });
        assert_eq!(said.to_string(), wanted.to_string());
    }

    #[test]
    fn spelling_does_not_count_and_meaning_does() {
        let short =
            json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "a:b", "Resource": "*" } });
        let long = json!({ "Statement": [{ "Resource": ["*"], "Action": ["a:b"], "Effect": "Allow" }], "Version": "2012-10-17" });
        assert!(same(&short, &long));
        let listed = |first: &str, second: &str| json!({ "Statement": [{ "Action": [first, second] }] });
        assert!(same(&listed("a:b", "a:c"), &listed("a:c", "a:b")));
        assert!(!same(&listed("a:b", "a:c"), &listed("a:b", "a:d")));
        let condition = |value: Value| json!({ "Condition": { "Bool": { "aws:SecureTransport": value } } });
        assert!(same(&condition(json!(false)), &condition(json!(["false"]))));
        assert!(!same(&condition(json!(false)), &condition(json!("true"))));
    }
}
