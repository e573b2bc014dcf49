use serde_json::{Value, json};

use super::check::Checker;
use super::refuse::{Reply, in_use, invalid, list, must, nonexistent, over_limit, refuse, text};
use super::state::{Entity, RuleGroup, Scope, State};
use super::{action, capacity, check, entity, statement};
use crate::sandbox::{Call, World};

/// Groups of a region; WCU of a group.
const GROUPS: usize = 100;
const CAPACITY: u64 = 5_000;

/// The content of a create or update request, checked against what is there.
fn content(state: &State, scope: Scope, reserved: u64, body: &Value) -> Reply<RuleGroup> {
    let visibility = body.get("VisibilityConfig").cloned().unwrap_or_default();
    text(&visibility, "MetricName")?;
    let bodies = body.get("CustomResponseBodies").filter(|bodies| bodies.is_object());
    action::bodies(bodies)?;
    let mut rules = list(body, "Rules").to_vec();
    check::rules(&Checker { state, scope, bodies, in_group: true }, &rules)?;
    rules.sort_by_key(|rule| rule["Priority"].as_i64());
    must(capacity::of_rules(state, &rules) <= reserved, || {
        refuse(
            "WAFInvalidParameterException",
            "Error reason: Your rule group capacity is less than what its rules need., field: RULE_GROUP_CAPACITY",
        )
    })?;
    Ok(RuleGroup { rules, visibility, capacity: reserved, bodies: bodies.cloned().unwrap_or_default() })
}

pub(super) fn create(call: &Call, world: &mut World, body: &Value) -> Reply {
    let scope = entity::scope(call, body)?;
    let reserved = body["Capacity"].as_u64().unwrap_or_default();
    must(reserved >= 1, || invalid("Capacity is at least 1"))?;
    must(reserved <= CAPACITY, || over_limit("a rule group has at most 5,000 web ACL capacity units"))?;
    let state = world.wafv2.entry(call.region.clone()).or_default();
    must(state.rule_groups.len() < GROUPS, || over_limit("at most 100 rule groups"))?;
    let content = content(state, scope, reserved, body)?;
    let taken = |world: &World, scope, name: &str| {
        let groups = world.wafv2.get(&call.region).map(|state| &state.rule_groups);
        groups.is_some_and(|groups| groups.values().any(|group| group.scope == scope && group.name == name))
    };
    let group = entity::make(call, world, body, "rulegroup", taken, content)?;
    let summary = entity::summary(&group);
    world.wafv2.entry(call.region.clone()).or_default().rule_groups.insert(group.arn.clone(), group);
    Ok(json!({ "Summary": summary }))
}

fn shown(call: &Call, group: &Entity<RuleGroup>) -> Value {
    let mut shown = json!({
        "Name": group.name,
        "Id": group.id,
        "ARN": group.arn,
        "Capacity": group.content.capacity,
        "Rules": group.content.rules,
        "VisibilityConfig": group.content.visibility,
        "LabelNamespace": format!("awswaf:{}:rulegroup:{}:", call.account, group.name),
    });
    if let Some(description) = &group.description {
        shown["Description"] = json!(description);
    }
    if group.content.bodies.is_object() {
        shown["CustomResponseBodies"] = group.content.bodies.clone();
    }
    shown
}

/// By `ARN`, or by `Name`, `Scope` and `Id`.
pub(super) fn get(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = match body.get("ARN").and_then(Value::as_str) {
        Some(arn) => arn.to_owned(),
        None => entity::find(call, &state.rule_groups, body)?,
    };
    let group = state.rule_groups.get(&arn).ok_or_else(nonexistent)?;
    Ok(json!({ "RuleGroup": shown(call, group), "LockToken": group.lock_token }))
}

pub(super) fn list_all(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    entity::page(call, &state.rule_groups, body, "RuleGroups")
}

pub(super) fn update(call: &Call, world: &mut World, body: &Value) -> Reply {
    let next = world.uuid();
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.rule_groups, body)?;
    let group = state.rule_groups.get(&arn).ok_or_else(nonexistent)?;
    entity::unlock(group, body)?;
    let content = content(state, group.scope, group.content.capacity, body)?;
    let group = state.rule_groups.get_mut(&arn).ok_or_else(nonexistent)?;
    group.content = content;
    group.description = entity::description(body);
    group.lock_token.clone_from(&next);
    Ok(json!({ "NextLockToken": next }))
}

pub(super) fn delete(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.rule_groups, body)?;
    entity::unlock(state.rule_groups.get(&arn).ok_or_else(nonexistent)?, body)?;
    must(!statement::referenced(state, &arn), in_use)?;
    state.rule_groups.remove(&arn);
    Ok(json!({}))
}
