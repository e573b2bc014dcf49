use std::time::Duration;

use aws_sdk_iam::Client;
use aws_sdk_iam::error::ProvideErrorMetadata as _;
use aws_sdk_iam::types::Tag;

use crate::providers::{Clients, Endpoint};
use crate::sandbox::Cloud;
use crate::world::Clock;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const RIGHTS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}"#;
const BASIC: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

async fn client() -> Client {
    let cloud = Cloud::in_memory(Clock::virtual_from(Duration::from_secs(1_790_000_000)));
    Clients::load(&Endpoint::Embedded(cloud.http_client()), "us-east-1").await.iam("us-east-1")
}

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().expect("a tag")
}

#[tokio::test]
async fn a_role_is_shown_as_iam_shows_it() {
    let iam = client().await;
    let made = iam
        .create_role()
        .role_name("r")
        .assume_role_policy_document(TRUST)
        .description("a < b & \"c\"")
        .tags(tag("k&", "v<"))
        .send()
        .await
        .expect("created");
    let got = iam.get_role().role_name("r").send().await.expect("got");
    assert_eq!(got.role(), made.role());
    let role = got.role().expect("a role");
    assert_eq!(role.arn(), "arn:aws:iam::000000000000:role/r");
    assert_eq!(role.role_id().len(), 21);
    assert_eq!(role.create_date().secs(), 1_790_000_000);
    assert_eq!(role.description(), Some("a < b & \"c\""));
    assert_eq!(role.tags(), [tag("k&", "v<")]);
    assert_eq!(role.max_session_duration(), Some(3600));
    assert!(role.assume_role_policy_document().expect("a policy").starts_with("%7B%22Version%22%3A%222012-10-17%22"));

    let listed = iam.list_roles().send().await.expect("listed");
    assert_eq!(listed.roles().len(), 1);
    assert!(listed.roles()[0].tags().is_empty(), "lists leave tags out");
    iam.update_role().role_name("r").description("").max_session_duration(7200).send().await.expect("updated");
    iam.update_role_description().role_name("r").description("d").send().await.expect("updated");
    iam.tag_role().role_name("r").tags(tag("b", "2")).send().await.expect("tagged");
    iam.untag_role().role_name("r").tag_keys("k&").send().await.expect("untagged");
    let tags = iam.list_role_tags().role_name("r").send().await.expect("listed");
    assert_eq!(tags.tags(), [tag("b", "2")]);
    let profiles = iam.list_instance_profiles_for_role().role_name("r").send().await.expect("listed");
    assert!(profiles.instance_profiles().is_empty());
}

#[tokio::test]
async fn policies_of_a_role_are_kept_and_listed() {
    let iam = client().await;
    iam.create_role().role_name("r").assume_role_policy_document(TRUST).send().await.expect("created");
    for name in ["a", "b", "c"] {
        let put = || iam.put_role_policy().role_name("r").policy_name(name).policy_document(RIGHTS).send();
        put().await.expect("put");
        put().await.expect("put again");
    }
    let names = iam.list_role_policies().role_name("r").max_items(2).into_paginator().items().send();
    assert_eq!(names.collect::<Result<Vec<_>, _>>().await.expect("listed"), ["a", "b", "c"]);
    let policy = iam.get_role_policy().role_name("r").policy_name("a").send().await.expect("got");
    let document = percent_encoding::percent_decode_str(policy.policy_document()).decode_utf8_lossy();
    assert_eq!(document, RIGHTS);
    let attach = || iam.attach_role_policy().role_name("r").policy_arn(BASIC).send();
    attach().await.expect("attached");
    attach().await.expect("attached again");
    let attached = iam.list_attached_role_policies().role_name("r").send().await.expect("listed");
    assert_eq!(attached.attached_policies().len(), 1);
    assert_eq!(attached.attached_policies()[0].policy_name(), Some("AWSLambdaBasicExecutionRole"));
    let trust = TRUST.replace("lambda", "edgelambda");
    iam.update_assume_role_policy().role_name("r").policy_document(&trust).send().await.expect("updated");
}

#[tokio::test]
async fn what_iam_refuses_is_refused() {
    let iam = client().await;
    let create = |name: &str, trust: &str| iam.create_role().role_name(name).assume_role_policy_document(trust).send();
    create("Role", TRUST).await.expect("created");
    let twice = create("role", TRUST).await.expect_err("the same name in other case");
    assert!(twice.as_service_error().expect("said").is_entity_already_exists_exception());
    assert_eq!(create("a b", TRUST).await.expect_err("a bad name").code(), Some("ValidationError"));
    for malformed in [
        "no json",
        r#"{"Version":"2012-10-17"}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:role/absent"},"Action":"sts:AssumeRole"}]}"#,
        RIGHTS,
    ] {
        let refused = create("other", malformed).await.expect_err(malformed);
        assert_eq!(refused.code(), Some("MalformedPolicyDocument"), "{malformed}");
    }
    let put =
        |document: &str| iam.put_role_policy().role_name("Role").policy_name("p").policy_document(document).send();
    assert_eq!(put(TRUST).await.expect_err("has a principal").code(), Some("MalformedPolicyDocument"));
    let large = RIGHTS.replace("logs:*", &"a".repeat(11_000));
    assert_eq!(put(&large).await.expect_err("too large").code(), Some("LimitExceeded"));
    put(RIGHTS).await.expect("put");
    let attach = |arn: &str| iam.attach_role_policy().role_name("Role").policy_arn(arn).send();
    let absent = attach("arn:aws:iam::000000000000:policy/mine").await.expect_err("absent");
    assert_eq!(absent.code(), Some("NoSuchEntity"));
    attach(BASIC).await.expect("attached");

    let delete = || iam.delete_role().role_name("Role").send();
    assert_eq!(delete().await.expect_err("attached").code(), Some("DeleteConflict"));
    let detach = || iam.detach_role_policy().role_name("Role").policy_arn(BASIC).send();
    detach().await.expect("detached");
    assert_eq!(detach().await.expect_err("detached").code(), Some("NoSuchEntity"));
    assert_eq!(delete().await.expect_err("inline").code(), Some("DeleteConflict"));
    let remove = || iam.delete_role_policy().role_name("Role").policy_name("p").send();
    remove().await.expect("removed");
    assert_eq!(remove().await.expect_err("removed").code(), Some("NoSuchEntity"));
    delete().await.expect("deleted");
    let gone = iam.get_role().role_name("Role").send().await.expect_err("gone");
    assert!(gone.as_service_error().expect("said").is_no_such_entity_exception());
    assert_eq!(iam.list_users().send().await.expect_err("not known").code(), Some("NotImplemented"));
}
