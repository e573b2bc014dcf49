use serde_json::{Value, json};

use super::refuse::{Reply, invalid, list, must, nonexistent, text};
use super::state;
use crate::sandbox::{Call, World};

/// What the names of destinations begin with.
const PREFIX: &str = "aws-waf-logs-";

/// The region a web ACL's ARN names.
fn region(arn: &str) -> Reply<String> {
    let region = arn.strip_prefix("arn:aws:wafv2:").and_then(|rest| rest.split(':').next());
    region.map(str::to_owned).ok_or_else(|| invalid("Error reason: The ARN isn't valid., field: RESOURCE_ARN"))
}

/// A log group, bucket or delivery stream by ARN: its name begins with the prefix, and a log group is there.
fn destination(call: &Call, world: &World, arn: &str) -> Reply<()> {
    let wrong = |what: &str| {
        invalid(format!("Error reason: The ARN isn't valid. {what}, field: LOG_DESTINATION, parameter: {arn}"))
    };
    let parts: Vec<&str> = arn.trim_end_matches(":*").split(':').collect();
    let name = match parts.as_slice() {
        ["arn", "aws", "logs", region, _, "log-group", name] => {
            must(*region == call.region, || wrong("A log group is in the region of the web ACL."))?;
            let groups = world.logs.get(*region).map(|state| &state.groups);
            must(groups.is_some_and(|groups| groups.contains_key(*name)), nonexistent)?;
            *name
        }
        ["arn", "aws", "s3", "", "", name] => {
            let bucket = name.split('/').next().unwrap_or_default();
            must(world.s3.buckets.contains_key(bucket), nonexistent)?;
            bucket
        }
        ["arn", "aws", "firehose", _, _, stream] => {
            stream.strip_prefix("deliverystream/").ok_or_else(|| wrong("It names no delivery stream."))?
        }
        _ => return Err(wrong("A valid ARN begins with arn: and includes other information separated by colons.")),
    };
    must(name.starts_with(PREFIX), || wrong("The name begins with aws-waf-logs-."))
}

pub(super) fn put(call: &Call, world: &mut World, body: &Value) -> Reply {
    let config = body.get("LoggingConfiguration").cloned().unwrap_or_default();
    let acl = text(&config, "ResourceArn")?.to_owned();
    must(state::web_acl(world, &acl).is_some() && region(&acl)? == call.region, nonexistent)?;
    let [only] = list(&config, "LogDestinationConfigs") else {
        return Err(invalid("LogDestinationConfigs has exactly one ARN"));
    };
    destination(call, world, only.as_str().unwrap_or_default())?;
    let redacted = list(&config, "RedactedFields");
    let known = |field: &Value| {
        ["SingleHeader", "Method", "UriPath", "QueryString"].iter().any(|part| field.get(part).is_some())
    };
    must(redacted.len() <= 100 && redacted.iter().all(known), || {
        invalid("Error reason: only headers, method, path and query string can be redacted., field: FIELD_TO_MATCH")
    })?;
    if let Some(filter) = config.get("LoggingFilter").filter(|filter| filter.is_object()) {
        text(filter, "DefaultBehavior")?;
        let filters = list(filter, "Filters");
        let full = |filter: &Value| !list(filter, "Conditions").is_empty();
        must(!filters.is_empty() && filters.iter().all(full), || {
            invalid("Error reason: a filter has at least one condition., field: LOGGING_FILTER")
        })?;
    }
    let mut shown = config;
    shown["LogType"] = json!("WAF_LOGS");
    shown["LogScope"] = json!("CUSTOMER");
    shown["ManagedByFirewallManager"] = json!(false);
    world.wafv2.entry(call.region.clone()).or_default().logging.insert(acl, shown.clone());
    Ok(json!({ "LoggingConfiguration": shown }))
}

pub(super) fn get(call: &Call, world: &mut World, body: &Value) -> Reply {
    let acl = text(body, "ResourceArn")?;
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let config = state.logging.get(acl).ok_or_else(nonexistent)?;
    Ok(json!({ "LoggingConfiguration": config }))
}

pub(super) fn list_all(call: &Call, world: &mut World) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    Ok(json!({ "LoggingConfigurations": state.logging.values().collect::<Vec<_>>() }))
}

pub(super) fn delete(call: &Call, world: &mut World, body: &Value) -> Reply {
    let acl = text(body, "ResourceArn")?;
    let state = world.wafv2.entry(call.region.clone()).or_default();
    state.logging.remove(acl).ok_or_else(nonexistent)?;
    Ok(json!({}))
}
