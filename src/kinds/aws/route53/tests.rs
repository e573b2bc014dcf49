use std::collections::BTreeMap;

use super::{Alias, RecordInput, ZoneInput, ZoneLookupInput};
use crate::kinds::Kind as _;
use crate::kinds::bench::{Bench, code, create, delete, drift, read, survives, tags, update};
use crate::providers::Hands;
use crate::sandbox::World;
use crate::value::Text;

fn zone(name: &str, token: &str) -> ZoneInput {
    ZoneInput { name: name.into(), comment: "shop".into(), tags: tags("zone.shop/zone"), token: token.into() }
}

fn record(zone: &str, name: &str, kind: &str, values: &[&str]) -> RecordInput {
    RecordInput {
        zone: zone.into(),
        name: name.into(),
        kind: kind.into(),
        ttl: Some(300),
        values: values.iter().map(|value| Text::from(*value)).collect(),
        alias: None,
    }
}

fn alias(zone: &str, name: &str, target: &str) -> RecordInput {
    let alias = Alias { target: target.into(), zone_id: "Z2FDTNDATAQYW2".into(), evaluate_target_health: false };
    RecordInput { ttl: None, alias: Some(alias), ..record(zone, name, "A", &[]) }
}

#[tokio::test]
async fn a_zone_is_made_found_changed_and_goes_once_it_is_empty() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let was = zone("example.com", "token00000000001");
    assert_eq!(super::Zone::find(&hands, &was).await, Ok(None));
    let made = create::<super::Zone>(&hands, &was).await;
    assert_eq!(made.outputs["name-servers"].split(',').count(), 4);
    assert_eq!(super::Zone::find(&hands, &was).await.as_ref(), Ok(&Some(made.clone())));
    // The cloud takes the token once; a second zone of the same name is another one.
    assert_eq!(code(super::Zone::create(&hands, &was).await), "HostedZoneAlreadyExists");
    let twin = create::<super::Zone>(&hands, &zone("example.com", "token00000000002")).await;
    assert_eq!(super::Zone::find(&hands, &was).await.as_ref(), Ok(&Some(made.clone())));

    let mut want = was.clone();
    want.comment = String::new();
    want.tags.insert("team".into(), "shop".into());
    update::<super::Zone>(&hands, &made.id, &was, &want).await;
    cloud.with_world(|world| {
        let zone = world.route53.zones.get_mut(&made.id).expect("there");
        zone.tags = BTreeMap::new();
        zone.comment = "by hand".into();
    });
    assert!(drift::<super::Zone>(&hands, &made.id, &want).await.contains(&"comment".to_owned()));

    create::<super::Record>(&hands, &record(&made.id, "www.example.com", "A", &["192.0.2.1"])).await;
    let refused = super::Zone::delete(&hands, &made.id, &want).await.expect_err("not empty");
    assert_eq!(refused.code, "HostedZoneNotEmpty");
    assert!(refused.message.contains("www.example.com A"), "{refused}");
    delete::<super::Zone>(&hands, &twin.id, &zone("example.com", "token00000000002")).await;
}

#[tokio::test]
async fn a_lookup_finds_exactly_one_zone() {
    let hands = Bench::new().await.hands;
    let lookup = ZoneLookupInput { name: "example.com".into() };
    create::<super::Zone>(&hands, &zone("a.example.com", "token00000000001")).await;
    assert_eq!(code(super::ZoneLookup::create(&hands, &lookup).await), "ZoneLookup");
    let first = create::<super::Zone>(&hands, &zone("example.com", "token00000000002")).await;
    let found = create::<super::ZoneLookup>(&hands, &lookup).await;
    assert_eq!(found.outputs["id"], first.id);
    assert_eq!(found.outputs["name-servers"], first.outputs["name-servers"]);
    super::ZoneLookup::delete(&hands, &found.id, &lookup).await.expect("forgotten");
    assert!(read::<super::Zone>(&hands, &first.id, &zone("example.com", "token00000000002")).await.is_some());

    let second = create::<super::Zone>(&hands, &zone("example.com", "token00000000003")).await;
    let refused = super::ZoneLookup::create(&hands, &lookup).await.expect_err("two");
    assert!(refused.message.contains(&first.id) && refused.message.contains(&second.id), "{refused}");
    // What was found once stays found.
    assert!(read::<super::ZoneLookup>(&hands, &found.id, &lookup).await.is_some());
}

#[tokio::test]
async fn a_record_is_made_changed_drifts_and_goes() {
    let hands = Bench::new().await.hands;
    let zone = create::<super::Zone>(&hands, &zone("example.com", "token00000000001")).await.id;
    let was = record(&zone, "*.Example.com.", "A", &["192.0.2.2", "192.0.2.1"]);
    assert_eq!(super::Record::find(&hands, &was).await, Ok(None));
    let made = create::<super::Record>(&hands, &was).await;
    assert_eq!(made.id, format!("{zone}_*.example.com_A"));
    assert_eq!(super::Record::find(&hands, &was).await.as_ref(), Ok(&Some(made.clone())));
    let want = RecordInput { ttl: Some(60), ..record(&zone, "*.Example.com.", "A", &["192.0.2.3"]) };
    update::<super::Record>(&hands, &made.id, &was, &want).await;

    let other = RecordInput { ttl: Some(61), ..want.clone() };
    update::<super::Record>(&hands, &made.id, &want, &other).await;
    assert_eq!(drift::<super::Record>(&hands, &made.id, &want).await, ["ttl"]);
    // Somebody changed it: deleting would take away what is theirs.
    assert_eq!(code(super::Record::delete(&hands, &made.id, &want).await), "RecordChanged");
    delete::<super::Record>(&hands, &made.id, &other).await;
}

#[tokio::test]
async fn an_alias_is_kept_as_it_is_written() {
    let hands = Bench::new().await.hands;
    let zone = create::<super::Zone>(&hands, &zone("example.com", "token00000000001")).await.id;
    let was = alias(&zone, "example.com", "D111.cloudfront.net");
    let made = create::<super::Record>(&hands, &was).await;
    let six = RecordInput { kind: "AAAA".into(), ..was.clone() };
    create::<super::Record>(&hands, &six).await;
    let want = alias(&zone, "example.com", "d222.cloudfront.net");
    update::<super::Record>(&hands, &made.id, &was, &want).await;
    delete::<super::Record>(&hands, &made.id, &want).await;

    let mut misplaced = alias(&zone, "example.com", "d222.cloudfront.net");
    misplaced.alias.as_mut().expect("alias").zone_id = "Z1".into();
    assert_eq!(code(super::Record::create(&hands, &misplaced).await), "InvalidChangeBatch");
}

#[tokio::test]
async fn somebody_elses_record_is_never_overwritten_and_an_equal_one_is_shared() {
    let hands = Bench::new().await.hands;
    let zone = create::<super::Zone>(&hands, &zone("example.com", "token00000000001")).await.id;
    let theirs = record(&zone, "www.example.com", "CNAME", &["theirs.example.net"]);
    create::<super::Record>(&hands, &theirs).await;
    let ours = record(&zone, "www.example.com", "CNAME", &["ours.example.net"]);
    assert_eq!(code(super::Record::create(&hands, &ours).await), "Foreign");
    assert_eq!(code(super::Record::find(&hands, &ours).await), "Foreign");
    let same = record(&zone, "WWW.example.com.", "CNAME", &["theirs.example.net."]);
    create::<super::Record>(&hands, &same).await;
}

#[tokio::test]
async fn a_batch_applies_whole_or_not_at_all() {
    let hands = Bench::new().await.hands;
    let zone = create::<super::Zone>(&hands, &zone("example.com", "token00000000001")).await.id;
    let refused = |input: RecordInput| {
        let hands = hands.clone();
        async move { super::Record::create(&hands, &input).await.expect_err("refused") }
    };
    let outside = refused(record(&zone, "www.example.org", "A", &["192.0.2.1"])).await;
    assert_eq!(outside.message, "[RRSet with DNS name www.example.org. is not permitted in zone example.com.]");
    let apex = refused(record(&zone, "example.com", "CNAME", &["a.example.net"])).await;
    assert!(apex.message.contains("not permitted at apex"), "{apex}");
    let address = refused(record(&zone, "www.example.com", "A", &["nowhere"])).await;
    assert!(address.message.contains("ARRDATAIllegalIPv4Address"), "{address}");
    create::<super::Record>(&hands, &record(&zone, "www.example.com", "A", &["192.0.2.1"])).await;
    let beside = refused(record(&zone, "www.example.com", "CNAME", &["a.example.net"])).await;
    assert!(beside.message.contains("conflicts with other records"), "{beside}");
    let neither = refused(RecordInput { ttl: None, ..record(&zone, "x.example.com", "A", &[]) }).await;
    assert_eq!(neither.code, "InvalidInput");
    let nowhere = refused(record("Z0", "www.example.com", "A", &["192.0.2.1"])).await;
    assert_eq!(nowhere.code, "NoSuchHostedZone");
}

#[tokio::test]
async fn changes_take_half_a_minute_and_lists_have_pages() {
    let hands = Bench::new().await.hands;
    let zone = create::<super::Zone>(&hands, &zone("example.com", "token00000000001")).await.id;
    for number in 0..7 {
        let name = format!("h{number}.example.com");
        create::<super::Record>(&hands, &record(&zone, &name, "A", &["192.0.2.1"])).await;
    }
    let client = hands.clients.route53("us-east-1");
    let pages = client.list_resource_record_sets().hosted_zone_id(&zone);
    let first = pages.clone().max_items(4).send().await.expect("page");
    assert!(first.is_truncated);
    let rest = pages
        .set_start_record_name(first.next_record_name.clone())
        .set_start_record_type(first.next_record_type.clone())
        .send()
        .await
        .expect("page");
    assert_eq!(first.resource_record_sets.len() + rest.resource_record_sets.len(), 9);

    let change = client.create_hosted_zone().name("example.net").caller_reference("x").send().await.expect("created");
    let change = change.change_info.expect("change").id;
    let status = || async { client.get_change().id(&change).send().await.expect("change").change_info.expect("info") };
    assert_eq!(status().await.status.as_str(), "PENDING");
    hands.clock.advance(std::time::Duration::from_secs(30));
    assert_eq!(status().await.status.as_str(), "INSYNC");
}

#[tokio::test]
async fn no_lost_answer_makes_a_second_one_or_leaves_one_behind() {
    let example = || zone("example.com", "token00000000001");
    survives::<super::Zone>(async |_| example(), |world| world.route53.zones.len()).await;
    let records = |world: &World| world.route53.zones.values().map(|zone| zone.records.len()).sum();
    let id = async |hands: &Hands| super::Zone::create(hands, &example()).await.expect("created").id;
    let prepare = async |hands: &Hands| record(&id(hands).await, "www.example.com", "A", &["192.0.2.1"]);
    survives::<super::Record>(prepare, records).await;
    survives::<super::Record>(
        async |hands: &Hands| alias(&id(hands).await, "example.com", "d1.cloudfront.net"),
        records,
    )
    .await;
}

#[tokio::test]
async fn a_look_at_many_records_of_a_zone_lists_it() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let zone = create::<super::Zone>(&hands, &zone("example.com", "token00000000001")).await.id;
    let mut made = Vec::new();
    for host in 0..350 {
        let want = record(&zone, &format!("h{host}.example.com"), "A", &["192.0.2.1"]);
        made.push((create::<super::Record>(&hands, &want).await, want));
    }
    let look = hands.looking();
    for (made, want) in &made {
        let live = super::Record::read(&look, &made.id, want).await.expect("read").expect("there");
        assert_eq!(live.input, *want);
    }
    // What changes during a look is for the next one to see.
    cloud.with_world(|world| world.route53.zones.get_mut(&zone).expect("there").records.clear());
    let (last, want) = made.last().expect("many");
    assert!(super::Record::read(&look, &last.id, want).await.expect("read").is_some());
    assert!(super::Record::read(&hands, &last.id, want).await.expect("read").is_none());
}
