use aws_sdk_route53::types::{
    AliasTarget, Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType,
};

use super::super::absent::or_none;
use super::record::{Alias, Input, normal_name};
use super::zone_list::REGION;
use crate::providers::{Class, Hands, Refusal};
use crate::value::Text;

/// How long a change waits for others of the same zone (`PriorRequestNotComplete`).
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

/// The record set of this name and type; `None` when there is none, or no zone.
pub(super) async fn live(
    hands: &Hands,
    zone: &str,
    name: &str,
    kind: &str,
) -> Result<Option<ResourceRecordSet>, Refusal> {
    let kind = RrType::from(kind);
    let wanted = |set: &ResourceRecordSet| normal_name(&set.name) == normal_name(name) && set.r#type == kind;
    let whole_zone = || all(hands, zone);
    if let Some(sets) = hands.shared(&format!("route53/{zone}"), FEW, whole_zone).await? {
        return Ok(sets.iter().find(|set| wanted(set)).cloned());
    }
    let client = hands.clients.route53(REGION);
    let list = || {
        let list = client.list_resource_record_sets().hosted_zone_id(zone).max_items(1);
        list.start_record_name(name).start_record_type(kind.clone()).send()
    };
    let Some(page) = or_none(hands.read(("route53", "ListResourceRecordSets"), list).await)? else { return Ok(None) };
    // The list starts there, or with what follows when it is not there.
    let first = page.resource_record_sets.into_iter().next();
    Ok(first.filter(wanted))
}

/// So many records of a zone are asked for one by one; for more the zone is listed, whose other records may be thousands.
const FEW: usize = 20;

/// Every record set of a zone; none when it is not there. 300 a call, which is as many as Route 53 gives.
async fn all(hands: &Hands, zone: &str) -> Result<Vec<ResourceRecordSet>, Refusal> {
    let client = hands.clients.route53(REGION);
    let mut sets = Vec::new();
    let mut from = (None, None, None);
    loop {
        let list = || {
            let list = client.list_resource_record_sets().hosted_zone_id(zone).max_items(300);
            let (name, kind, identifier) = from.clone();
            list.set_start_record_name(name).set_start_record_type(kind).set_start_record_identifier(identifier).send()
        };
        let Some(page) = or_none(hands.read(("route53", "ListResourceRecordSets"), list).await)? else {
            return Ok(sets);
        };
        sets.extend(page.resource_record_sets);
        if !page.is_truncated {
            return Ok(sets);
        }
        from = (page.next_record_name, page.next_record_type, page.next_record_identifier);
    }
}

/// A record set that is being wanted, with everything in it known.
pub(super) fn wanted(hands: &Hands, want: &Input) -> Result<ResourceRecordSet, Refusal> {
    let malformed = |problem: aws_sdk_route53::error::BuildError| Refusal::local("InvalidRequest", problem.to_string());
    let mut set = ResourceRecordSet::builder()
        .name(normal_name(hands.known("name", &want.name)?))
        .r#type(RrType::from(want.kind.as_str()))
        .set_ttl(want.ttl.map(i64::from));
    for value in &want.values {
        let value = ResourceRecord::builder().value(hands.known("values", value)?).build();
        set = set.resource_records(value.map_err(malformed)?);
    }
    if let Some(alias) = &want.alias {
        let target = AliasTarget::builder()
            .dns_name(hands.known("alias.target", &alias.target)?)
            .hosted_zone_id(hands.known("alias.zone-id", &alias.zone_id)?)
            .evaluate_target_health(alias.evaluate_target_health)
            .build();
        set = set.alias_target(target.map_err(malformed)?);
    }
    set.build().map_err(malformed)
}

/// Whether two record sets of one name and type say the same. One with a routing policy never equals one of ours.
pub(super) fn same(one: &ResourceRecordSet, other: &ResourceRecordSet) -> bool {
    let values = |set: &ResourceRecordSet| {
        let plain = |record: &ResourceRecord| match set.r#type {
            // Names in values are compared as names.
            RrType::Cname | RrType::Ns | RrType::Ptr => normal_name(&record.value),
            _ => record.value.clone(),
        };
        let mut values: Vec<String> = set.resource_records().iter().map(plain).collect();
        values.sort();
        values
    };
    let alias = |set: &ResourceRecordSet| {
        set.alias_target()
            .map(|alias| (normal_name(&alias.dns_name), alias.hosted_zone_id.clone(), alias.evaluate_target_health))
    };
    one.set_identifier == other.set_identifier
        && one.ttl == other.ttl
        && alias(one) == alias(other)
        && values(one) == values(other)
}

/// A record set in a few words.
pub(super) fn described(set: &ResourceRecordSet) -> String {
    let name = normal_name(&set.name);
    let kind = set.r#type.as_str();
    match set.alias_target() {
        Some(alias) => format!("{name} {kind} alias {}", normal_name(&alias.dns_name)),
        None => {
            let values: Vec<&str> = set.resource_records().iter().map(|record| record.value.as_str()).collect();
            format!("{name} {kind} {}", values.join(" "))
        }
    }
}

/// Sends one change. Holding the zone's lane is the caller's.
pub(super) async fn change(
    hands: &Hands,
    zone: &str,
    action: ChangeAction,
    set: &ResourceRecordSet,
) -> Result<(), Refusal> {
    let malformed = |problem: aws_sdk_route53::error::BuildError| Refusal::local("InvalidRequest", problem.to_string());
    let change = Change::builder().action(action).resource_record_set(set.clone()).build().map_err(malformed)?;
    let batch = ChangeBatch::builder().changes(change).build().map_err(malformed)?;
    let client = hands.clients.route53(REGION);
    let send = || async {
        let send = || client.change_resource_record_sets().hosted_zone_id(zone).change_batch(batch.clone()).send();
        hands.write(("route53", "ChangeResourceRecordSets"), send).await
    };
    hands.patiently(&[Class::Busy], PATIENCE, send).await.map(|_| ())
}

/// The input that would describe a live record set. Where names are written another way than in the record but mean the same,
/// and where values stand in another order, the record's form is kept.
pub(super) fn as_input(set: &ResourceRecordSet, zone: &str, was: &Input) -> Input {
    let keep = |live: &str, was: &Text| match was.known() {
        Some(was) if normal_name(was) == normal_name(live) => Text::from(was),
        _ => Text::from(normal_name(live)),
    };
    let is_name = matches!(set.r#type, RrType::Cname | RrType::Ns | RrType::Ptr);
    let mut left: Vec<&str> = set.resource_records().iter().map(|record| record.value.as_str()).collect();
    left.sort_unstable();
    let mut values = Vec::new();
    for was in &was.values {
        let same = |live: &&str| match was.known() {
            Some(was) if is_name => normal_name(was) == normal_name(live),
            Some(was) => was == *live,
            None => false,
        };
        if let Some(at) = left.iter().position(same) {
            left.remove(at);
            values.push(was.clone());
        }
    }
    values.extend(left.into_iter().map(Text::from));
    Input {
        zone: Text::from(zone),
        name: keep(&set.name, &was.name),
        kind: set.r#type.as_str().to_owned(),
        ttl: set.ttl.and_then(|ttl| u32::try_from(ttl).ok()),
        values,
        alias: set.alias_target().map(|alias| Alias {
            target: match &was.alias {
                Some(was) => keep(&alias.dns_name, &was.target),
                None => Text::from(normal_name(&alias.dns_name)),
            },
            zone_id: Text::from(alias.hosted_zone_id.as_str()),
            evaluate_target_health: alias.evaluate_target_health,
        }),
    }
}
