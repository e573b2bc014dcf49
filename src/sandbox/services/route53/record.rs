use super::reply::{Reply, body, document, invalid_input, max_items, no_zone};
use super::state::{RecordSet, State};
use super::{batch, change, name};
use crate::sandbox::services::acm;
use crate::sandbox::{Call, Element, World};

/// Record sets in one answer.
const MOST: usize = 300;

/// What record sets are ordered by.
pub(super) fn order(record: &RecordSet) -> (Vec<&str>, &str) {
    (name::order(&record.name), &record.kind)
}

fn view(record: &RecordSet) -> Element {
    let mut children = vec![Element::leaf("Name", record.name.as_str()), Element::leaf("Type", record.kind.as_str())];
    if let Some(ttl) = record.ttl {
        children.push(Element::leaf("TTL", ttl.to_string()));
    }
    if !record.values.is_empty() {
        let value = |value: &String| Element::node("ResourceRecord", [Element::leaf("Value", value.as_str())]);
        children.push(Element::node("ResourceRecords", record.values.iter().map(value)));
    }
    if let Some(alias) = &record.alias {
        children.push(Element::node(
            "AliasTarget",
            [
                Element::leaf("HostedZoneId", alias.zone_id.as_str()),
                Element::leaf("DNSName", alias.dns_name.as_str()),
                Element::leaf("EvaluateTargetHealth", alias.evaluate_target_health.to_string()),
            ],
        ));
    }
    Element::node("ResourceRecordSet", children)
}

pub(super) fn change(call: &Call, world: &mut World, id: &str) -> Reply {
    let body = body(call)?;
    let zone = world.route53.zones.get(id).ok_or_else(|| no_zone(id))?;
    let batch_element = body.child("ChangeBatch").ok_or_else(|| invalid_input("ChangeBatch is missing"))?;
    let records = batch::apply(call, zone, batch_element)?;
    // What the records proved until now counts for certificates, whatever happens to the records.
    acm::settle(world, call.now);
    if let Some(zone) = world.route53.zones.get_mut(id) {
        zone.records = records;
    }
    let info = change::submit(call, world, batch_element.text_of("Comment"));
    Ok(document(200, "ChangeResourceRecordSetsResponse", [info]))
}

pub(super) fn list(call: &Call, state: &State, id: &str) -> Reply {
    let zone = state.zones.get(id).ok_or_else(|| no_zone(id))?;
    let most = max_items(call, MOST)?;
    let from = call.query("name").map(name::canonical);
    let from_kind = call.query("type").unwrap_or("");
    if from.is_none() && !from_kind.is_empty() {
        return Err(invalid_input("type needs name"));
    }
    let start = from.as_deref().map(|from| (name::order(from), from_kind));
    let mut rest = zone.records.iter().filter(|record| start.as_ref().is_none_or(|start| order(record) >= *start));
    let shown = Element::node("ResourceRecordSets", rest.by_ref().take(most).map(view));
    let next = rest.next();
    let mut answer = vec![
        shown,
        Element::leaf("IsTruncated", next.is_some().to_string()),
        Element::leaf("MaxItems", most.to_string()),
    ];
    if let Some(next) = next {
        answer.push(Element::leaf("NextRecordName", next.name.as_str()));
        answer.push(Element::leaf("NextRecordType", next.kind.as_str()));
    }
    Ok(document(200, "ListResourceRecordSetsResponse", answer))
}
