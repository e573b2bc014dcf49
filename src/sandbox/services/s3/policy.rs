use serde_json::Value;

use super::fault::Fault;

/// The document of a PutBucketPolicy, when S3 would take it for the bucket `name`.
pub(super) fn checked(text: &str, name: &str) -> Result<Value, Fault> {
    let malformed = |message: &str| Fault::new(400, "MalformedPolicy", message);
    if text.len() > 20 * 1024 {
        return Err(Fault::new(400, "PolicyTooLarge", "The policy exceeds the maximum size of 20 KB"));
    }
    let document: Value = serde_json::from_str(text)
        .map_err(|_| malformed("Policies must be valid JSON and the first byte must be '{'"))?;
    if !matches!(document["Version"].as_str(), None | Some("2012-10-17" | "2008-10-17")) {
        return Err(malformed("The policy must contain a valid version string"));
    }
    let statements = some_or_list(&document["Statement"]);
    if statements.is_empty() {
        return Err(malformed("Missing required field Statement"));
    }
    for statement in statements {
        let has = |name: &str, not: &str| statement.get(name).is_some() || statement.get(not).is_some();
        if !matches!(statement["Effect"].as_str(), Some("Allow" | "Deny")) {
            return Err(malformed("Missing required field Effect"));
        }
        if !has("Principal", "NotPrincipal") {
            return Err(malformed("Missing required field Principal"));
        }
        if !has("Action", "NotAction") {
            return Err(malformed("Missing required field Action"));
        }
        if !has("Resource", "NotResource") {
            return Err(malformed("Missing required field Resource"));
        }
        if some_or_list(&statement["Action"]).iter().any(|action| !is_s3_action(action)) {
            return Err(malformed("Policy has invalid action"));
        }
        if some_or_list(&statement["Resource"]).iter().any(|resource| !is_of_bucket(resource, name)) {
            return Err(malformed("Policy has invalid resource"));
        }
        if !principals_are_valid(&statement["Principal"]) {
            return Err(malformed("Invalid principal in policy"));
        }
    }
    Ok(document)
}

/// A field that takes one value or a list.
fn some_or_list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    }
}

fn is_s3_action(action: &Value) -> bool {
    action.as_str().is_some_and(|action| action == "*" || action.to_ascii_lowercase().starts_with("s3:"))
}

fn is_of_bucket(resource: &Value, name: &str) -> bool {
    let rest = resource.as_str().and_then(|arn| arn.strip_prefix("arn:aws:s3:::")?.strip_prefix(name));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with('*'))
}

fn principals_are_valid(principal: &Value) -> bool {
    match principal {
        Value::Null => true,
        Value::String(text) => text == "*",
        Value::Object(by_type) => {
            !by_type.is_empty()
                && by_type.iter().all(|(kind, ids)| {
                    let ids = some_or_list(ids);
                    !ids.is_empty()
                        && ids.into_iter().all(|id| id.as_str().is_some_and(|id| principal_is_valid(kind, id)))
                })
        }
        _ => false,
    }
}

fn principal_is_valid(kind: &str, id: &str) -> bool {
    match kind {
        "AWS" => {
            id == "*" || id.starts_with("arn:aws:") || (id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()))
        }
        "Service" => id.ends_with(".amazonaws.com"),
        "CanonicalUser" | "Federated" => !id.is_empty(),
        _ => false,
    }
}

/// Whether the policy gives anything to everybody. S3 calls a statement public unless its principal, or one of these conditions,
/// pins it to fixed values (documentation, "The meaning of public").
pub(super) fn is_public(document: &Value) -> bool {
    some_or_list(&document["Statement"]).into_iter().any(|statement| {
        statement["Effect"] == "Allow" && everybody(&statement["Principal"]) && !pinned(&statement["Condition"])
    })
}

fn everybody(principal: &Value) -> bool {
    principal == "*" || some_or_list(&principal["AWS"]).into_iter().any(|id| id == "*")
}

fn pinned(condition: &Value) -> bool {
    const PINS: [&str; 11] = [
        "aws:sourcearn",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceaccount",
        "aws:sourceip",
        "aws:principalorgid",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:userid",
        "s3:dataaccesspointarn",
        "s3:dataaccesspointaccount",
    ];
    let Value::Object(operators) = condition else { return false };
    operators.values().filter_map(Value::as_object).flatten().any(|(key, values)| {
        PINS.contains(&key.to_ascii_lowercase().as_str())
            && some_or_list(values).into_iter().all(|value| value.as_str().is_some_and(|value| value != "*"))
    })
}
