use serde_json::{Value, json};

use super::entity;
use super::refuse::{Reply, in_use, invalid, list, must, nonexistent, over_limit};
use super::regex::{Dialect, problem};
use super::state::{Entity, RegexSet};
use super::statement;
use crate::sandbox::{Call, World};

/// Sets of a scope in a region; patterns of a set.
const SETS: usize = 10;
const PATTERNS: usize = 10;

fn patterns(body: &Value) -> Reply<Vec<String>> {
    let list = list(body, "RegularExpressionList");
    must(list.len() <= PATTERNS, || over_limit("a regex pattern set has at most 10 patterns"))?;
    let mut patterns = Vec::new();
    for item in list {
        let pattern = item.get("RegexString").and_then(Value::as_str).unwrap_or_default();
        if let Some(problem) = problem(pattern, Dialect::V2) {
            return Err(invalid(format!("Error reason: {problem}, field: REGEX_PATTERN, parameter: {pattern}")));
        }
        patterns.push(pattern.to_owned());
    }
    Ok(patterns)
}

pub(super) fn create(call: &Call, world: &mut World, body: &Value) -> Reply {
    let content = RegexSet { patterns: patterns(body)? };
    let sets = |world: &World| world.wafv2.get(&call.region).map_or(0, |state| state.regex_sets.len());
    must(sets(world) < SETS, || over_limit("AWS WAF couldn't perform the operation: at most 10 regex pattern sets"))?;
    let taken = |world: &World, scope, name: &str| {
        let sets = world.wafv2.get(&call.region).map(|state| &state.regex_sets);
        sets.is_some_and(|sets| sets.values().any(|set| set.scope == scope && set.name == name))
    };
    let set = entity::make(call, world, body, "regexpatternset", taken, content)?;
    let summary = entity::summary(&set);
    world.wafv2.entry(call.region.clone()).or_default().regex_sets.insert(set.arn.clone(), set);
    Ok(json!({ "Summary": summary }))
}

fn shown(set: &Entity<RegexSet>) -> Value {
    let patterns: Vec<Value> = set.content.patterns.iter().map(|pattern| json!({ "RegexString": pattern })).collect();
    let mut shown = json!({ "Name": set.name, "Id": set.id, "ARN": set.arn, "RegularExpressionList": patterns });
    if let Some(description) = &set.description {
        shown["Description"] = json!(description);
    }
    shown
}

pub(super) fn get(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.regex_sets, body)?;
    let set = state.regex_sets.get(&arn).ok_or_else(nonexistent)?;
    Ok(json!({ "RegexPatternSet": shown(set), "LockToken": set.lock_token }))
}

pub(super) fn list_all(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    entity::page(call, &state.regex_sets, body, "RegexPatternSets")
}

pub(super) fn update(call: &Call, world: &mut World, body: &Value) -> Reply {
    let next = world.uuid();
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.regex_sets, body)?;
    let set = state.regex_sets.get_mut(&arn).ok_or_else(nonexistent)?;
    entity::unlock(set, body)?;
    set.content.patterns = patterns(body)?;
    set.description = entity::description(body);
    set.lock_token.clone_from(&next);
    Ok(json!({ "NextLockToken": next }))
}

pub(super) fn delete(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.regex_sets, body)?;
    entity::unlock(state.regex_sets.get(&arn).ok_or_else(nonexistent)?, body)?;
    must(!statement::referenced(state, &arn), in_use)?;
    state.regex_sets.remove(&arn);
    Ok(json!({}))
}
