use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::api::{ID, api, api_mut};
use super::patch::Patch;
use super::refuse::{Reply, bad_request, not_found};
use super::stage::{check_name, variables};
use super::{Deployment, Served, Stage, State, page};
use crate::sandbox::{Answer, Call, World};

fn missing() -> Answer {
    not_found("Invalid Deployment identifier specified")
}

fn view(deployment: &Deployment, summary: bool) -> Value {
    let mut view = json!({ "id": deployment.id, "createdDate": deployment.created });
    if let Some(description) = &deployment.description {
        view["description"] = description.as_str().into();
    }
    if summary {
        let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
        for resource in deployment.served.resources.values() {
            for (verb, method) in &resource.methods {
                let shown = json!({
                    "authorizationType": method.authorization_type,
                    "apiKeyRequired": method.api_key_required,
                });
                paths.entry(&resource.path).or_default().insert(verb.clone(), shown);
            }
        }
        view["apiSummary"] = json!(paths);
    }
    view
}

fn summarises(call: &Call) -> bool {
    call.query.iter().any(|(name, value)| name == "embed" && value == "apisummary")
}

/// What keeps a draft from being deployed.
fn check(draft: &Served, endpoint_type: &str) -> Result<(), Answer> {
    if endpoint_type == "PRIVATE" && draft.policy.is_none() {
        return Err(bad_request("Private REST API doesn't have a resource policy attached to it"));
    }
    let mut methods = draft.resources.values().flat_map(|resource| resource.methods.values()).peekable();
    if methods.peek().is_none() {
        return Err(bad_request("The REST API doesn't contain any methods"));
    }
    if methods.any(|method| method.integration.is_none()) {
        return Err(bad_request("No integration defined for method"));
    }
    Ok(())
}

pub(super) fn create(call: &Call, state: &mut State, world: &mut World, id: &str) -> Reply {
    let body = call.json();
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let api = api_mut(state, id)?;
    check(&api.draft, &api.endpoint_type)?;
    let stage = text("stageName");
    if let Some(name) = &stage {
        check_name(name)?;
    }
    let variables = variables(&body)?;
    let now = call.now.as_secs() as f64;
    let deployment =
        Deployment { id: world.id(ID, 6), description: text("description"), created: now, served: api.draft.clone() };
    if let Some(name) = stage {
        let new = || Stage { name: name.clone(), created: now, ..Stage::default() };
        let stage = api.stages.entry(name.clone()).or_insert_with(new);
        stage.deployment_id.clone_from(&deployment.id);
        stage.updated = now;
        stage.variables.extend(variables);
        if let Some(description) = text("stageDescription") {
            stage.description = Some(description);
        }
    }
    let answer = Answer::json(201, &view(&deployment, false));
    api.deployments.insert(deployment.id.clone(), deployment);
    Ok(answer)
}

pub(super) fn list(call: &Call, state: &State, id: &str) -> Reply {
    let summary = summarises(call);
    let deployments = &api(state, id)?.deployments;
    page::page(call, deployments.iter().map(|(id, one)| (id.as_str(), view(one, summary))).collect())
}

pub(super) fn get(call: &Call, state: &State, id: &str, deployment: &str) -> Reply {
    let deployment = api(state, id)?.deployments.get(deployment).ok_or_else(missing)?;
    Ok(Answer::json(200, &view(deployment, summarises(call))))
}

pub(super) fn update(call: &Call, state: &mut State, id: &str, deployment: &str) -> Reply {
    let deployment = api_mut(state, id)?.deployments.get_mut(deployment).ok_or_else(missing)?;
    let mut description = deployment.description.clone();
    for patch in Patch::of(call)? {
        match (patch.op.as_str(), patch.path.as_str()) {
            ("replace", "/description") => description = patch.optional(),
            _ => return Err(patch.refused(&["/description"])),
        }
    }
    deployment.description = description;
    Ok(Answer::json(200, &view(deployment, false)))
}

pub(super) fn delete(state: &mut State, id: &str, deployment: &str) -> Reply {
    let api = api_mut(state, id)?;
    if !api.deployments.contains_key(deployment) {
        return Err(missing());
    }
    if api.stages.values().any(|stage| stage.deployment_id == deployment) {
        return Err(bad_request("Active stages pointing to this deployment must be moved or deleted"));
    }
    api.deployments.remove(deployment);
    Ok(Answer::empty(202))
}
