use std::collections::BTreeSet;
use std::time::Duration;

use super::super::route53::{Record, RecordInput, Zone, ZoneInput};
use super::{
    CertificateInput, CertificateValidationInput, Validation, validation_name_output, validation_type_output,
    validation_value_output,
};
use crate::kinds::Kind as _;
use crate::kinds::bench::{Bench, code, create, delete, drift, read, survives, tags, update};
use crate::providers::Hands;
use crate::sandbox::World;
use crate::sandbox::services::acm::issued_names;
use crate::value::Outputs;

const REGION: &str = "us-east-1";

fn certificate(token: &str) -> CertificateInput {
    CertificateInput {
        region: REGION.into(),
        domain: "example.com".into(),
        alternative_names: BTreeSet::from(["*.example.com".into(), "www.example.com".into()]),
        validation: Validation::Dns,
        tags: tags("cdn.site/certificate"),
        token: token.into(),
    }
}

async fn zone(hands: &Hands) -> String {
    let zone = ZoneInput {
        name: "example.com".into(),
        comment: String::new(),
        tags: tags("cdn.site/zone"),
        token: "token00000000001".into(),
    };
    create::<Zone>(hands, &zone).await.id
}

fn proof(zone: &str, name: &str, outputs: &Outputs) -> RecordInput {
    RecordInput {
        zone: zone.into(),
        name: outputs[&validation_name_output(name)].as_str().into(),
        kind: outputs[&validation_type_output(name)].clone(),
        ttl: Some(300),
        values: vec![outputs[&validation_value_output(name)].as_str().into()],
        alias: None,
    }
}

fn validation(arn: &str, records: &[&RecordInput]) -> CertificateValidationInput {
    CertificateValidationInput {
        region: REGION.into(),
        certificate: arn.into(),
        records: records.iter().map(|record| record.name.clone()).collect(),
    }
}

#[tokio::test]
async fn a_certificate_names_its_records_and_is_issued_once_they_stand() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let zone = zone(&hands).await;
    let want = certificate("token00000000002");
    let made = create::<super::Certificate>(&hands, &want).await;
    assert_eq!(validation_name_output("*.example.com"), validation_name_output("example.com"));
    let apex = proof(&zone, "example.com", &made.outputs);
    let www = proof(&zone, "www.example.com", &made.outputs);
    let waiting = validation(&made.id, &[&apex, &www]);
    assert_eq!(super::CertificateValidation::find(&hands, &waiting).await, Ok(None));

    create::<Record>(&hands, &apex).await;
    create::<Record>(&hands, &www).await;
    assert!(cloud.with_world(|world| issued_names(world, &made.id, hands.clock.now()).is_none()));
    let issued = create::<super::CertificateValidation>(&hands, &waiting).await;
    assert_eq!(issued.outputs["arn"], made.outputs["arn"]);
    assert!(cloud.with_world(|world| issued_names(world, &made.id, hands.clock.now()).is_some()));
    assert_eq!(super::CertificateValidation::find(&hands, &waiting).await, Ok(Some(issued)));

    // A second certificate for the same names is proven by the same records.
    let again = create::<super::Certificate>(&hands, &certificate("token00000000003")).await;
    assert_eq!(proof(&zone, "example.com", &again.outputs), apex);
    create::<Record>(&hands, &apex).await;
    create::<super::CertificateValidation>(&hands, &validation(&again.id, &[&apex])).await;

    // Once issued it stays so without its records.
    let id = format!("{zone}_{}_CNAME", apex.name.known().expect("known"));
    delete::<Record>(&hands, &id, &apex).await;
    assert!(read::<super::CertificateValidation>(&hands, &made.id, &waiting).await.is_some());
    super::CertificateValidation::delete(&hands, &made.id, &waiting).await.expect("forgotten");
    delete::<super::Certificate>(&hands, &made.id, &want).await;
    assert!(read::<super::CertificateValidation>(&hands, &made.id, &waiting).await.is_none());
}

#[tokio::test]
async fn a_certificate_is_found_by_its_token_and_follows_its_tags() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let was = certificate("token00000000002");
    assert_eq!(super::Certificate::find(&hands, &was).await, Ok(None));
    let made = create::<super::Certificate>(&hands, &was).await;
    // Within the hour the same token gives the same certificate; later only the tag finds it.
    assert_eq!(super::Certificate::create(&hands, &was).await.as_ref(), Ok(&made));
    hands.clock.advance(Duration::from_secs(7200));
    assert_eq!(super::Certificate::find(&hands, &was).await.as_ref(), Ok(&Some(made.clone())));
    let foreign = CertificateInput { tags: tags("cdn.other/certificate"), ..was.clone() };
    assert_eq!(code(super::Certificate::find(&hands, &foreign).await), "Foreign");

    let mut want = was.clone();
    want.tags.insert("team".into(), "shop".into());
    update::<super::Certificate>(&hands, &made.id, &was, &want).await;
    update::<super::Certificate>(&hands, &made.id, &want, &was).await;
    cloud.with_world(|world| {
        let live = world.acm.get_mut(REGION).and_then(|state| state.certificates.get_mut(&made.id)).expect("there");
        live.tags.remove("engine:env");
    });
    assert_eq!(drift::<super::Certificate>(&hands, &made.id, &was).await, ["tags.engine:env"]);
}

#[tokio::test]
async fn no_lost_answer_makes_a_second_one_or_leaves_one_behind() {
    let count = |world: &World| world.acm.get(REGION).map_or(0, |state| state.certificates.len());
    survives::<super::Certificate>(async |_| certificate("token00000000002"), count).await;
}

#[tokio::test]
async fn names_mean_the_same_in_any_case() {
    let hands = Bench::new().await.hands;
    let want = CertificateInput {
        domain: "Example.com".into(),
        alternative_names: BTreeSet::from(["*.Example.com".into()]),
        ..certificate("token00000000002")
    };
    let made = create::<super::Certificate>(&hands, &want).await;
    assert!(made.outputs.contains_key(&validation_name_output("Example.com")));
}

#[tokio::test]
async fn a_certificate_without_its_records_is_given_up() {
    let hands = Bench::new().await.hands;
    let want = certificate("token00000000002");
    let made = create::<super::Certificate>(&hands, &want).await;
    let waiting = validation(&made.id, &[]);
    assert_eq!(code(super::CertificateValidation::create(&hands, &waiting).await), "Timeout");
    hands.clock.advance(Duration::from_secs(72 * 3600));
    let refused = super::CertificateValidation::create(&hands, &waiting).await.expect_err("timed out");
    assert!(refused.message.contains("VALIDATION_TIMED_OUT"), "{refused}");
    // A dead certificate differs in a field that replaces it.
    assert_eq!(drift::<super::Certificate>(&hands, &made.id, &want).await, ["validation"]);
    let unknown = validation("arn:aws:acm:us-east-1:000000000000:certificate/none", &[]);
    assert_eq!(code(super::CertificateValidation::create(&hands, &unknown).await), "CertificateNotIssued");
    let malformed = CertificateInput { domain: "no spaces.com".into(), ..certificate("token00000000004") };
    assert_eq!(code(super::Certificate::create(&hands, &malformed).await), "ValidationException");
}
