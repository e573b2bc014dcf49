use serde_json::Value;

use super::State;
use crate::sandbox::Answer;

/// Which kind of policy a document is for: the two have opposite grammars.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Who may assume a role: has principals, no resources.
    Trust,
    /// What a role may do: has resources, no principals.
    Identity,
}

/// IAM's own checks of a policy document.
pub(super) fn check(document: &str, purpose: Use) -> Result<(), Answer> {
    let parsed: Value = serde_json::from_str(document).map_err(|_| malformed("This policy contains invalid Json"))?;
    let policy = parsed.as_object().ok_or_else(|| malformed("Syntax errors in policy."))?;
    if let Some(version) = policy.get("Version")
        && !matches!(version.as_str(), Some("2012-10-17" | "2008-10-17"))
    {
        return Err(malformed("The policy failed legacy parsing"));
    }
    let statements = statements(&parsed);
    if !policy.contains_key("Statement") || statements.is_empty() || !statements.iter().all(|one| one.is_object()) {
        return Err(malformed("Syntax errors in policy."));
    }
    statements.into_iter().try_for_each(|statement| check_statement(statement, purpose))
}

fn check_statement(statement: &Value, purpose: Use) -> Result<(), Answer> {
    let has = |name: &str| statement.get(name).is_some();
    if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
        return Err(malformed("Missing required field Effect"));
    }
    if !has("Action") && !has("NotAction") {
        return Err(malformed(match purpose {
            Use::Trust => "Missing required field Action",
            Use::Identity => "Policy statement must contain actions.",
        }));
    }
    let resource = has("Resource") || has("NotResource");
    let principal = has("Principal") || has("NotPrincipal");
    match purpose {
        Use::Trust if resource => Err(malformed("Has prohibited field Resource")),
        Use::Trust if !principal => Err(malformed("Missing required field Principal")),
        Use::Trust => Ok(()),
        Use::Identity if principal => Err(malformed("Policy document should not specify a principal.")),
        Use::Identity if !resource => Err(malformed("Policy statement must contain resources.")),
        Use::Identity => Ok(()),
    }
}

/// A role of this account that is named as principal must exist.
pub(super) fn check_principals(state: &State, account: &str, document: &str) -> Result<(), Answer> {
    let parsed: Value = serde_json::from_str(document).unwrap_or(Value::Null);
    let own_role = format!("arn:aws:iam::{account}:role/");
    let missing = statements(&parsed)
        .into_iter()
        .flat_map(|statement| strings(statement.pointer("/Principal/AWS").unwrap_or(&Value::Null)))
        .find(|arn| arn.starts_with(&own_role) && state.role_by_arn(account, arn).is_none());
    match missing {
        Some(arn) => Err(malformed(&format!("Invalid principal in policy: \"AWS\":\"{arn}\""))),
        None => Ok(()),
    }
}

/// Whether some `Allow` statement of a trust policy lets this service principal in.
pub(super) fn trusts_service(document: &str, service: &str) -> bool {
    let parsed: Value = serde_json::from_str(document).unwrap_or(Value::Null);
    statements(&parsed).into_iter().any(|statement| {
        statement.get("Effect").and_then(Value::as_str) == Some("Allow")
            && strings(statement.get("Action").unwrap_or(&Value::Null))
                .any(|action| matches!(action, "sts:AssumeRole" | "sts:*" | "*"))
            && strings(statement.pointer("/Principal/Service").unwrap_or(&Value::Null)).any(|name| name == service)
    })
}

/// A policy may have one statement or a list of them.
fn statements(policy: &Value) -> Vec<&Value> {
    match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

fn strings(value: &Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter().filter_map(Value::as_str)),
        one => Box::new(one.as_str().into_iter()),
    }
}

fn malformed(message: &str) -> Answer {
    Answer::xml_error(400, "MalformedPolicyDocument", message)
}
