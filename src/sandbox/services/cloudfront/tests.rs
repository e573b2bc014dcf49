use std::time::Duration;

use aws_sdk_cloudfront::error::ProvideErrorMetadata as _;
use aws_sdk_cloudfront::types::{
    CookiePreference, CustomOriginConfig, DefaultCacheBehavior, DistributionConfig, ForwardedValues, ItemSelection,
    Origin, OriginProtocolPolicy, Origins, ResponseHeadersPolicyConfig, ResponseHeadersPolicyRemoveHeader,
    ResponseHeadersPolicyRemoveHeadersConfig, ViewerProtocolPolicy,
};

use crate::kinds::aws::cloudfront::managed;
use crate::providers::{Clients, Endpoint};
use crate::sandbox::Cloud;
use crate::world::Clock;

async fn cloud() -> (Clock, aws_sdk_cloudfront::Client) {
    let clock = Clock::virtual_from(Duration::from_secs(1_800_000_000));
    let cloud = Cloud::in_memory(clock.clone());
    let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), "us-east-1").await;
    (clock, clients.cloudfront("us-east-1"))
}

fn minimal(reference: &str) -> DistributionConfig {
    let custom = CustomOriginConfig::builder()
        .http_port(80)
        .https_port(443)
        .origin_protocol_policy(OriginProtocolPolicy::HttpsOnly)
        .build()
        .expect("complete");
    let origin =
        Origin::builder().id("o").domain_name("api.example").custom_origin_config(custom).build().expect("complete");
    let behavior = DefaultCacheBehavior::builder()
        .target_origin_id("o")
        .viewer_protocol_policy(ViewerProtocolPolicy::AllowAll)
        .cache_policy_id(managed::cache_policy("disabled").expect("a managed policy").id)
        .build()
        .expect("complete");
    DistributionConfig::builder()
        .caller_reference(reference)
        .comment("")
        .enabled(true)
        .origins(Origins::builder().quantity(1).items(origin).build().expect("complete"))
        .default_cache_behavior(behavior)
        .build()
        .expect("complete")
}

#[tokio::test]
async fn what_is_left_out_is_filled_up() {
    let (_clock, client) = cloud().await;
    let made = client.create_distribution().distribution_config(minimal("r")).send().await.expect("created");
    assert!(made.location().is_some_and(|location| location.contains("/distribution/E")));
    let config = made.distribution().and_then(|made| made.distribution_config()).expect("a configuration");
    assert_eq!(config.aliases().map(|aliases| aliases.quantity()), Some(0));
    assert_eq!(config.logging().map(|logging| logging.bucket()), Some(""));
    assert_eq!(config.price_class().map(|class| class.as_str()), Some("PriceClass_All"));
    assert!(
        config
            .viewer_certificate()
            .is_some_and(|certificate| certificate.cloud_front_default_certificate() == Some(true))
    );
    assert_eq!(config.default_root_object(), Some(""));
    let behavior = config.default_cache_behavior().expect("a behaviour");
    let methods: Vec<_> =
        behavior.allowed_methods().expect("methods").items().iter().map(|method| method.as_str()).collect();
    assert_eq!(methods, ["HEAD", "GET"]);
    assert_eq!(behavior.field_level_encryption_id(), Some(""));
    let origin = &config.origins().expect("origins").items()[0];
    assert_eq!(origin.connection_attempts(), Some(3));
    assert_eq!(origin.custom_origin_config().and_then(|custom| custom.origin_read_timeout()), Some(30));
}

#[tokio::test]
async fn a_distribution_goes_through_its_stages() {
    let (clock, client) = cloud().await;
    let made = client.create_distribution().distribution_config(minimal("r")).send().await.expect("created");
    let id = made.distribution().expect("a distribution").id().to_owned();
    let status =
        async || client.get_distribution().id(&id).send().await.expect("there").distribution.expect("there").status;
    assert_eq!(status().await, "InProgress");
    clock.advance(Duration::from_secs(180));
    assert_eq!(status().await, "Deployed");

    let replayed = client.create_distribution().distribution_config(minimal("r")).send().await.expect_err("replayed");
    assert_eq!(replayed.code(), Some("DistributionAlreadyExists"));
    let remove = |etag: Option<String>| client.delete_distribution().id(&id).set_if_match(etag).send();
    assert_eq!(remove(None).await.expect_err("no etag").code(), Some("InvalidIfMatchVersion"));
    assert_eq!(remove(Some("E0".into())).await.expect_err("stale").code(), Some("PreconditionFailed"));
    assert_eq!(remove(made.e_tag.clone()).await.expect_err("enabled").code(), Some("DistributionNotDisabled"));

    let mut config = made.distribution.and_then(|made| made.distribution_config).expect("a configuration");
    config.enabled = false;
    let update = |config: DistributionConfig, etag: Option<String>| {
        client.update_distribution().id(&id).set_if_match(etag).distribution_config(config).send()
    };
    assert_eq!(update(config.clone(), None).await.expect_err("no etag").code(), Some("InvalidIfMatchVersion"));
    let mut renamed = config.clone();
    renamed.caller_reference = "other".into();
    assert_eq!(update(renamed, made.e_tag.clone()).await.expect_err("renamed").code(), Some("IllegalUpdate"));
    let updated = update(config.clone(), made.e_tag.clone()).await.expect("disabled");
    assert_eq!(update(config, made.e_tag.clone()).await.expect_err("stale").code(), Some("PreconditionFailed"));
    assert_eq!(remove(updated.e_tag.clone()).await.expect_err("too soon").code(), Some("DistributionNotDisabled"));
    clock.advance(Duration::from_secs(180));
    remove(updated.e_tag).await.expect("deleted");
    assert_eq!(client.get_distribution().id(&id).send().await.expect_err("gone").code(), Some("NoSuchDistribution"));
}

#[tokio::test]
async fn lists_come_in_pages() {
    let (_clock, client) = cloud().await;
    for reference in ["a", "b", "c"] {
        client.create_distribution().distribution_config(minimal(reference)).send().await.expect("created");
    }
    let first =
        client.list_distributions().max_items(2).send().await.expect("a page").distribution_list.expect("a list");
    assert_eq!((first.items().len(), first.is_truncated()), (2, true));
    let rest = client.list_distributions().set_marker(first.next_marker).send().await.expect("a page");
    assert_eq!(rest.distribution_list.expect("a list").items().len(), 1);
}

#[tokio::test]
async fn a_cache_policy_replaces_the_old_fields() {
    let (_clock, client) = cloud().await;
    let mut both = minimal("r");
    let cookies = CookiePreference::builder().forward(ItemSelection::None).build().expect("complete");
    #[allow(deprecated)]
    if let Some(behavior) = both.default_cache_behavior.as_mut() {
        behavior.forwarded_values =
            Some(ForwardedValues::builder().query_string(false).cookies(cookies).build().expect("complete"));
    }
    let refused = client.create_distribution().distribution_config(both).send().await.expect_err("both");
    assert_eq!(refused.code(), Some("InvalidArgument"));
}

#[tokio::test]
async fn what_belongs_to_the_connection_or_to_cloudfront_is_not_removed() {
    let (_clock, client) = cloud().await;
    for (name, refused) in [("Via", true), ("x-amz-cf-id", true), ("X-Edge-Location", true), ("Server", false)] {
        let header = ResponseHeadersPolicyRemoveHeader::builder().header(name).build().expect("complete");
        let removed =
            ResponseHeadersPolicyRemoveHeadersConfig::builder().quantity(1).items(header).build().expect("complete");
        let config = ResponseHeadersPolicyConfig::builder()
            .name("less")
            .remove_headers_config(removed)
            .build()
            .expect("complete");
        let made = client.create_response_headers_policy().response_headers_policy_config(config).send().await;
        let code = made.as_ref().err().and_then(|error| error.code());
        assert_eq!(code, refused.then_some("InvalidArgument"), "{name}");
    }
}

#[tokio::test]
async fn every_policy_the_language_names_is_there() {
    let (_clock, client) = cloud().await;
    let cache = client.list_cache_policies().send().await.expect("a list").cache_policy_list.expect("a list");
    for known in managed::CACHE {
        let there = cache.items().iter().filter_map(|item| item.cache_policy()).find(|policy| policy.id() == known.id);
        let name = there.and_then(|policy| policy.cache_policy_config()).map(|config| config.name());
        assert_eq!(name, Some(known.name));
    }
    let request = client.list_origin_request_policies().send().await.expect("a list");
    let request = request.origin_request_policy_list.expect("a list");
    for known in managed::ORIGIN_REQUEST {
        let policies = request.items().iter().filter_map(|item| item.origin_request_policy());
        let there = policies.into_iter().find(|policy| policy.id() == known.id);
        let name = there.and_then(|policy| policy.origin_request_policy_config()).map(|config| config.name());
        assert_eq!(name, Some(known.name));
    }
    let response = client.list_response_headers_policies().send().await.expect("a list");
    let response = response.response_headers_policy_list.expect("a list");
    for known in managed::RESPONSE_HEADERS {
        let policies = response.items().iter().filter_map(|item| item.response_headers_policy());
        let there = policies.into_iter().find(|policy| policy.id() == known.id);
        let name = there.and_then(|policy| policy.response_headers_policy_config()).map(|config| config.name());
        assert_eq!(name, Some(known.name));
    }
}
