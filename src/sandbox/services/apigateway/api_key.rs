use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::ID;
use super::patch::Patch;
use super::refuse::{Reply, bad_request, conflict, not_found};
use super::{State, page, tags};
use crate::sandbox::{Answer, Call, World};

/// What callers send as `x-api-key`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiKey {
    /// Its id.
    pub id: String,
    /// Not unique.
    pub name: String,
    /// Absent when none was given.
    pub description: Option<String>,
    /// Whether it lets anybody in.
    pub enabled: bool,
    /// 20 to 128 characters, unique.
    pub value: String,
    /// Seconds since 1970.
    pub created: f64,
    /// Seconds since 1970.
    pub updated: f64,
    /// By key.
    pub tags: BTreeMap<String, String>,
}

fn view(key: &ApiKey, with_value: bool) -> Value {
    let mut view = json!({
        "id": key.id,
        "name": key.name,
        "enabled": key.enabled,
        "createdDate": key.created,
        "lastUpdatedDate": key.updated,
        "stageKeys": [],
        "tags": key.tags,
    });
    if let Some(description) = &key.description {
        view["description"] = description.as_str().into();
    }
    if with_value {
        view["value"] = key.value.as_str().into();
    }
    view
}

fn missing() -> Answer {
    not_found("Invalid API Key identifier specified")
}

pub(super) fn create(call: &Call, state: &mut State, world: &mut World) -> Reply {
    let body = call.json();
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let value = text("value")
        .unwrap_or_else(|| world.id(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40));
    if value.len() < 20 {
        return Err(bad_request("API Key value should be at least 20 characters"));
    }
    if value.len() > 128 {
        return Err(bad_request("API Key value should be at most 128 characters"));
    }
    if state.api_keys.values().any(|known| known.value == value) {
        return Err(conflict("API Key already exists"));
    }
    let now = call.now.as_secs() as f64;
    let key = ApiKey {
        id: world.id(ID, 10),
        name: text("name").unwrap_or_default(),
        description: text("description"),
        enabled: body.get("enabled").and_then(Value::as_bool).unwrap_or(false),
        value,
        created: now,
        updated: now,
        tags: tags::of_body(&body)?,
    };
    let answer = Answer::json(201, &view(&key, true));
    state.api_keys.insert(key.id.clone(), key);
    Ok(answer)
}

pub(super) fn list(call: &Call, state: &State) -> Reply {
    let with_values = call.query("includeValues") == Some("true");
    let prefix = call.query("name").unwrap_or("");
    let keys = state.api_keys.iter().filter(|(_, key)| key.name.starts_with(prefix));
    page::page(call, keys.map(|(id, key)| (id.as_str(), view(key, with_values))).collect())
}

pub(super) fn get(call: &Call, state: &State, id: &str) -> Reply {
    let key = state.api_keys.get(id).ok_or_else(missing)?;
    Ok(Answer::json(200, &view(key, call.query("includeValue") == Some("true"))))
}

pub(super) fn update(call: &Call, state: &mut State, id: &str) -> Reply {
    let key = state.api_keys.get_mut(id).ok_or_else(missing)?;
    let mut next = key.clone();
    for patch in Patch::of(call)? {
        match (patch.op.as_str(), patch.path.as_str()) {
            ("replace", "/name") => next.name = patch.required()?,
            ("replace", "/description") => next.description = patch.optional(),
            ("replace", "/enabled") => next.enabled = patch.boolean()?,
            _ => {
                return Err(patch.refused(&["/customerId", "/description", "/enabled", "/labels", "/name", "/stages"]));
            }
        }
    }
    next.updated = call.now.as_secs() as f64;
    *key = next;
    Ok(Answer::json(200, &view(key, false)))
}

pub(super) fn delete(state: &mut State, id: &str) -> Reply {
    state.api_keys.remove(id).ok_or_else(missing)?;
    for plan in state.usage_plans.values_mut() {
        plan.keys.remove(id);
    }
    Ok(Answer::empty(202))
}
