use serde_json::{Map, Value, json};

use super::check::Checker;
use super::refuse::{Reply, in_use, invalid, list, must, nonexistent, over_limit, text};
use super::state::{Entity, Scope, State, WebAcl};
use super::{action, capacity, check, entity, guarded, managed};
use crate::sandbox::{Call, World};

/// ACLs of a region; WCU of an ACL.
const ACLS: usize = 100;
const CAPACITY: u64 = 5_000;

/// Settings that are kept as they come.
const SETTINGS: [&str; 9] = [
    "DataProtectionConfig",
    "CustomResponseBodies",
    "CaptchaConfig",
    "ChallengeConfig",
    "TokenDomains",
    "AssociationConfig",
    "OnSourceDDoSProtectionConfig",
    "ApplicationConfig",
    "MonetizationConfig",
];

/// The content of a create or update request, checked against what is there.
fn content(state: &State, scope: Scope, body: &Value) -> Reply<WebAcl> {
    let bodies = body.get("CustomResponseBodies").filter(|bodies| bodies.is_object());
    action::bodies(bodies)?;
    let checker = Checker { state, scope, bodies, in_group: false };
    let default_action = body.get("DefaultAction").cloned().unwrap_or_default();
    let choices = ["Allow", "Block"].iter().filter(|choice| default_action.get(choice).is_some()).count();
    must(choices == 1, || {
        invalid(
            "Error reason: You have used none or multiple values for a field that requires exactly one value., field: DEFAULT_ACTION",
        )
    })?;
    action::check(&checker, &default_action)?;
    action::immunity(body)?;
    let visibility = body.get("VisibilityConfig").cloned().unwrap_or_default();
    text(&visibility, "MetricName")?;
    let mut rules = list(body, "Rules").to_vec();
    check::rules(&checker, &rules)?;
    managed::with_defaults(&mut rules);
    rules.sort_by_key(|rule| rule["Priority"].as_i64());
    let capacity = capacity::of_rules(state, &rules);
    must(capacity <= CAPACITY, || over_limit("the rules use more than 5,000 web ACL capacity units"))?;
    let settings = SETTINGS.iter().filter_map(|member| Some(((*member).to_owned(), body.get(*member)?.clone())));
    let settings: Map<String, Value> = settings.filter(|(_, value)| !value.is_null()).collect();
    Ok(WebAcl { default_action, rules, visibility, capacity, settings })
}

pub(super) fn create(call: &Call, world: &mut World, body: &Value) -> Reply {
    let scope = entity::scope(call, body)?;
    let state = world.wafv2.entry(call.region.clone()).or_default();
    must(state.web_acls.len() < ACLS, || over_limit("at most 100 web ACLs"))?;
    let content = content(state, scope, body)?;
    let taken = |world: &World, scope, name: &str| {
        let acls = world.wafv2.get(&call.region).map(|state| &state.web_acls);
        acls.is_some_and(|acls| acls.values().any(|acl| acl.scope == scope && acl.name == name))
    };
    let acl = entity::make(call, world, body, "webacl", taken, content)?;
    let summary = entity::summary(&acl);
    world.wafv2.entry(call.region.clone()).or_default().web_acls.insert(acl.arn.clone(), acl);
    Ok(json!({ "Summary": summary }))
}

/// An ACL as `GetWebACL` and `GetWebACLForResource` show it.
pub(super) fn shown(call: &Call, acl: &Entity<WebAcl>) -> Value {
    let mut shown = json!({
        "Name": acl.name,
        "Id": acl.id,
        "ARN": acl.arn,
        "DefaultAction": acl.content.default_action,
        "Rules": acl.content.rules,
        "VisibilityConfig": acl.content.visibility,
        "Capacity": acl.content.capacity,
        "ManagedByFirewallManager": false,
        "RetrofittedByFirewallManager": false,
        "LabelNamespace": format!("awswaf:{}:webacl:{}:", call.account, acl.name),
    });
    if let Some(description) = &acl.description {
        shown["Description"] = json!(description);
    }
    for (member, value) in &acl.content.settings {
        shown[member] = value.clone();
    }
    shown
}

/// By `ARN`, or by `Name`, `Scope` and `Id`.
pub(super) fn get(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = match body.get("ARN").and_then(Value::as_str) {
        Some(arn) => arn.to_owned(),
        None => entity::find(call, &state.web_acls, body)?,
    };
    let acl = state.web_acls.get(&arn).ok_or_else(nonexistent)?;
    Ok(json!({ "WebACL": shown(call, acl), "LockToken": acl.lock_token }))
}

pub(super) fn list_all(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    entity::page(call, &state.web_acls, body, "WebACLs")
}

pub(super) fn update(call: &Call, world: &mut World, body: &Value) -> Reply {
    let next = world.uuid();
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.web_acls, body)?;
    let acl = state.web_acls.get(&arn).ok_or_else(nonexistent)?;
    entity::unlock(acl, body)?;
    let content = content(state, acl.scope, body)?;
    let acl = state.web_acls.get_mut(&arn).ok_or_else(nonexistent)?;
    acl.content = content;
    acl.description = entity::description(body);
    acl.lock_token.clone_from(&next);
    Ok(json!({ "NextLockToken": next }))
}

pub(super) fn delete(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.web_acls, body)?;
    let acl = state.web_acls.get(&arn).ok_or_else(nonexistent)?;
    entity::unlock(acl, body)?;
    let used = match acl.scope {
        Scope::Regional => !guarded::stages_behind(world, &arn).is_empty(),
        Scope::Cloudfront => guarded::distributed(world, &arn),
    };
    must(!used, in_use)?;
    let state = world.wafv2.entry(call.region.clone()).or_default();
    state.web_acls.remove(&arn);
    state.logging.remove(&arn);
    Ok(json!({}))
}
