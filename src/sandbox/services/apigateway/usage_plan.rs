use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::ID;
use super::patch::Patch;
use super::refuse::{Reply, bad_request, conflict, not_found};
use super::{State, page, tags};
use crate::sandbox::{Answer, Call, World};

/// How much may be asked for with each of its keys.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UsagePlan {
    /// Its id.
    pub id: String,
    /// Not unique.
    pub name: String,
    /// Absent when none was given.
    pub description: Option<String>,
    /// `{api}:{stage}`.
    pub stages: BTreeSet<String>,
    /// Requests a second and at once.
    pub throttle: Option<(f64, i64)>,
    /// Requests, offset and `DAY`, `WEEK` or `MONTH`.
    pub quota: Option<(i64, i64, String)>,
    /// Ids of its API keys.
    pub keys: BTreeSet<String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
}

fn view(plan: &UsagePlan) -> Value {
    let stage = |stage: &String| {
        let (api, name) = stage.split_once(':').unwrap_or((stage, ""));
        json!({ "apiId": api, "stage": name })
    };
    let mut view = json!({
        "id": plan.id,
        "name": plan.name,
        "apiStages": plan.stages.iter().map(stage).collect::<Vec<_>>(),
        "tags": plan.tags,
    });
    if let Some(description) = &plan.description {
        view["description"] = description.as_str().into();
    }
    if let Some((rate, burst)) = plan.throttle {
        view["throttle"] = json!({ "rateLimit": rate, "burstLimit": burst });
    }
    if let Some((limit, offset, period)) = &plan.quota {
        view["quota"] = json!({ "limit": limit, "offset": offset, "period": period });
    }
    view
}

fn missing() -> Answer {
    not_found("Invalid Usage Plan ID specified")
}

fn plan<'s>(state: &'s State, id: &str) -> Result<&'s UsagePlan, Answer> {
    state.usage_plans.get(id).ok_or_else(missing)
}

/// A stage a plan may be for: it must be there.
fn check_stage(state: &State, stage: &str) -> Result<(), Answer> {
    let (api, name) = stage.split_once(':').unwrap_or((stage, ""));
    match state.apis.get(api).is_some_and(|api| api.stages.contains_key(name)) {
        true => Ok(()),
        false => Err(not_found(format!("API Stage not found: {stage}"))),
    }
}

fn check_quota(limit: i64, offset: i64, period: &str) -> Result<(), Answer> {
    let most = match period {
        "DAY" => 0,
        "WEEK" => 6,
        "MONTH" => 27,
        _ => return Err(bad_request("Usage Plan quota must have a period of DAY, WEEK or MONTH")),
    };
    if limit < 1 {
        return Err(bad_request("Usage Plan quota limit must be at least 1"));
    }
    if !(0..=most).contains(&offset) {
        return Err(bad_request(format!("Usage Plan quota offset must be between 0 and {most} for {period}")));
    }
    Ok(())
}

pub(super) fn create(call: &Call, state: &mut State, world: &mut World) -> Reply {
    let body = call.json();
    let name = body.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| bad_request("Usage Plan name must not be empty"))?;
    let mut new = UsagePlan { name: name.to_owned(), tags: tags::of_body(&body)?, ..UsagePlan::default() };
    new.description = body.get("description").and_then(Value::as_str).map(str::to_owned);
    for stage in body.get("apiStages").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| stage.get(name).and_then(Value::as_str).unwrap_or("");
        let stage = format!("{}:{}", text("apiId"), text("stage"));
        check_stage(state, &stage)?;
        new.stages.insert(stage);
    }
    if let Some(throttle) = body.get("throttle").filter(|throttle| throttle.is_object()) {
        let rate = throttle.get("rateLimit").and_then(Value::as_f64).unwrap_or(0.0);
        new.throttle = Some((rate, throttle.get("burstLimit").and_then(Value::as_i64).unwrap_or(0)));
    }
    if let Some(quota) = body.get("quota").filter(|quota| quota.is_object()) {
        let number = |name: &str| quota.get(name).and_then(Value::as_i64).unwrap_or(0);
        let period = quota.get("period").and_then(Value::as_str).unwrap_or("");
        check_quota(number("limit"), number("offset"), period)?;
        new.quota = Some((number("limit"), number("offset"), period.to_owned()));
    }
    new.id = world.id(ID, 6);
    let answer = Answer::json(201, &view(&new));
    state.usage_plans.insert(new.id.clone(), new);
    Ok(answer)
}

pub(super) fn list(call: &Call, state: &State) -> Reply {
    let of = call.query("keyId");
    let plans = state.usage_plans.iter().filter(|(_, plan)| of.is_none_or(|key| plan.keys.contains(key)));
    page::page(call, plans.map(|(id, plan)| (id.as_str(), view(plan))).collect())
}

pub(super) fn get(state: &State, id: &str) -> Reply {
    Ok(Answer::json(200, &view(plan(state, id)?)))
}

pub(super) fn update(call: &Call, state: &mut State, id: &str) -> Reply {
    // Either all operations apply or none does.
    let mut next = plan(state, id)?.clone();
    for patch in Patch::of(call)? {
        let wrong = || bad_request(format!("Invalid patch value for path {}", patch.path));
        let number = || patch.required()?.parse::<i64>().map_err(|_| wrong());
        match (patch.op.as_str(), patch.path.as_str()) {
            ("replace", "/name") => next.name = patch.required()?,
            ("replace", "/description") => next.description = patch.optional(),
            ("add", "/apiStages") => {
                let stage = patch.required()?;
                check_stage(state, &stage)?;
                next.stages.insert(stage);
            }
            ("remove", "/apiStages") => {
                let stage = patch.required()?;
                if !next.stages.remove(&stage) {
                    return Err(not_found(format!("API Stage not found: {stage}")));
                }
            }
            ("add" | "replace", "/throttle/rateLimit") => {
                let rate = patch.required()?.parse().map_err(|_| wrong())?;
                next.throttle = Some((rate, next.throttle.map_or(0, |(_, burst)| burst)));
            }
            ("add" | "replace", "/throttle/burstLimit") => {
                next.throttle = Some((next.throttle.map_or(0.0, |(rate, _)| rate), number()?));
            }
            ("remove", "/throttle") => next.throttle = None,
            ("add" | "replace", "/quota/limit") => next.quota.get_or_insert_default().0 = number()?,
            ("add" | "replace", "/quota/offset") => next.quota.get_or_insert_default().1 = number()?,
            ("add" | "replace", "/quota/period") => next.quota.get_or_insert_default().2 = patch.required()?,
            ("remove", "/quota") => next.quota = None,
            _ => {
                return Err(patch.refused(&[
                    "/apiStages",
                    "/description",
                    "/name",
                    "/quota",
                    "/quota/limit",
                    "/quota/offset",
                    "/quota/period",
                    "/throttle",
                    "/throttle/burstLimit",
                    "/throttle/rateLimit",
                ]));
            }
        }
    }
    if let Some((limit, offset, period)) = &next.quota {
        check_quota(*limit, *offset, period)?;
    }
    let answer = Answer::json(200, &view(&next));
    state.usage_plans.insert(id.to_owned(), next);
    Ok(answer)
}

pub(super) fn delete(state: &mut State, id: &str) -> Reply {
    if !plan(state, id)?.stages.is_empty() {
        return Err(bad_request(format!(
            "Cannot delete Usage Plan {id} because there are API Stages associated with the Usage Plan"
        )));
    }
    state.usage_plans.remove(id);
    Ok(Answer::empty(202))
}

fn key_view(state: &State, id: &str) -> Value {
    let name = state.api_keys.get(id).map_or("", |key| key.name.as_str());
    json!({ "id": id, "type": "API_KEY", "name": name })
}

pub(super) fn add_key(call: &Call, state: &mut State, id: &str) -> Reply {
    let body = call.json();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    if text("keyType") != "API_KEY" {
        return Err(bad_request("Invalid key type specified"));
    }
    let key = text("keyId");
    let plan = plan(state, id)?;
    if !state.api_keys.contains_key(&key) {
        return Err(not_found("Invalid API Key identifier specified"));
    }
    if plan.keys.contains(&key) {
        return Err(conflict("Usage Plan Key already exists"));
    }
    let other =
        state.usage_plans.values().find(|other| other.keys.contains(&key) && !other.stages.is_disjoint(&plan.stages));
    if let Some(other) = other {
        return Err(conflict(format!(
            "API Key {key} is already associated with Usage Plan {} of the same stage",
            other.id
        )));
    }
    let answer = Answer::json(201, &key_view(state, &key));
    if let Some(plan) = state.usage_plans.get_mut(id) {
        plan.keys.insert(key);
    }
    Ok(answer)
}

pub(super) fn list_keys(call: &Call, state: &State, id: &str) -> Reply {
    let keys = &plan(state, id)?.keys;
    page::page(call, keys.iter().map(|key| (key.as_str(), key_view(state, key))).collect())
}

pub(super) fn get_key(state: &State, id: &str, key: &str) -> Reply {
    match plan(state, id)?.keys.contains(key) {
        true => Ok(Answer::json(200, &key_view(state, key))),
        false => Err(not_found("Invalid Usage Plan Key identifier specified")),
    }
}

pub(super) fn remove_key(state: &mut State, id: &str, key: &str) -> Reply {
    let plan = state.usage_plans.get_mut(id).ok_or_else(missing)?;
    match plan.keys.remove(key) {
        true => Ok(Answer::empty(202)),
        false => Err(not_found("Invalid Usage Plan Key identifier specified")),
    }
}
