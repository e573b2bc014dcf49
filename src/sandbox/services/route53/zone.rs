use std::time::Duration;

use super::reply::{Reply, body, document, invalid_input, max_items, no_zone};
use super::state::{RecordSet, State, Zone};
use super::{change, name};
use crate::sandbox::{Answer, Call, Element, World};

/// Zones in one answer.
const MOST: usize = 100;

fn view(zone: &Zone) -> Element {
    let mut config = vec![Element::leaf("PrivateZone", "false")];
    if !zone.comment.is_empty() {
        config.insert(0, Element::leaf("Comment", zone.comment.as_str()));
    }
    Element::node(
        "HostedZone",
        [
            Element::leaf("Id", format!("/hostedzone/{}", zone.id)),
            Element::leaf("Name", zone.name.as_str()),
            Element::leaf("CallerReference", zone.caller_reference.as_str()),
            Element::node("Config", config),
            Element::leaf("ResourceRecordSetCount", zone.records.len().to_string()),
        ],
    )
}

fn delegation(zone: &Zone) -> Element {
    let servers = zone.name_servers.iter().map(|server| Element::leaf("NameServer", server.as_str()));
    Element::node("DelegationSet", [Element::node("NameServers", servers)])
}

/// A new zone with the records Route 53 puts into it.
fn make(world: &mut World, wanted: &str, caller_reference: String, comment: &str, now: Duration) -> Zone {
    let id = format!("Z{}", world.id(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 20));
    let number = world.counter % 512;
    let name_servers = ["com", "net", "org", "co.uk"];
    let name_servers: Vec<String> = name_servers
        .iter()
        .enumerate()
        .map(|(at, end)| format!("ns-{}.awsdns-{:02}.{end}", number + 512 * at as u64, number % 64))
        .collect();
    let name = name::canonical(wanted);
    let record = |kind: &str, ttl, values| RecordSet {
        name: name.clone(),
        kind: kind.into(),
        ttl: Some(ttl),
        values,
        alias: None,
        since: now,
    };
    let soa = format!("{}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400", name_servers[0]);
    let delegated = name_servers.iter().map(|server| format!("{server}.")).collect();
    Zone {
        records: vec![record("NS", 172_800, delegated), record("SOA", 900, vec![soa])],
        comment: comment.to_owned(),
        tags: Default::default(),
        id,
        caller_reference,
        name_servers,
        name,
    }
}

/// Sees to it that there is a public zone of this name, as registering a domain makes one.
pub fn register(world: &mut World, domain: &str, now: Duration) {
    let name = name::canonical(domain);
    if world.route53.zones.values().any(|zone| zone.name == name) {
        return;
    }
    let zone = make(world, domain, format!("RISWorkflow-RD:{domain}"), "HostedZone created by Route53 Registrar", now);
    world.route53.zones.insert(zone.id.clone(), zone);
}

pub(super) fn create(call: &Call, world: &mut World) -> Reply {
    let body = body(call)?;
    let caller_reference = body.text_of("CallerReference").to_owned();
    if caller_reference.is_empty() {
        return Err(invalid_input("CallerReference is missing"));
    }
    if !name::valid(body.text_of("Name")) {
        return Err(Answer::xml_error(400, "InvalidDomainName", "The domain name is not valid"));
    }
    if body.child("VPC").is_some() {
        return Err(Answer::xml_error(501, "NotImplemented", "Route 53: private hosted zones are not built"));
    }
    if world.route53.zones.values().any(|zone| zone.caller_reference == caller_reference) {
        return Err(Answer::xml_error(
            409,
            "HostedZoneAlreadyExists",
            &format!("A hosted zone has already been created with the specified caller reference: {caller_reference}"),
        ));
    }
    let comment = body.child("HostedZoneConfig").map_or("", |config| config.text_of("Comment"));
    let zone = make(world, body.text_of("Name"), caller_reference, comment, call.now);
    let id = zone.id.clone();
    let shown = [view(&zone), change::submit(call, world, ""), delegation(&zone)];
    world.route53.zones.insert(id.clone(), zone);
    let location = format!("https://route53.amazonaws.com/2013-04-01/hostedzone/{id}");
    Ok(document(201, "CreateHostedZoneResponse", shown).with("location", location))
}

pub(super) fn get(state: &State, id: &str) -> Reply {
    let zone = state.zones.get(id).ok_or_else(|| no_zone(id))?;
    Ok(document(200, "GetHostedZoneResponse", [view(zone), delegation(zone)]))
}

pub(super) fn count(state: &State) -> Reply {
    let count = Element::leaf("HostedZoneCount", state.zones.len().to_string());
    Ok(document(200, "GetHostedZoneCountResponse", [count]))
}

pub(super) fn update_comment(call: &Call, state: &mut State, id: &str) -> Reply {
    let body = body(call)?;
    let zone = state.zones.get_mut(id).ok_or_else(|| no_zone(id))?;
    zone.comment = body.text_of("Comment").to_owned();
    Ok(document(200, "UpdateHostedZoneCommentResponse", [view(zone)]))
}

pub(super) fn delete(call: &Call, world: &mut World, id: &str) -> Reply {
    let zone = world.route53.zones.get(id).ok_or_else(|| no_zone(id))?;
    let required = |record: &RecordSet| record.name == zone.name && matches!(record.kind.as_str(), "NS" | "SOA");
    if !zone.records.iter().all(required) {
        return Err(Answer::xml_error(
            400,
            "HostedZoneNotEmpty",
            "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
        ));
    }
    world.route53.zones.remove(id);
    Ok(document(200, "DeleteHostedZoneResponse", [change::submit(call, world, "")]))
}

pub(super) fn list(call: &Call, state: &State) -> Reply {
    let most = max_items(call, MOST)?;
    let marker = call.query("marker").unwrap_or("");
    let mut rest = state.zones.values().filter(|zone| zone.id.as_str() >= marker);
    let zones = Element::node("HostedZones", rest.by_ref().take(most).map(view));
    let next = rest.next();
    let mut shown = vec![
        zones,
        Element::leaf("Marker", marker),
        Element::leaf("IsTruncated", next.is_some().to_string()),
        Element::leaf("MaxItems", most.to_string()),
    ];
    shown.extend(next.map(|zone| Element::leaf("NextMarker", zone.id.as_str())));
    Ok(document(200, "ListHostedZonesResponse", shown))
}

pub(super) fn list_by_name(call: &Call, state: &State) -> Reply {
    let most = max_items(call, MOST)?;
    let from = call.query("dnsname").map(name::canonical);
    let from_id = call.query("hostedzoneid").unwrap_or("");
    if from.is_none() && !from_id.is_empty() {
        return Err(invalid_input("hostedzoneid needs dnsname"));
    }
    let key = |zone: &&Zone| (name::order(&zone.name).join("."), zone.id.clone());
    let start = from.as_deref().map(|name| (name::order(name).join("."), from_id.to_owned()));
    let mut zones: Vec<&Zone> = state.zones.values().collect();
    zones.sort_by_key(key);
    let mut rest = zones.into_iter().filter(|zone| start.as_ref().is_none_or(|start| key(zone) >= *start));
    let shown = Element::node("HostedZones", rest.by_ref().take(most).map(view));
    let next = rest.next();
    let mut answer = vec![
        shown,
        Element::leaf("IsTruncated", next.is_some().to_string()),
        Element::leaf("MaxItems", most.to_string()),
    ];
    answer.extend(from.map(|name| Element::leaf("DNSName", name)));
    if let Some(next) = next {
        answer.push(Element::leaf("NextDNSName", next.name.as_str()));
        answer.push(Element::leaf("NextHostedZoneId", next.id.as_str()));
    }
    Ok(document(200, "ListHostedZonesByNameResponse", answer))
}
