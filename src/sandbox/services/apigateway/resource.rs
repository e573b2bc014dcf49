use serde_json::Value;

use super::api::{ID, api, api_mut};
use super::refuse::{Reply, bad_request, not_found};
use super::{State, page};
use crate::sandbox::{Answer, Call, World};

fn embeds_methods(call: &Call) -> bool {
    call.query.iter().any(|(name, value)| name == "embed" && value == "methods")
}

pub(super) fn missing() -> Answer {
    not_found("Invalid Resource identifier specified")
}

pub(super) fn list(call: &Call, state: &State, id: &str) -> Reply {
    let embed = embeds_methods(call);
    let resources = &api(state, id)?.draft.resources;
    page::page(call, resources.iter().map(|(id, resource)| (id.as_str(), resource.view(embed))).collect())
}

pub(super) fn get(call: &Call, state: &State, id: &str, resource: &str) -> Reply {
    let resource = api(state, id)?.draft.resources.get(resource).ok_or_else(missing)?;
    Ok(Answer::json(200, &resource.view(embeds_methods(call))))
}

pub(super) fn create(call: &Call, state: &mut State, world: &mut World, id: &str, parent: &str) -> Reply {
    let body = call.json();
    let part = body.get("pathPart").and_then(Value::as_str).unwrap_or("");
    let resource = api_mut(state, id)?.draft.grow(parent, part, world.id(ID, 6))?;
    Ok(Answer::json(201, &resource.view(false)))
}

pub(super) fn delete(state: &mut State, id: &str, resource: &str) -> Reply {
    let draft = &mut api_mut(state, id)?.draft;
    let found = draft.resources.get(resource).ok_or_else(missing)?;
    if found.parent_id.is_none() {
        return Err(bad_request("Resource cannot be deleted because it is the root resource"));
    }
    draft.prune(resource);
    Ok(Answer::empty(202))
}
