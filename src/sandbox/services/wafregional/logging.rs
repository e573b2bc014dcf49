use serde_json::{Value, json};

use super::{Noun, State, association};
use crate::sandbox::Call;
use crate::sandbox::services::wafv2::refuse::{Reply, invalid, list, must, nonexistent, text};

/// A delivery stream by ARN whose name begins as AWS wants it.
const STREAM: &str = "deliverystream/aws-waf-logs-";

pub(super) fn put(call: &Call, state: &mut State, body: &Value) -> Reply {
    let config = body.get("LoggingConfiguration").cloned().unwrap_or_default();
    let acl = text(&config, "ResourceArn")?.to_owned();
    let known = state.of(Noun::WebAcl).any(|object| association::acl_arn(call, &object.id) == acl);
    must(known, nonexistent)?;
    let [only] = list(&config, "LogDestinationConfigs") else {
        return Err(invalid("LogDestinationConfigs has exactly one ARN"));
    };
    let parts: Vec<&str> = only.as_str().unwrap_or_default().split(':').collect();
    must(matches!(parts[..], ["arn", "aws", "firehose", _, _, stream] if stream.starts_with(STREAM)), || {
        invalid("the ARN names no delivery stream that begins with aws-waf-logs-")
    })?;
    state.logging.insert(acl, config.clone());
    Ok(json!({ "LoggingConfiguration": config }))
}

pub(super) fn get(state: &State, body: &Value) -> Reply {
    let config = state.logging.get(text(body, "ResourceArn")?).ok_or_else(nonexistent)?;
    Ok(json!({ "LoggingConfiguration": config }))
}

pub(super) fn delete(state: &mut State, body: &Value) -> Reply {
    state.logging.remove(text(body, "ResourceArn")?).ok_or_else(nonexistent)?;
    Ok(json!({}))
}
