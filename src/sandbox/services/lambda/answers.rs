use std::time::Duration;

use serde_json::{Value, json};

use super::name::arn;
use super::state::{Alias, CodePackage, Function, ImageConfig, Revision};
use crate::sandbox::{Answer, Call};

/// `InvalidParameterValueException`, 400.
pub(super) fn invalid(message: &str) -> Answer {
    Answer::json_error(400, "InvalidParameterValueException", message)
}

/// `ValidationException`, 400: what the front of the service refuses before the service sees it.
pub(super) fn validation(value: &str, member: &str, must: &str) -> Answer {
    let message = format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must {must}"
    );
    Answer::json_error(400, "ValidationException", &message)
}

/// `ResourceConflictException`, 409.
pub(super) fn conflict(message: &str) -> Answer {
    Answer::json_error(409, "ResourceConflictException", message)
}

/// Refuses a request whose `RevisionId` is not the present one (412).
pub(super) fn check_revision(asked: Option<&str>, present: &str) -> Result<(), Answer> {
    if asked.is_none_or(|asked| asked == present) {
        return Ok(());
    }
    Err(Answer::json_error(
        412,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve \
         the latest Revision Id",
    ))
}

/// Refuses members of a request that the embedded cloud would otherwise drop in silence (501).
pub(super) fn only_known(body: &Value, known: &[&str]) -> Result<(), Answer> {
    let dropped = body.as_object().into_iter().flatten().find(|(name, value)| {
        let says_nothing = match value {
            Value::Null => true,
            Value::Object(map) => map.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        };
        !says_nothing && !known.contains(&name.as_str())
    });
    match dropped {
        Some((name, _)) => Err(Answer::json_error(
            501,
            "NotImplemented",
            &format!("the embedded cloud does not keep `{name}` of lambda"),
        )),
        None => Ok(()),
    }
}

/// One page of `items` (`MaxItems`, 50 unless told; `Marker`, here an index) under `name`.
pub(super) fn page(call: &Call, name: &str, items: Vec<Value>) -> Result<Answer, Answer> {
    let start: usize = match call.query("Marker") {
        None | Some("") => 0,
        Some(marker) => marker.parse().map_err(|_| invalid("Invalid marker"))?,
    };
    let most = match call.query("MaxItems") {
        None => 50,
        Some(text) => text
            .parse()
            .ok()
            .filter(|most| (1..=10_000).contains(most))
            .ok_or_else(|| validation(text, "maxItems", "be between 1 and 10000"))?,
    };
    // AWS gives at most 50 at a time, however many were asked for.
    let end = items.len().min(start.saturating_add(most.min(50)));
    let mut answer = json!({ name: items.get(start..end).unwrap_or_default() });
    if end < items.len() {
        answer["NextMarker"] = end.to_string().into();
    }
    Ok(Answer::json(200, &answer))
}

/// A `FunctionConfiguration`. `qualifier` is what the ARN ends in; `version` is `$LATEST` or a number.
pub(super) fn configuration(
    call: &Call,
    name: &str,
    revision: &Revision,
    version: &str,
    qualifier: Option<&str>,
) -> Value {
    let settings = &revision.settings;
    let arn = arn(call, name);
    let mut shown = json!({
        "FunctionName": name,
        "FunctionArn": qualifier.map_or(arn.clone(), |qualifier| format!("{arn}:{qualifier}")),
        "Role": settings.role,
        "Description": revision.published_as.as_ref().unwrap_or(&settings.description),
        "Timeout": settings.timeout,
        "MemorySize": settings.memory,
        "LastModified": last_modified(revision.modified),
        "Version": version,
        "TracingConfig": { "Mode": "PassThrough" },
        "RevisionId": revision.revision_id,
        "Architectures": [revision.code.architecture],
        "EphemeralStorage": { "Size": settings.storage },
        "SnapStart": { "ApplyOn": "None", "OptimizationStatus": "Off" },
        "LoggingConfig": { "LogFormat": settings.log_format, "LogGroup": settings.log_group },
    });
    match &revision.code.package {
        CodePackage::Zip { sha256, bytes } => {
            shown["PackageType"] = "Zip".into();
            shown["CodeSha256"] = sha256.as_str().into();
            shown["CodeSize"] = (*bytes).into();
            shown["Runtime"] = settings.runtime.as_deref().into();
            shown["Handler"] = settings.handler.as_deref().into();
        }
        CodePackage::Image { digest, .. } => {
            shown["PackageType"] = "Image".into();
            shown["CodeSha256"] = digest.as_str().into();
            shown["CodeSize"] = 0.into();
            let start = &settings.image_config;
            if *start != ImageConfig::default() {
                let mut config = json!({});
                if !start.entry_point.is_empty() {
                    config["EntryPoint"] = start.entry_point.clone().into();
                }
                if !start.command.is_empty() {
                    config["Command"] = start.command.clone().into();
                }
                if !start.working_directory.is_empty() {
                    config["WorkingDirectory"] = start.working_directory.as_str().into();
                }
                shown["ImageConfigResponse"] = json!({ "ImageConfig": config });
            }
        }
    }
    if !settings.environment.is_empty() {
        shown["Environment"] = json!({ "Variables": settings.environment });
    }
    if call.now < revision.active_at {
        shown["State"] = "Pending".into();
        shown["StateReason"] = "The function is being created.".into();
        shown["StateReasonCode"] = "Creating".into();
    } else {
        shown["State"] = "Active".into();
    }
    if call.now < revision.settled_at {
        shown["LastUpdateStatus"] = "InProgress".into();
        shown["LastUpdateStatusReason"] = "The function is being updated.".into();
    } else {
        shown["LastUpdateStatus"] = "Successful".into();
    }
    shown
}

/// What is published under a number, or `$LATEST`, with its qualified ARN.
pub(super) fn version(call: &Call, name: &str, function: &Function, number: Option<u64>) -> Option<Value> {
    let label = number.map_or("$LATEST".to_owned(), |number| number.to_string());
    let revision = function.revision(Some(&label))?;
    Some(configuration(call, name, revision, &label, Some(&label)))
}

/// An `AliasConfiguration`.
pub(super) fn alias(call: &Call, function: &str, name: &str, alias: &Alias) -> Value {
    let mut shown = json!({
        "AliasArn": format!("{}:{name}", arn(call, function)),
        "Name": name,
        "FunctionVersion": alias.version,
        "Description": alias.description,
        "RevisionId": alias.revision_id,
    });
    if !alias.weights.is_empty() {
        shown["RoutingConfig"] = json!({ "AdditionalVersionWeights": alias.weights });
    }
    shown
}

/// `2026-11-22T09:50:33.000+0000`.
fn last_modified(at: Duration) -> String {
    let at = i64::try_from(at.as_millis()).ok().and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
    at.unwrap_or(jiff::Timestamp::UNIX_EPOCH).strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}
