//! What the operations on web ACLs, regex pattern sets and IP sets have in common.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::refuse::{Reply, invalid, list, must, nonexistent, refuse, text};
use super::state::{Entity, Scope};
use super::tags;
use crate::sandbox::{Call, World};

/// Scope of a request, which must be one that its region has.
pub(super) fn scope(call: &Call, body: &Value) -> Reply<Scope> {
    match text(body, "Scope")? {
        "REGIONAL" => Ok(Scope::Regional),
        "CLOUDFRONT" if call.region == "us-east-1" => Ok(Scope::Cloudfront),
        other => Err(invalid(format!("Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: {other}"))),
    }
}

/// A new object from a create request; `resource` is its word in ARNs. Names are unique within scope and region.
pub(super) fn make<T>(
    call: &Call,
    world: &mut World,
    body: &Value,
    resource: &str,
    taken: impl Fn(&World, Scope, &str) -> bool,
    content: T,
) -> Reply<Entity<T>> {
    let scope = scope(call, body)?;
    let name = text(body, "Name")?;
    must(named(name), || invalid("Error reason: The name is not valid., field: ENTITY_NAME"))?;
    must(!taken(world, scope, name), || {
        refuse(
            "WAFDuplicateItemException",
            "AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one.",
        )
    })?;
    let id = world.uuid();
    let (region, folder) = match scope {
        Scope::Regional => (call.region.as_str(), "regional"),
        Scope::Cloudfront => ("us-east-1", "global"),
    };
    Ok(Entity {
        name: name.to_owned(),
        arn: format!("arn:aws:wafv2:{region}:{}:{folder}/{resource}/{name}/{id}", call.account),
        id,
        scope,
        description: description(body),
        lock_token: world.uuid(),
        tags: tags::parse(list(body, "Tags"))?,
        made: call.now,
        content,
    })
}

/// Letters, digits, `_` and `-`, at most 128.
pub(super) fn named(name: &str) -> bool {
    (1..=128).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

pub(super) fn description(body: &Value) -> Option<String> {
    body.get("Description").and_then(Value::as_str).map(str::to_owned)
}

/// ARN of the object that `Name`, `Scope` and `Id` of a request agree on.
pub(super) fn find<T>(call: &Call, all: &BTreeMap<String, Entity<T>>, body: &Value) -> Reply<String> {
    let (scope, name, id) = (scope(call, body)?, text(body, "Name")?, text(body, "Id")?);
    let found = all.values().find(|entity| entity.id == id && entity.name == name && entity.scope == scope);
    found.map(|entity| entity.arn.clone()).ok_or_else(nonexistent)
}

/// Refuses a request whose lock token is not the latest.
pub(super) fn unlock<T>(entity: &Entity<T>, body: &Value) -> Reply<()> {
    let shown = text(body, "LockToken")?;
    must(shown == entity.lock_token, || {
        refuse(
            "WAFOptimisticLockException",
            "AWS WAF couldn't save your changes because someone changed the resource after you started to edit it. Reapply your changes.",
        )
    })
}

/// What creates and lists tell of an object.
pub(super) fn summary<T>(entity: &Entity<T>) -> Value {
    json!({
        "Name": entity.name,
        "Id": entity.id,
        "ARN": entity.arn,
        "Description": entity.description.clone().unwrap_or_default(),
        "LockToken": entity.lock_token,
    })
}

/// A page of the objects of a scope, by name. `NextMarker` is the name of the last one on the page.
pub(super) fn page<T>(call: &Call, all: &BTreeMap<String, Entity<T>>, body: &Value, member: &str) -> Reply {
    let scope = scope(call, body)?;
    let limit = body.get("Limit").and_then(Value::as_u64).unwrap_or(100).clamp(1, 100) as usize;
    let after = body.get("NextMarker").and_then(Value::as_str).unwrap_or("");
    let mut found: Vec<_> =
        all.values().filter(|entity| entity.scope == scope && entity.name.as_str() > after).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let mut answer = json!({ member: found.iter().take(limit).map(|entity| summary(entity)).collect::<Vec<_>>() });
    if found.len() > limit {
        answer["NextMarker"] = json!(found[limit - 1].name);
    }
    Ok(answer)
}
