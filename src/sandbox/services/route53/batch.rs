use std::net::{Ipv4Addr, Ipv6Addr};

use super::name;
use super::record::order;
use super::reply::invalid_input;
use super::state::{AliasTarget, RecordSet, Zone};
use crate::sandbox::{Answer, Call, Element};

/// Record types a public zone takes.
const KINDS: [&str; 13] = ["A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NS", "PTR", "SOA", "SPF", "SRV", "TXT"];

/// The hosted zone of every distribution.
const CLOUDFRONT_ZONE: &str = "Z2FDTNDATAQYW2";

/// The records of `zone` after a change batch.
///
/// # Errors
/// `InvalidChangeBatch` with everything that is wrong, `InvalidInput` for a malformed change; nothing is changed then.
pub(super) fn apply(call: &Call, zone: &Zone, batch: &Element) -> Result<Vec<RecordSet>, Answer> {
    let mut records = zone.records.clone();
    let mut problems = Vec::new();
    let changes: Vec<&Element> = batch.child("Changes").into_iter().flat_map(|changes| changes.all("Change")).collect();
    if changes.is_empty() {
        return Err(invalid_input("A change batch needs at least one change"));
    }
    if changes.len() > 1000 {
        problems.push("Number of records limit of 1000 exceeded.".to_owned());
    }
    for change in changes {
        let wanted = change.child("ResourceRecordSet").ok_or_else(|| invalid_input("ResourceRecordSet is missing"))?;
        let action = change.text_of("Action");
        let wanted = record_set(call, action, wanted)?;
        if let Err(problem) = one(&mut records, zone, action, wanted) {
            problems.push(problem);
        }
    }
    problems.extend(whole(&records, zone));
    if !problems.is_empty() {
        return Err(Answer::xml_error(400, "InvalidChangeBatch", &format!("[{}]", problems.join(", "))));
    }
    records.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(records)
}

/// A record set as sent.
fn record_set(call: &Call, action: &str, sent: &Element) -> Result<RecordSet, Answer> {
    if sent.child("SetIdentifier").is_some() || sent.child("TrafficPolicyInstanceId").is_some() {
        return Err(Answer::xml_error(501, "NotImplemented", "Route 53: routing policies are not built"));
    }
    let kind = sent.text_of("Type").to_owned();
    if !KINDS.contains(&kind.as_str()) {
        return Err(invalid_input(&format!("Invalid record type `{kind}`")));
    }
    let ttl = sent.child("TTL").map(|ttl| ttl.text.parse::<u32>()).transpose();
    let ttl = ttl.map_err(|_| invalid_input("TTL is not a number of seconds"))?;
    let values = sent.child("ResourceRecords").into_iter().flat_map(|records| records.all("ResourceRecord"));
    let values: Vec<String> = values.map(|record| record.text_of("Value").to_owned()).collect();
    let alias = sent.child("AliasTarget").map(|alias| AliasTarget {
        zone_id: alias.text_of("HostedZoneId").to_owned(),
        dns_name: name::canonical(alias.text_of("DNSName")),
        evaluate_target_health: alias.text_of("EvaluateTargetHealth") == "true",
    });
    let found = match (ttl.is_some() && !values.is_empty(), alias.is_some(), ttl.is_some() || !values.is_empty()) {
        (true, false, _) | (false, true, false) => None,
        (_, true, true) => Some("more than one"),
        (false, false, _) => Some("none"),
        (true, true, false) => Some("more than one"),
    };
    if let Some(found) = found {
        return Err(invalid_input(&format!(
            "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or \
             TrafficPolicyInstanceId], but found {found} in Change with [Action={action}, Name={}, Type={kind}, \
             SetIdentifier=null]",
            sent.text_of("Name")
        )));
    }
    if !name::valid(sent.text_of("Name")) {
        return Err(invalid_input(&format!("`{}` is not a domain name", sent.text_of("Name"))));
    }
    Ok(RecordSet { name: name::canonical(sent.text_of("Name")), kind, ttl, values, alias, since: call.now })
}

/// Does one change to `records`.
fn one(records: &mut Vec<RecordSet>, zone: &Zone, action: &str, wanted: RecordSet) -> Result<(), String> {
    let RecordSet { name, kind, .. } = &wanted;
    let which = format!("resource record set [name='{name}', type='{kind}']");
    if !name::within(name, &zone.name) {
        return Err(format!("RRSet with DNS name {name} is not permitted in zone {}", zone.name));
    }
    let at = records.iter().position(|record| record.name == *name && record.kind == *kind);
    match (action, at) {
        ("CREATE", Some(_)) => Err(format!("Tried to create {which} but it already exists")),
        ("CREATE" | "UPSERT", at) => {
            check_values(&wanted)?;
            if let Some(at) = at {
                records.remove(at);
            }
            records.push(wanted);
            Ok(())
        }
        ("DELETE", None) => Err(format!("Tried to delete {which} but it was not found")),
        ("DELETE", Some(at)) => {
            if !same(&records[at], &wanted) {
                return Err(format!("Tried to delete {which} but the values provided do not match the current values"));
            }
            records.remove(at);
            Ok(())
        }
        (other, _) => Err(format!("Invalid action {other}")),
    }
}

/// Whether two record sets say the same; the order of values does not matter.
fn same(one: &RecordSet, other: &RecordSet) -> bool {
    let sorted = |record: &RecordSet| {
        let mut values = record.values.clone();
        values.sort();
        values
    };
    one.ttl == other.ttl && one.alias == other.alias && sorted(one) == sorted(other)
}

/// What is wrong with the values of a record set by themselves.
fn check_values(record: &RecordSet) -> Result<(), String> {
    let RecordSet { name, kind, values, .. } = record;
    if let Some(alias) = &record.alias
        && alias.dns_name.ends_with(".cloudfront.net.")
        && alias.zone_id != CLOUDFRONT_ZONE
    {
        return Err(format!(
            "Tried to create an alias that targets {}, type {kind} in zone {}, but the alias target name does not lie within \
             the target zone",
            alias.dns_name, alias.zone_id
        ));
    }
    if kind == "CNAME" && values.len() > 1 {
        return Err(format!("RRSet of type CNAME with DNS name {name} has more than one value"));
    }
    for (at, value) in values.iter().enumerate() {
        let fatal =
            |what: &str| Err(format!("Invalid Resource Record: 'FATAL problem: {what} encountered with '{value}''"));
        if values[..at].contains(value) {
            return Err(format!("Duplicate Resource Record: '{value}'"));
        }
        match kind.as_str() {
            "A" if value.parse::<Ipv4Addr>().is_err() => {
                return fatal("ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)");
            }
            "AAAA" if value.parse::<Ipv6Addr>().is_err() => {
                return fatal("AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)");
            }
            "TXT" | "SPF" if !(value.len() >= 2 && value.starts_with('"') && value.ends_with('"')) => {
                return fatal("InvalidCharacterString (Value should be enclosed in quotation marks)");
            }
            "CNAME" | "NS" | "PTR" if !name::valid(value) => {
                return fatal("UnparseableDomainName (Value is not a valid domain name)");
            }
            _ => {}
        }
    }
    Ok(())
}

/// What is wrong with the zone as a whole.
fn whole(records: &[RecordSet], zone: &Zone) -> Vec<String> {
    let mut problems = Vec::new();
    for cname in records.iter().filter(|record| record.kind == "CNAME") {
        let RecordSet { name, .. } = cname;
        if *name == zone.name {
            problems.push(format!(
                "RRSet of type CNAME with DNS name {name} is not permitted at apex in zone {}",
                zone.name
            ));
        } else if records.iter().any(|other| other.name == *name && other.kind != "CNAME") {
            problems.push(format!(
                "RRSet of type CNAME with DNS name {name} is not permitted as it conflicts with other records with the same \
                 DNS name in zone {}",
                zone.name
            ));
        }
    }
    let at_apex = |kind: &str| records.iter().any(|record| record.name == zone.name && record.kind == kind);
    if !at_apex("NS") {
        problems.push("A HostedZone must contain at least one NS record for the zone itself.".to_owned());
    }
    if !at_apex("SOA") {
        problems.push("A HostedZone must contain exactly one SOA record.".to_owned());
    }
    problems
}
