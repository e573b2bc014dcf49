use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::State;
use crate::sandbox::{Answer, Call};

/// A log group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    /// On the cloud's clock.
    pub created: Duration,
    /// `STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`.
    pub class: String,
    /// Days; none keeps events for ever.
    pub retention: Option<u64>,
    /// Whether `DeleteLogGroup` is refused.
    pub deletion_protection: bool,
    /// By key.
    pub tags: BTreeMap<String, String>,
}

/// The periods `PutRetentionPolicy` takes, in days [CloudWatch Logs API reference].
const RETENTION: [u64; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

fn invalid(message: &str) -> Answer {
    Answer::json_error(400, "InvalidParameterException", message)
}

fn not_found() -> Answer {
    Answer::json_error(400, "ResourceNotFoundException", "The specified log group does not exist.")
}

fn arn(call: &Call, name: &str) -> String {
    format!("arn:aws:logs:{}:{}:log-group:{name}", call.region, call.account)
}

/// `logGroupName`, well-formed.
fn name(body: &Value) -> Result<&str, Answer> {
    let name = body["logGroupName"].as_str().unwrap_or("");
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-_/#".contains(letter);
    if name.is_empty() || name.len() > 512 || !name.chars().all(allowed) {
        return Err(invalid(&format!(
            "1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
        )));
    }
    Ok(name)
}

fn named<'s>(body: &Value, state: &'s mut State) -> Result<&'s mut Group, Answer> {
    let name = name(body)?;
    state.groups.get_mut(name).ok_or_else(not_found)
}

/// The group a `resourceArn` names; the form with a trailing `:*` is refused, as on AWS.
fn by_arn<'s>(call: &Call, body: &Value, state: &'s mut State) -> Result<&'s mut Group, Answer> {
    let wanted = body["resourceArn"].as_str().unwrap_or("");
    let prefix = arn(call, "");
    let Some(name) = wanted.strip_prefix(&prefix).filter(|name| !name.contains(':')) else {
        return Err(invalid(&format!("The resource ARN {wanted} is not valid.")));
    };
    state.groups.get_mut(name).ok_or_else(not_found)
}

fn tags(value: &Value) -> BTreeMap<String, String> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect()
}

fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), Answer> {
    if tags.len() > 50 {
        return Err(Answer::json_error(400, "TooManyTagsException", "A resource can have at most 50 tags."));
    }
    if let Some(key) = tags.keys().find(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(invalid(&format!("Tag keys cannot start with aws: ({key})")));
    }
    Ok(())
}

pub(super) fn create(call: &Call, body: &Value, state: &mut State) -> Result<Answer, Answer> {
    let name = name(body)?;
    let tags = tags(&body["tags"]);
    check_tags(&tags)?;
    if state.groups.contains_key(name) {
        let message = "The specified log group already exists";
        return Err(Answer::json_error(400, "ResourceAlreadyExistsException", message));
    }
    let group = Group {
        created: call.now,
        class: body["logGroupClass"].as_str().unwrap_or("STANDARD").to_owned(),
        retention: None,
        deletion_protection: body["deletionProtectionEnabled"].as_bool().unwrap_or(false),
        tags,
    };
    state.groups.insert(name.to_owned(), group);
    Ok(Answer::json(200, &json!({})))
}

/// `nextToken` is the last name of the page before.
pub(super) fn describe(call: &Call, body: &Value, state: &mut State) -> Result<Answer, Answer> {
    let prefix = body["logGroupNamePrefix"].as_str();
    let pattern = body["logGroupNamePattern"].as_str();
    if prefix.is_some() && pattern.is_some() {
        return Err(invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."));
    }
    let limit = match &body["limit"] {
        Value::Null => 50,
        limit => limit
            .as_u64()
            .filter(|limit| (1..=50).contains(limit))
            .ok_or_else(|| invalid("Value at 'limit' failed to satisfy constraint: Member must be between 1 and 50"))?,
    };
    let after = body["nextToken"].as_str();
    let mut found = state
        .groups
        .iter()
        .filter(|(name, _)| prefix.is_none_or(|prefix| name.starts_with(prefix)))
        .filter(|(name, _)| pattern.is_none_or(|part| name.to_ascii_lowercase().contains(&part.to_ascii_lowercase())))
        .filter(|(name, _)| after.is_none_or(|after| name.as_str() > after))
        .peekable();
    let mut page = Vec::new();
    let mut last = String::new();
    while let Some((name, group)) = found.next_if(|_| (page.len() as u64) < limit) {
        page.push(shown(call, name, group));
        last.clone_from(name);
    }
    let mut answer = json!({ "logGroups": page });
    if found.peek().is_some() {
        answer["nextToken"] = last.into();
    }
    Ok(Answer::json(200, &answer))
}

fn shown(call: &Call, name: &str, group: &Group) -> Value {
    let arn = arn(call, name);
    let mut shown = json!({
        "logGroupName": name,
        "creationTime": group.created.as_millis() as u64,
        "metricFilterCount": 0,
        "arn": format!("{arn}:*"),
        "storedBytes": 0,
        "logGroupClass": group.class,
        "logGroupArn": arn,
        "deletionProtectionEnabled": group.deletion_protection,
    });
    if let Some(days) = group.retention {
        shown["retentionInDays"] = days.into();
    }
    shown
}

pub(super) fn delete(body: &Value, state: &mut State) -> Result<Answer, Answer> {
    if named(body, state)?.deletion_protection {
        let message = "The log group is protected from deletion; disable deletion protection first.";
        return Err(Answer::json_error(400, "ValidationException", message));
    }
    state.groups.remove(name(body)?);
    Ok(Answer::json(200, &json!({})))
}

pub(super) fn put_retention(body: &Value, state: &mut State) -> Result<Answer, Answer> {
    let group = named(body, state)?;
    let days = body["retentionInDays"].as_u64().filter(|days| RETENTION.contains(days)).ok_or_else(|| {
        invalid(&format!(
            "1 validation error detected: Value '{}' at 'retentionInDays' failed to satisfy constraint: Member must \
             satisfy enum value set: {RETENTION:?}",
            body["retentionInDays"]
        ))
    })?;
    group.retention = Some(days);
    Ok(Answer::json(200, &json!({})))
}

pub(super) fn delete_retention(body: &Value, state: &mut State) -> Result<Answer, Answer> {
    named(body, state)?.retention = None;
    Ok(Answer::json(200, &json!({})))
}

/// Takes the name or the ARN in `logGroupIdentifier`.
pub(super) fn put_deletion_protection(body: &Value, state: &mut State) -> Result<Answer, Answer> {
    let identifier = body["logGroupIdentifier"].as_str().unwrap_or("");
    let name = identifier.split_once(":log-group:").map_or(identifier, |(_, name)| name);
    let group = state.groups.get_mut(name).ok_or_else(not_found)?;
    group.deletion_protection = body["deletionProtectionEnabled"].as_bool().unwrap_or(false);
    Ok(Answer::json(200, &json!({})))
}

pub(super) fn tag(call: &Call, body: &Value, state: &mut State) -> Result<Answer, Answer> {
    let group = by_arn(call, body, state)?;
    let mut all = group.tags.clone();
    all.extend(tags(&body["tags"]));
    check_tags(&all)?;
    group.tags = all;
    Ok(Answer::json(200, &json!({})))
}

pub(super) fn untag(call: &Call, body: &Value, state: &mut State) -> Result<Answer, Answer> {
    let group = by_arn(call, body, state)?;
    for key in body["tagKeys"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        group.tags.remove(key);
    }
    Ok(Answer::json(200, &json!({})))
}

pub(super) fn list_tags(call: &Call, body: &Value, state: &mut State) -> Result<Answer, Answer> {
    let group = by_arn(call, body, state)?;
    Ok(Answer::json(200, &json!({ "tags": group.tags })))
}
