use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::State;
use super::refuse::{Reply, bad_request, not_found};
use crate::sandbox::{Answer, Call};

/// Most tags a resource may carry.
const LIMIT: usize = 50;

/// The tags of an API (`…::/restapis/{id}`), of a stage of it (`…/stages/{name}`), of a usage plan, a domain name or an API key.
fn tags_of<'s>(state: &'s mut State, arn: &str) -> Result<&'s mut BTreeMap<String, String>, Answer> {
    let path = arn.strip_prefix("arn:aws:apigateway:").and_then(|rest| rest.split_once("::/"));
    let (_, path) = path.ok_or_else(|| bad_request(format!("Invalid ARN specified in the request: {arn}")))?;
    let missing = || not_found("Invalid resource identifier specified");
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["restapis", api] => Ok(&mut state.apis.get_mut(*api).ok_or_else(missing)?.tags),
        ["restapis", api, "stages", stage] => {
            let api = state.apis.get_mut(*api).ok_or_else(missing)?;
            Ok(&mut api.stages.get_mut(*stage).ok_or_else(missing)?.tags)
        }
        ["usageplans", id] => Ok(&mut state.usage_plans.get_mut(*id).ok_or_else(missing)?.tags),
        ["domainnames", name] => Ok(&mut state.domains.get_mut(*name).ok_or_else(missing)?.tags),
        ["apikeys", id] => Ok(&mut state.api_keys.get_mut(*id).ok_or_else(missing)?.tags),
        _ => Err(bad_request(format!("Invalid ARN specified in the request: {arn}"))),
    }
}

/// The `tags` member of a request.
pub(super) fn of_body(body: &Value) -> Result<BTreeMap<String, String>, Answer> {
    let Some(Value::Object(map)) = body.get("tags") else { return Ok(BTreeMap::new()) };
    let tags: BTreeMap<_, _> =
        map.iter().map(|(key, value)| (key.clone(), value.as_str().unwrap_or("").to_owned())).collect();
    check(&tags)?;
    Ok(tags)
}

fn check(tags: &BTreeMap<String, String>) -> Result<(), Answer> {
    if tags.len() > LIMIT {
        return Err(bad_request("The number of tags exceeds the limit of 50"));
    }
    for (key, value) in tags {
        if key.is_empty() || key.len() > 128 || value.len() > 256 {
            return Err(bad_request(format!("Invalid tag specified: {key}")));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(bad_request("aws: prefixed tag key names are not allowed for external use."));
        }
    }
    Ok(())
}

pub(super) fn get(state: &mut State, arn: &str) -> Reply {
    Ok(Answer::json(200, &json!({ "tags": tags_of(state, arn)? })))
}

pub(super) fn tag(call: &Call, state: &mut State, arn: &str) -> Reply {
    let added = of_body(&call.json())?;
    let tags = tags_of(state, arn)?;
    let mut merged = tags.clone();
    merged.extend(added);
    check(&merged)?;
    *tags = merged;
    Ok(Answer::empty(204))
}

pub(super) fn untag(call: &Call, state: &mut State, arn: &str) -> Reply {
    let tags = tags_of(state, arn)?;
    for (_, key) in call.query.iter().filter(|(name, _)| name == "tagKeys") {
        tags.remove(key);
    }
    Ok(Answer::empty(204))
}
