use std::net::IpAddr;

use serde_json::{Value, json};

use super::entity;
use super::refuse::{Reply, in_use, invalid, list, must, nonexistent, over_limit, text};
use super::state::IpSet;
use super::statement;
use crate::sandbox::{Call, World};

/// Addresses of a set.
const ADDRESSES: usize = 10_000;

/// Addresses in CIDR notation, IPv6 compressed, in AWS's own order.
fn addresses(body: &Value, version: &str) -> Reply<Vec<String>> {
    let wrong = |address: &str| {
        invalid(format!("Error reason: The address is not valid., field: IP_ADDRESS, parameter: {address}"))
    };
    let mut parsed = Vec::new();
    for address in list(body, "Addresses").iter().filter_map(Value::as_str) {
        let (ip, prefix) = address.split_once('/').ok_or_else(|| wrong(address))?;
        let ip: IpAddr = ip.parse().map_err(|_| wrong(address))?;
        let prefix: u8 = prefix.parse().map_err(|_| wrong(address))?;
        let longest = if ip.is_ipv4() { 32 } else { 128 };
        must(ip.is_ipv4() == (version == "IPV4") && (1..=longest).contains(&prefix), || wrong(address))?;
        parsed.push(format!("{ip}/{prefix}"));
    }
    must(parsed.len() <= ADDRESSES, || over_limit("an IP set has at most 10,000 addresses"))?;
    parsed.sort();
    parsed.dedup();
    Ok(parsed)
}

pub(super) fn create(call: &Call, world: &mut World, body: &Value) -> Reply {
    let version = text(body, "IPAddressVersion")?;
    must(matches!(version, "IPV4" | "IPV6"), || invalid("IPAddressVersion is IPV4 or IPV6"))?;
    let content = IpSet { version: version.to_owned(), addresses: addresses(body, version)? };
    let taken = |world: &World, scope, name: &str| {
        let sets = world.wafv2.get(&call.region).map(|state| &state.ip_sets);
        sets.is_some_and(|sets| sets.values().any(|set| set.scope == scope && set.name == name))
    };
    let set = entity::make(call, world, body, "ipset", taken, content)?;
    let summary = entity::summary(&set);
    world.wafv2.entry(call.region.clone()).or_default().ip_sets.insert(set.arn.clone(), set);
    Ok(json!({ "Summary": summary }))
}

pub(super) fn get(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.ip_sets, body)?;
    let set = state.ip_sets.get(&arn).ok_or_else(nonexistent)?;
    let mut shown = json!({
        "Name": set.name,
        "Id": set.id,
        "ARN": set.arn,
        "IPAddressVersion": set.content.version,
        "Addresses": set.content.addresses,
    });
    if let Some(description) = &set.description {
        shown["Description"] = json!(description);
    }
    Ok(json!({ "IPSet": shown, "LockToken": set.lock_token }))
}

pub(super) fn list_all(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    entity::page(call, &state.ip_sets, body, "IPSets")
}

pub(super) fn update(call: &Call, world: &mut World, body: &Value) -> Reply {
    let next = world.uuid();
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.ip_sets, body)?;
    let set = state.ip_sets.get_mut(&arn).ok_or_else(nonexistent)?;
    entity::unlock(set, body)?;
    set.content.addresses = addresses(body, &set.content.version)?;
    set.description = entity::description(body);
    set.lock_token.clone_from(&next);
    Ok(json!({ "NextLockToken": next }))
}

pub(super) fn delete(call: &Call, world: &mut World, body: &Value) -> Reply {
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let arn = entity::find(call, &state.ip_sets, body)?;
    entity::unlock(state.ip_sets.get(&arn).ok_or_else(nonexistent)?, body)?;
    must(!statement::referenced(state, &arn), in_use)?;
    state.ip_sets.remove(&arn);
    Ok(json!({}))
}
