use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::api::{api, api_mut};
use super::patch::Patch;
use super::refuse::{Reply, bad_request, conflict, not_found};
use super::{MethodSetting, Stage, State, tags};
use crate::sandbox::{Answer, Call};

/// What `UpdateStage` can patch.
const PATCHABLE: &[&str] = &[
    "/accessLogSettings/destinationArn",
    "/accessLogSettings/format",
    "/cacheClusterEnabled",
    "/cacheClusterSize",
    "/clientCertificateId",
    "/deploymentId",
    "/description",
    "/tracingEnabled",
    "/variables/{name}",
    "/{resourcePath}/{httpMethod}/logging/dataTrace",
    "/{resourcePath}/{httpMethod}/logging/loglevel",
    "/{resourcePath}/{httpMethod}/metrics/enabled",
    "/{resourcePath}/{httpMethod}/throttling/burstLimit",
    "/{resourcePath}/{httpMethod}/throttling/rateLimit",
];

fn missing() -> Answer {
    not_found("Invalid stage identifier specified")
}

fn view(stage: &Stage) -> Value {
    let mut view = json!({
        "stageName": stage.name,
        "deploymentId": stage.deployment_id,
        "cacheClusterEnabled": stage.cache_cluster_enabled,
        "cacheClusterStatus": if stage.cache_cluster_enabled { "AVAILABLE" } else { "NOT_AVAILABLE" },
        "methodSettings": stage.method_settings.iter().map(|(key, own)| (key.clone(), filled(own))).collect::<Map<_, _>>(),
        "tracingEnabled": stage.tracing_enabled,
        "createdDate": stage.created,
        "lastUpdatedDate": stage.updated,
        "tags": stage.tags,
    });
    let optional = [
        ("description", &stage.description),
        ("clientCertificateId", &stage.client_certificate_id),
        ("cacheClusterSize", &stage.cache_cluster_size),
        ("webAclArn", &stage.web_acl_arn),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            view[name] = value.as_str().into();
        }
    }
    if !stage.variables.is_empty() {
        view["variables"] = json!(stage.variables);
    }
    let mut logs = Map::new();
    for (name, value) in [("destinationArn", &stage.access_log_destination), ("format", &stage.access_log_format)] {
        if let Some(value) = value {
            logs.insert(name.into(), value.as_str().into());
        }
    }
    if !logs.is_empty() {
        view["accessLogSettings"] = Value::Object(logs);
    }
    view
}

/// A method setting as AWS shows it: whole, however little of it was said.
fn filled(own: &MethodSetting) -> Value {
    let mut setting = json!({
        "metricsEnabled": false,
        "dataTraceEnabled": false,
        "throttlingBurstLimit": 5000,
        "throttlingRateLimit": 10000.0,
        "cachingEnabled": false,
        "cacheTtlInSeconds": 300,
        "cacheDataEncrypted": false,
        "requireAuthorizationForCacheControl": true,
        "unauthorizedCacheControlHeaderStrategy": "SUCCEED_WITH_RESPONSE_HEADER",
    });
    for (name, value) in own {
        setting[name] = value.clone();
    }
    setting
}

pub(super) fn check_name(name: &str) -> Result<(), Answer> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > 128 || !name.chars().all(allowed) {
        return Err(bad_request("Stage name only allows a-zA-Z0-9_-"));
    }
    Ok(())
}

fn check_variable(name: &str, value: &str) -> Result<(), Answer> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || name.len() > 64 || !name.chars().all(word) {
        return Err(bad_request(format!("Stage variable names only allow a-zA-Z0-9_: {name}")));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#&=,".contains(c);
    if value.len() > 512 || !value.chars().all(allowed) {
        return Err(bad_request(format!(
            "Invalid stage variable value for {name}. Please use values with characters only from the set \
             [A-Za-z0-9-._~:/?#&=,]"
        )));
    }
    Ok(())
}

/// The `variables` member of a request.
pub(super) fn variables(body: &Value) -> Result<BTreeMap<String, String>, Answer> {
    let mut variables = BTreeMap::new();
    if let Some(Value::Object(map)) = body.get("variables") {
        for (name, value) in map {
            let value = value.as_str().unwrap_or("");
            check_variable(name, value)?;
            variables.insert(name.clone(), value.to_owned());
        }
    }
    Ok(variables)
}

pub(super) fn create(call: &Call, state: &mut State, id: &str) -> Reply {
    let body = call.json();
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let api = api_mut(state, id)?;
    let name = text("stageName").unwrap_or_default();
    check_name(&name)?;
    let deployment_id = text("deploymentId").unwrap_or_default();
    if !api.deployments.contains_key(&deployment_id) {
        return Err(bad_request("Deployment id does not exist"));
    }
    if api.stages.contains_key(&name) {
        return Err(conflict("Stage already exists"));
    }
    let variables = variables(&body)?;
    let flag = |name: &str| body.get(name).and_then(Value::as_bool).unwrap_or(false);
    let now = call.now.as_secs() as f64;
    let stage = Stage {
        deployment_id,
        description: text("description"),
        variables,
        tags: tags::of_body(&body)?,
        created: now,
        updated: now,
        tracing_enabled: flag("tracingEnabled"),
        cache_cluster_enabled: flag("cacheClusterEnabled"),
        cache_cluster_size: text("cacheClusterSize"),
        name: name.clone(),
        ..Stage::default()
    };
    let answer = Answer::json(201, &view(&stage));
    api.stages.insert(name, stage);
    Ok(answer)
}

pub(super) fn list(call: &Call, state: &State, id: &str) -> Reply {
    let stages = api(state, id)?.stages.values();
    let of = call.query("deploymentId");
    let shown: Vec<_> = stages.filter(|stage| of.is_none_or(|id| stage.deployment_id == id)).map(view).collect();
    Ok(Answer::json(200, &json!({ "item": shown })))
}

pub(super) fn get(state: &State, id: &str, name: &str) -> Reply {
    Ok(Answer::json(200, &view(api(state, id)?.stages.get(name).ok_or_else(missing)?)))
}

pub(super) fn delete(state: &mut State, id: &str, name: &str) -> Reply {
    api_mut(state, id)?.stages.remove(name).map(|_| Answer::empty(202)).ok_or_else(missing)
}

pub(super) fn update(call: &Call, state: &mut State, id: &str, name: &str) -> Reply {
    let can_log = state.cloudwatch_role_arn.is_some();
    let api = api_mut(state, id)?;
    let stage = api.stages.get_mut(name).ok_or_else(missing)?;
    // Either all operations apply or none does.
    let mut next = stage.clone();
    for patch in Patch::of(call)? {
        let segments = patch.segments();
        match (patch.op.as_str(), segments.as_slice()) {
            ("replace", ["deploymentId"]) => {
                let deployment = patch.required()?;
                if !api.deployments.contains_key(&deployment) {
                    return Err(bad_request("Deployment id does not exist"));
                }
                next.deployment_id = deployment;
            }
            ("replace", ["description"]) => next.description = patch.optional(),
            ("replace" | "add", ["variables", variable]) => {
                let value = patch.value.clone().unwrap_or_default();
                check_variable(variable, &value)?;
                next.variables.insert((*variable).to_owned(), value);
            }
            ("remove", ["variables", variable]) => {
                if next.variables.remove(*variable).is_none() {
                    return Err(bad_request(format!("Invalid patch path {}: no such variable", patch.path)));
                }
            }
            ("replace" | "add", ["accessLogSettings", _]) if !can_log => {
                return Err(bad_request("CloudWatch Logs role ARN must be set in account settings to enable logging"));
            }
            ("replace" | "add", ["accessLogSettings", "destinationArn"]) => {
                let arn = patch.optional();
                if arn
                    .as_deref()
                    .is_some_and(|arn| !arn.starts_with("arn:aws:logs:") && !arn.starts_with("arn:aws:firehose:"))
                {
                    return Err(bad_request(
                        "Invalid ARN specified in the request. ARNs must start with 'arn:aws:logs:' or 'arn:aws:firehose:'",
                    ));
                }
                next.access_log_destination = arn.map(|arn| arn.trim_end_matches(":*").to_owned());
            }
            ("replace" | "add", ["accessLogSettings", "format"]) => {
                let format = patch.optional();
                if format.as_deref().is_some_and(|format| format.trim_end().contains('\n')) {
                    return Err(bad_request(
                        "Access Log format must be single line, new line character is allowed only at end of the format",
                    ));
                }
                next.access_log_format = format;
            }
            ("remove", ["accessLogSettings"]) => {
                next.access_log_destination = None;
                next.access_log_format = None;
            }
            ("replace", ["tracingEnabled"]) => next.tracing_enabled = patch.boolean()?,
            ("replace", ["cacheClusterEnabled"]) => next.cache_cluster_enabled = patch.boolean()?,
            ("replace", ["cacheClusterSize"]) => next.cache_cluster_size = patch.optional(),
            ("replace", ["clientCertificateId"]) => next.client_certificate_id = patch.optional(),
            ("replace", [resource, verb, group, setting]) => {
                let (field, value) = method_setting(&patch, group, setting)?;
                if field == "loggingLevel" && value != "OFF" && !can_log {
                    return Err(bad_request(
                        "CloudWatch Logs role ARN must be set in account settings to enable logging",
                    ));
                }
                next.method_settings.entry(format!("{resource}/{verb}")).or_default().insert(field.into(), value);
            }
            ("remove", [resource, verb]) => {
                if next.method_settings.remove(&format!("{resource}/{verb}")).is_none() {
                    return Err(bad_request(format!("Invalid patch path {}: no such method setting", patch.path)));
                }
            }
            _ => return Err(patch.refused(PATCHABLE)),
        }
    }
    next.updated = call.now.as_secs() as f64;
    *stage = next;
    Ok(Answer::json(200, &view(stage)))
}

/// The field of a method setting that a path like `/*/*/throttling/rateLimit` writes, and its value.
fn method_setting(patch: &Patch, group: &str, setting: &str) -> Result<(&'static str, Value), Answer> {
    let wrong = || bad_request(format!("Invalid patch value for path {}", patch.path));
    let number = || patch.required()?.parse::<f64>().map_err(|_| wrong());
    Ok(match (group, setting) {
        ("throttling", "rateLimit") => ("throttlingRateLimit", number()?.into()),
        ("throttling", "burstLimit") => ("throttlingBurstLimit", (number()? as i64).into()),
        ("metrics", "enabled") => ("metricsEnabled", patch.boolean()?.into()),
        ("logging", "loglevel") => match patch.required()?.as_str() {
            level @ ("OFF" | "ERROR" | "INFO") => ("loggingLevel", level.into()),
            _ => return Err(wrong()),
        },
        ("logging", "dataTrace") => ("dataTraceEnabled", patch.boolean()?.into()),
        ("caching", "enabled") => ("cachingEnabled", patch.boolean()?.into()),
        ("caching", "ttlInSeconds") => ("cacheTtlInSeconds", (number()? as i64).into()),
        ("caching", "dataEncrypted") => ("cacheDataEncrypted", patch.boolean()?.into()),
        _ => return Err(patch.refused(PATCHABLE)),
    })
}
