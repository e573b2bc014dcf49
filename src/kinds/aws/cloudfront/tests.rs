use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::*;
use crate::kinds::Kind;
use crate::kinds::bench::{Bench, tags};
use crate::providers::{Class, Hands};
use crate::sandbox::services::acm;
use crate::sandbox::{Cloud, Element};
use crate::secrets::{Plain, Vault};
use crate::value::{SecretForm, SecretRef, Text, Tree, diff};

const CERTIFICATE: &str = "arn:aws:acm:us-east-1:000000000000:certificate/1b2c";

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

fn access_control() -> OriginAccessControlInput {
    OriginAccessControlInput {
        name: "dev-shop-site".into(),
        description: "engine shop/dev cdn.site/origin-access-control".into(),
        origin_type: "s3".into(),
        signing_behavior: "always".into(),
    }
}

fn function() -> FunctionInput {
    FunctionInput {
        name: "dev-shop-rewrite".into(),
        runtime: "cloudfront-js-2.0".into(),
        code: "function handler(event) { return event.request; } // <ü>\n".into(),
        comment: "engine shop/dev cdn.site/rewrite".into(),
    }
}

fn behavior(pattern: &str, origin: &str) -> Behavior {
    Behavior {
        path_pattern: pattern.into(),
        target_origin: origin.into(),
        viewer_protocol: "redirect-to-https".into(),
        allowed_methods: set(&["GET", "HEAD"]),
        cached_methods: set(&["GET", "HEAD"]),
        compress: true,
        cache_policy: managed::cache_policy("optimized").expect("a managed policy").id.into(),
        origin_request_policy: None,
        response_headers_policy: None,
        functions: BTreeMap::new(),
    }
}

fn distribution(oac: &str, function: &str) -> DistributionInput {
    let files = Origin {
        domain: "dev-shop-static.s3.us-east-2.amazonaws.com".into(),
        path: "".into(),
        kind: OriginKind::S3 { oac: oac.into() },
        connection_attempts: 2,
        connection_timeout: 5,
        shield: None,
        headers: BTreeMap::new(),
    };
    let api = Origin {
        domain: "abc.execute-api.us-east-2.amazonaws.com".into(),
        path: "/dev".into(),
        kind: OriginKind::Custom {
            protocol_policy: "https-only".into(),
            http_port: 80,
            https_port: 443,
            ssl_protocols: set(&["TLSv1.2"]),
            read_timeout: 30,
            keepalive_timeout: 5,
        },
        connection_attempts: 3,
        connection_timeout: 10,
        shield: Some("us-east-2".into()),
        headers: [("X-Origin-Verify".to_owned(), Text::from("not a secret here"))].into(),
    };
    let rewriting = [("viewer-request".to_owned(), Text::from(function))];
    let seven = set(&["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]);
    DistributionInput {
        token: "0123456789abcdef".into(),
        comment: "shop/dev cdn.site".into(),
        enabled: true,
        aliases: set(&["shop.example", "www.shop.example", "a.shop.example"]),
        default_root_object: Some("index.html".into()),
        origins: [("static".to_owned(), files), ("api".to_owned(), api)].into(),
        default_behavior: Behavior { functions: rewriting.into(), ..behavior("*", "static") },
        behaviors: vec![
            Behavior {
                allowed_methods: seven,
                cache_policy: managed::cache_policy("disabled").expect("a managed policy").id.into(),
                origin_request_policy: managed::origin_request_policy("all-except-host").map(|policy| policy.id.into()),
                ..behavior("/api/*", "api")
            },
            behavior("/assets/*", "static"),
        ],
        geo_restriction: GeoRestriction {
            restriction: "blacklist".into(),
            countries: set(&["CU", "IR", "KP", "SY", "RU"]),
        },
        certificate: Some(Certificate { arn: CERTIFICATE.into(), minimum_tls: "TLSv1.2_2021".into() }),
        custom_error_responses: [
            (
                404,
                ErrorResponse {
                    response_page: Some("/404.html".into()),
                    response_code: Some(404),
                    error_caching_min_ttl: 10,
                },
            ),
            (503, ErrorResponse { response_page: None, response_code: None, error_caching_min_ttl: 0 }),
        ]
        .into(),
        logging: None,
        price_class: "PriceClass_100".into(),
        http_version: "http2and3".into(),
        ipv6: true,
        web_acl: None,
        tags: tags("cdn.site/distribution"),
    }
}

/// An access control, a function and an issued certificate, and a distribution that wants them.
async fn with_parts(cloud: &Cloud, hands: &Hands) -> DistributionInput {
    let certificate = acm::Certificate {
        arn: CERTIFICATE.into(),
        domain: "shop.example".into(),
        names: set(&["shop.example", "*.shop.example"]),
        key_algorithm: "RSA_2048".into(),
        validation_method: "DNS".into(),
        idempotency_token: None,
        tags: BTreeMap::new(),
        created: hands.clock.now(),
        issued: Some(hands.clock.now()),
        timed_out: false,
    };
    cloud.with_world(|world| {
        world.acm.entry("us-east-1".into()).or_default().certificates.insert(CERTIFICATE.into(), certificate);
    });
    let oac = CloudfrontOriginAccessControl::create(hands, &access_control()).await.expect("an access control");
    let function = CloudfrontFunction::create(hands, &function()).await.expect("a function");
    distribution(&oac.id, &function.outputs["arn"])
}

async fn live(hands: &Hands, id: &str, was: &DistributionInput) -> DistributionInput {
    CloudfrontDistribution::read(hands, id, was).await.expect("read").expect("there").input
}

#[tokio::test]
async fn a_distribution_reads_as_it_was_wanted_and_changes_without_losing_what_others_set() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = with_parts(&cloud, &hands).await;
    let made = CloudfrontDistribution::create(&hands, &want).await.expect("created");
    assert!(made.outputs["domain"].ends_with(".cloudfront.net"));
    assert_eq!(made.outputs["hosted-zone-id"], "Z2FDTNDATAQYW2");
    assert_eq!(made.outputs["status"], "InProgress");
    assert_eq!(live(&hands, &made.id, &want).await, want);

    let etag = |cloud: &Cloud| cloud.with_world(|world| world.cloudfront.distributions[&made.id].etag.clone());
    let before = etag(&cloud);
    let mut tagged = want.clone();
    tagged.tags.insert("team".into(), "web".into());
    CloudfrontDistribution::update(&hands, &made.id, &want, &tagged).await.expect("tagged");
    assert_eq!(etag(&cloud), before, "tags alone start no propagation");
    assert_eq!(live(&hands, &made.id, &tagged).await, tagged);

    // Somebody switches on what the engine was not asked for, and changes what it was.
    let logs = hands.clients.s3(REGION).create_bucket().bucket("logs");
    logs.object_ownership(aws_sdk_s3::types::ObjectOwnership::ObjectWriter).send().await.expect("a bucket");
    cloud.with_world(|world| {
        let config = &mut world.cloudfront.distributions.get_mut(&made.id).expect("there").config;
        let logging =
            [("Enabled", "true"), ("IncludeCookies", "false"), ("Bucket", "logs.s3.amazonaws.com"), ("Prefix", "p/")];
        config.set(Element::node("Logging", logging.map(|(name, value)| Element::leaf(name, value))));
        config.set(Element::leaf("PriceClass", "PriceClass_All"));
    });
    let drifted = live(&hands, &made.id, &tagged).await;
    assert_eq!(drifted, DistributionInput { price_class: "PriceClass_All".into(), ..tagged.clone() });

    let mut next = DistributionInput {
        aliases: set(&["shop.example", "b.shop.example"]),
        certificate: Some(Certificate { arn: CERTIFICATE.into(), minimum_tls: "TLSv1.3_2025".into() }),
        geo_restriction: GeoRestriction { restriction: "none".into(), countries: BTreeSet::new() },
        default_root_object: None,
        custom_error_responses: BTreeMap::new(),
        tags: want.tags.clone(),
        ..want.clone()
    };
    next.behaviors.reverse();
    next.default_behavior.functions.clear();
    next.origins.get_mut("api").expect("the api origin").headers.insert("X-Two".into(), "2".into());
    CloudfrontDistribution::update(&hands, &made.id, &tagged, &next).await.expect("updated");
    assert_eq!(live(&hands, &made.id, &next).await, next);
    let logging = cloud.with_world(|world| {
        let config = &world.cloudfront.distributions[&made.id].config;
        config.child("Logging").map(|logging| logging.text_of("Bucket").to_owned())
    });
    assert_eq!(logging.as_deref(), Some("logs.s3.amazonaws.com"));
}

#[tokio::test]
async fn a_secret_header_is_sent_and_never_read_back_in_clear() {
    let secret = |form| SecretRef { name: "origin-header".into(), form, digest: None };
    let vault = Vault::in_memory("shop", "dev", [("origin-header".to_owned(), Plain::new("s3cr3t-v4lue".into()))]);
    let digest = vault.digest(&secret(SecretForm::Plain));
    let Bench { cloud, hands, .. } = Bench::with_vault(vault).await;
    let mut want = with_parts(&cloud, &hands).await;
    let header = Text::Secret(SecretRef { digest, ..secret(SecretForm::Plain) });
    want.origins.get_mut("api").expect("the api origin").headers.insert("X-Origin-Verify".into(), header);
    let made = CloudfrontDistribution::create(&hands, &want).await.expect("created");
    let sent = |value: &str| {
        cloud.with_world(|world| {
            let origins = world.cloudfront.distributions[&made.id].config.items("Origins").iter();
            let mut headers = origins.flat_map(|origin| origin.items("CustomHeaders"));
            headers.any(|header| header.text_of("HeaderValue") == value)
        })
    };
    assert!(sent("s3cr3t-v4lue"));
    let read = live(&hands, &made.id, &want).await;
    assert!(!Tree::of(&read).as_value().to_string().contains("s3cr3t-v4lue"));
    assert_eq!(diff(&Tree::of(&want), &Tree::of(&read)), []);

    let config = || hands.clients.cloudfront(REGION).get_distribution_config().id(&made.id).send();
    let got = config().await.expect("read");
    let mut changed = got.distribution_config.expect("a configuration");
    for origin in changed.origins.iter_mut().flat_map(|origins| &mut origins.items) {
        for header in origin.custom_headers.iter_mut().flat_map(|headers| headers.items.iter_mut().flatten()) {
            header.header_value = "rotated by hand".into();
        }
    }
    let update = hands.clients.cloudfront(REGION).update_distribution().id(&made.id).distribution_config(changed);
    update.set_if_match(got.e_tag).send().await.expect("changed");
    let drift = diff(&Tree::of(&want), &Tree::of(&live(&hands, &made.id, &want).await));
    assert_eq!(
        drift.iter().map(|change| change.path.as_str()).collect::<Vec<_>>(),
        ["origins.api.headers.X-Origin-Verify"]
    );
    assert!(drift[0].secret);
    CloudfrontDistribution::update(&hands, &made.id, &want, &want).await.expect("put back");
    assert!(sent("s3cr3t-v4lue"));
}

#[tokio::test]
async fn deleting_disables_waits_and_takes_up_where_it_stopped() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = with_parts(&cloud, &hands).await;
    let made = CloudfrontDistribution::create(&hands, &want).await.expect("created");
    let started = hands.clock.now();
    CloudfrontDistribution::delete(&hands, &made.id, &want).await.expect("deleted");
    assert!(hands.clock.now() - started >= Duration::from_secs(180));
    assert!(CloudfrontDistribution::read(&hands, &made.id, &want).await.expect("read").is_none());
    CloudfrontDistribution::delete(&hands, &made.id, &want).await.expect("deleting again");

    let again = DistributionInput { token: "fedcba9876543210".into(), ..want.clone() };
    let made = CloudfrontDistribution::create(&hands, &again).await.expect("created");
    let disabled = DistributionInput { enabled: false, ..again.clone() };
    CloudfrontDistribution::update(&hands, &made.id, &again, &disabled).await.expect("disabled");
    CloudfrontDistribution::delete(&hands, &made.id, &again).await.expect("goes on from disabled");
    let oac = CloudfrontOriginAccessControl::find(&hands, &access_control()).await.expect("no refusal").expect("there");
    CloudfrontOriginAccessControl::delete(&hands, &oac.id, &access_control()).await.expect("free again");
    CloudfrontFunction::delete(&hands, "dev-shop-rewrite", &function()).await.expect("free again");
}

#[tokio::test]
async fn a_lost_distribution_is_found_by_its_caller_reference() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = with_parts(&cloud, &hands).await;
    assert_eq!(CloudfrontDistribution::find(&hands, &want).await.expect("nothing there"), None);
    let made = CloudfrontDistribution::create(&hands, &want).await.expect("created");
    assert_eq!(CloudfrontDistribution::find(&hands, &want).await.expect("found"), Some(made));
    let replayed = CloudfrontDistribution::create(&hands, &want).await.expect_err("never twice");
    assert_eq!((replayed.code.as_str(), replayed.class), ("DistributionAlreadyExists", Class::Exists));
    let other = DistributionInput { token: "fedcba9876543210".into(), ..want.clone() };
    assert_eq!(CloudfrontDistribution::find(&hands, &other).await.expect("another generation"), None);
    let refused = CloudfrontDistribution::create(&hands, &other).await.expect_err("the aliases are taken");
    assert_eq!(refused.code, "CNAMEAlreadyExists");
    let foreign = DistributionInput { tags: tags("cdn.other/distribution"), ..want };
    assert_eq!(CloudfrontDistribution::find(&hands, &foreign).await.expect_err("not ours").code, "Foreign");
}

#[tokio::test]
async fn two_writers_both_get_their_way() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = with_parts(&cloud, &hands).await;
    let made = CloudfrontDistribution::create(&hands, &want).await.expect("created");
    let client = hands.clients.cloudfront(REGION);
    let got = client.get_distribution_config().id(&made.id).send().await.expect("read");
    let next = DistributionInput { ipv6: false, ..want.clone() };
    CloudfrontDistribution::update(&hands, &made.id, &want, &next).await.expect("updated");
    let stale = client
        .update_distribution()
        .id(&made.id)
        .if_match(got.e_tag().expect("an etag"))
        .set_distribution_config(got.distribution_config().cloned())
        .send()
        .await
        .expect_err("stale");
    assert!(stale.into_service_error().is_precondition_failed());
    assert_eq!(
        cloud.with_world(|world| world.cloudfront.distributions[&made.id].config.text_of("IsIPV6Enabled").to_owned()),
        "false"
    );
}

#[tokio::test]
async fn an_access_control_is_renamed_in_place_and_held_by_its_distribution() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = with_parts(&cloud, &hands).await;
    let control = access_control();
    let found = CloudfrontOriginAccessControl::find(&hands, &control).await.expect("no refusal").expect("there");
    let twice = CloudfrontOriginAccessControl::create(&hands, &control).await.expect_err("the name is taken");
    assert_eq!(twice.class, Class::Exists);
    let foreign = OriginAccessControlInput { description: "mine".into(), ..control.clone() };
    assert_eq!(CloudfrontOriginAccessControl::find(&hands, &foreign).await.expect_err("not ours").code, "Foreign");

    let renamed = OriginAccessControlInput { name: "prod-shop-site".into(), ..control.clone() };
    CloudfrontOriginAccessControl::update(&hands, &found.id, &control, &renamed).await.expect("renamed");
    let read = CloudfrontOriginAccessControl::read(&hands, &found.id, &renamed).await.expect("read").expect("there");
    assert_eq!(read.input, renamed);
    CloudfrontDistribution::create(&hands, &want).await.expect("a distribution");
    let held = CloudfrontOriginAccessControl::delete(&hands, &found.id, &renamed).await.expect_err("in use");
    assert_eq!((held.code.as_str(), held.class), ("OriginAccessControlInUse", Class::InUse));
    cloud.with_world(|world| world.cloudfront.distributions.clear());
    CloudfrontOriginAccessControl::delete(&hands, &found.id, &renamed).await.expect("deleted");
    assert!(CloudfrontOriginAccessControl::read(&hands, &found.id, &renamed).await.expect("read").is_none());
    CloudfrontOriginAccessControl::delete(&hands, &found.id, &renamed).await.expect("deleting again");
}

#[tokio::test]
async fn an_update_of_a_function_that_was_not_published_is_repaired() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = function();
    let made = CloudfrontFunction::create(&hands, &want).await.expect("created");
    assert_eq!(made.outputs["arn"], "arn:aws:cloudfront::000000000000:function/dev-shop-rewrite");
    let read = async |was: &FunctionInput| {
        CloudfrontFunction::read(&hands, &made.id, was).await.expect("read").map(|live| live.input)
    };
    assert_eq!(read(&want).await, Some(want.clone()));
    assert_eq!(CloudfrontFunction::find(&hands, &want).await.expect("found").as_ref(), Some(&made));

    let next = FunctionInput { code: "function handler(event) { return { statusCode: 404 }; }".into(), ..want.clone() };
    let published = cloud.with_world(|world| world.cloudfront.functions[&made.id].live.clone());
    CloudfrontFunction::update(&hands, &made.id, &want, &next).await.expect("updated");
    assert_eq!(read(&next).await, Some(next.clone()));
    // As if the run had been killed between update and publish.
    cloud.with_world(|world| world.cloudfront.functions.get_mut(&made.id).expect("there").live = published);
    assert_eq!(read(&next).await, Some(want.clone()));
    CloudfrontFunction::update(&hands, &made.id, &want, &next).await.expect("published");
    assert_eq!(read(&next).await, Some(next.clone()));
    cloud.with_world(|world| world.cloudfront.functions.get_mut(&made.id).expect("there").live = None);
    assert_eq!(read(&next).await, Some(FunctionInput { code: String::new(), ..next.clone() }));

    let foreign = FunctionInput { comment: "mine".into(), ..next.clone() };
    assert_eq!(CloudfrontFunction::find(&hands, &foreign).await.expect_err("not ours").code, "Foreign");
    CloudfrontFunction::delete(&hands, &made.id, &next).await.expect("deleted");
    assert_eq!(read(&next).await, None);
    CloudfrontFunction::delete(&hands, &made.id, &next).await.expect("deleting again");
}

#[tokio::test]
async fn an_invalidation_is_made_once_for_each_token() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = with_parts(&cloud, &hands).await;
    let site = CloudfrontDistribution::create(&hands, &want).await.expect("created");
    let want = InvalidationInput {
        token: "0123456789abcdef".into(),
        distribution: site.id.clone().into(),
        digest: "ab12".into(),
        paths: set(&["/*"]),
    };
    assert_eq!(CloudfrontInvalidation::find(&hands, &want).await.expect("asked for"), None);
    let made = CloudfrontInvalidation::create(&hands, &want).await.expect("created");
    assert_eq!(CloudfrontInvalidation::find(&hands, &want).await.expect("found"), Some(made.clone()));
    assert_eq!(CloudfrontInvalidation::create(&hands, &want).await.expect("replayed"), made);
    assert_eq!(cloud.with_world(|world| world.cloudfront.distributions[&site.id].invalidations.len()), 1);
    let next = InvalidationInput { token: "fedcba9876543210".into(), ..want.clone() };
    assert_ne!(CloudfrontInvalidation::create(&hands, &next).await.expect("another").id, made.id);
    assert_eq!(CloudfrontInvalidation::read(&hands, &made.id, &want).await.expect("read").expect("there").input, want);
    CloudfrontInvalidation::delete(&hands, &made.id, &want).await.expect("nothing to do");
}

#[tokio::test]
async fn what_cloudfront_refuses_is_refused() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let good = with_parts(&cloud, &hands).await;
    let refused = async |edit: fn(&mut DistributionInput)| {
        let mut want = good.clone();
        edit(&mut want);
        CloudfrontDistribution::create(&hands, &want).await.expect_err("refused").code
    };
    assert_eq!(refused(|want| want.certificate = None).await, "InvalidViewerCertificate");
    assert_eq!(refused(|want| want.aliases.extend(["a.b.shop.example".into()])).await, "InvalidViewerCertificate");
    assert_eq!(refused(|want| want.default_behavior.target_origin = "nope".into()).await, "NoSuchOrigin");
    assert_eq!(refused(|want| want.behaviors[0].cache_policy = "nope".into()).await, "NoSuchCachePolicy");
    assert_eq!(refused(|want| want.behaviors[0].allowed_methods = set(&["GET", "POST"])).await, "InvalidArgument");
    assert_eq!(refused(|want| want.default_root_object = Some("/index.html".into())).await, "InvalidDefaultRootObject");
    assert_eq!(
        refused(|want| want.web_acl = Some("arn:aws:wafv2:eu-west-1:0:regional/webacl/a/1".into())).await,
        "InvalidWebACLId"
    );
    let absent = "arn:aws:wafv2:us-east-1:000000000000:global/webacl/a/1";
    let absent = DistributionInput { web_acl: Some(absent.into()), ..good.clone() };
    assert_eq!(CloudfrontDistribution::create(&hands, &absent).await.expect_err("refused").code, "InvalidWebACLId");
    assert_eq!(
        refused(|want| want.origins.get_mut("static").expect("there").kind = OriginKind::S3 { oac: "E1".into() }).await,
        "InvalidOriginAccessControl"
    );
    assert_eq!(
        refused(|want| {
            want.origins.get_mut("api").expect("there").headers.insert("Host".into(), "x".into());
        })
        .await,
        "InvalidArgument"
    );
    assert_eq!(
        refused(|want| {
            want.default_behavior.functions.insert("viewer-response".into(), "arn:aws:cloudfront::0:function/x".into());
        })
        .await,
        "InvalidFunctionAssociation"
    );
}

#[tokio::test]
async fn a_web_acl_at_the_edge_must_exist_and_stays_while_it_is_used() {
    use aws_sdk_wafv2::types::{AllowAction, DefaultAction, Scope, VisibilityConfig};

    let Bench { cloud, hands, .. } = Bench::new().await;
    let waf = hands.clients.wafv2(REGION);
    let visibility = VisibilityConfig::builder()
        .sampled_requests_enabled(false)
        .cloud_watch_metrics_enabled(false)
        .metric_name("edge")
        .build()
        .expect("complete");
    let made = waf
        .create_web_acl()
        .name("edge")
        .scope(Scope::Cloudfront)
        .default_action(DefaultAction::builder().allow(AllowAction::builder().build()).build())
        .visibility_config(visibility)
        .send()
        .await
        .expect("a web ACL");
    let acl = made.summary.expect("a summary");
    let want = with_parts(&cloud, &hands).await;
    let want = DistributionInput { web_acl: acl.arn.clone().map(Text::Known), ..want };
    let site = CloudfrontDistribution::create(&hands, &want).await.expect("created");
    assert_eq!(live(&hands, &site.id, &want).await, want);
    let remove = || {
        let call = waf.delete_web_acl().name("edge").scope(Scope::Cloudfront);
        call.set_id(acl.id.clone()).set_lock_token(acl.lock_token.clone()).send()
    };
    let held = remove().await.expect_err("in use").into_service_error();
    assert!(held.is_waf_associated_item_exception(), "{held}");
    let without = DistributionInput { web_acl: None, ..want.clone() };
    CloudfrontDistribution::update(&hands, &site.id, &want, &without).await.expect("taken off");
    remove().await.expect("free again");
}

#[tokio::test]
async fn logs_go_where_access_control_lists_count() {
    use aws_sdk_s3::types::{BucketCannedAcl, ObjectOwnership};

    let Bench { cloud, hands, .. } = Bench::new().await;
    let s3 = hands.clients.s3(REGION);
    let plain = with_parts(&cloud, &hands).await;
    let logging = |bucket: &str| {
        let logging = Logging { bucket: bucket.into(), prefix: "cdn/".into(), include_cookies: true };
        DistributionInput { logging: Some(logging), ..plain.clone() }
    };
    let want = logging("logs.s3.amazonaws.com");
    let refused =
        async |want: &DistributionInput| CloudfrontDistribution::create(&hands, want).await.expect_err("refused").code;
    assert_eq!(refused(&want).await, "InvalidArgument", "there is no such bucket");
    s3.create_bucket().bucket("logs").send().await.expect("a bucket");
    assert_eq!(refused(&want).await, "InvalidArgument", "its access control list does not count");
    let own = async |ownership: ObjectOwnership| {
        let rule = aws_sdk_s3::types::OwnershipControlsRule::builder().object_ownership(ownership);
        let controls = aws_sdk_s3::types::OwnershipControls::builder().rules(rule.build().expect("complete")).build();
        s3.put_bucket_ownership_controls().bucket("logs").ownership_controls(controls.expect("complete")).send().await
    };
    own(ObjectOwnership::BucketOwnerPreferred).await.expect("lists count");
    let site = CloudfrontDistribution::create(&hands, &want).await.expect("created");
    assert_eq!(live(&hands, &site.id, &want).await, want);
    CloudfrontDistribution::update(&hands, &site.id, &want, &plain).await.expect("turned off");
    assert_eq!(live(&hands, &site.id, &want).await, plain);

    let held = own(ObjectOwnership::BucketOwnerEnforced).await.expect_err("the list is not empty");
    let code = aws_sdk_s3::error::ProvideErrorMetadata::code(&held).map(str::to_owned);
    assert_eq!(code.as_deref(), Some("InvalidBucketAclWithObjectOwnership"));
    s3.put_bucket_acl().bucket("logs").acl(BucketCannedAcl::Private).send().await.expect("emptied");
    own(ObjectOwnership::BucketOwnerEnforced).await.expect("off again");
}
