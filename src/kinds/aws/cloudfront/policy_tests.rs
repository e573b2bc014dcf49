use std::collections::{BTreeMap, BTreeSet};

use super::response_headers_policy::{Cors, Header, Hsts, Security, Word};
use super::*;
use crate::kinds::Kind;
use crate::kinds::bench::{self, Bench};
use crate::providers::{Class, Hands};
use crate::sandbox::services::cloudfront::Policy;

fn select(behavior: &str, names: &[&str]) -> Selection {
    Selection { behavior: behavior.into(), names: set(names) }
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn cache() -> CachePolicyInput {
    CachePolicyInput {
        name: "dev-shop-site".into(),
        comment: "engine shop/dev/cdn.site/cache-policy".into(),
        min_ttl: 0,
        default_ttl: 60,
        max_ttl: 3_600,
        gzip: true,
        brotli: true,
        headers: select("whitelist", &["Origin", "Accept"]),
        cookies: select("allExcept", &["debug"]),
        queries: select("all", &[]),
    }
}

fn request() -> OriginRequestPolicyInput {
    OriginRequestPolicyInput {
        name: "dev-shop-site".into(),
        comment: "engine shop/dev/cdn.site/origin-request-policy".into(),
        headers: select("allViewerAndWhitelistCloudFront", &["CloudFront-Viewer-Country", "CloudFront-Viewer-City"]),
        cookies: select("whitelist", &["session"]),
        queries: select("none", &[]),
    }
}

fn bare_response() -> ResponseHeadersPolicyInput {
    ResponseHeadersPolicyInput {
        name: "dev-shop-site".into(),
        comment: "engine shop/dev/cdn.site/response-headers-policy".into(),
        cors: None,
        security: Security {
            hsts: None,
            content_type_options: None,
            frame_options: None,
            referrer_policy: None,
            content_security_policy: None,
            xss_protection: None,
        },
        headers: BTreeMap::new(),
        removed: BTreeSet::new(),
        server_timing: Some(5),
    }
}

fn response() -> ResponseHeadersPolicyInput {
    let word = |value: &str| Some(Word { value: value.into(), overrides: false });
    ResponseHeadersPolicyInput {
        cors: Some(Cors {
            origins: set(&["https://b.example", "https://a.example"]),
            methods: set(&["POST", "GET"]),
            headers: set(&["X-A", "X-B"]),
            expose: set(&["X-C", "X-D"]),
            credentials: true,
            max_age: 0,
            overrides: true,
        }),
        security: Security {
            hsts: Some(Hsts { max_age: 1, include_subdomains: true, preload: false, overrides: true }),
            content_type_options: Some(true),
            frame_options: word("DENY"),
            referrer_policy: word("same-origin"),
            content_security_policy: Some(Header { value: "default-src 'self' <&>".into(), overrides: true }),
            xss_protection: word("filter"),
        },
        headers: [
            ("X-Two".to_owned(), Header { value: "2".into(), overrides: false }),
            ("X-One".to_owned(), Header { value: "1".into(), overrides: true }),
        ]
        .into(),
        removed: set(&["Server", "X-Powered-By"]),
        server_timing: None,
        ..bare_response()
    }
}

/// What every policy goes through: made, found, told from another's, changed and removed.
async fn lives<K: Kind>(hands: &Hands, want: &K::Input, other: &K::Input, foreign: &K::Input)
where
    K::Input: PartialEq + std::fmt::Debug,
{
    let made = bench::create::<K>(hands, want).await;
    assert_eq!(K::create(hands, want).await.expect_err("the name is taken").class, Class::Exists);
    assert_eq!(K::find(hands, want).await.expect("no refusal").expect("there").id, made.id);
    assert_eq!(K::find(hands, foreign).await.expect_err("not ours").code, "Foreign");
    bench::update::<K>(hands, &made.id, want, other).await;
    bench::delete::<K>(hands, &made.id, other).await;
    assert!(K::find(hands, want).await.expect("no refusal").is_none());
}

#[tokio::test]
async fn policies_live_a_whole_life() {
    let Bench { hands, .. } = Bench::new().await;
    let other = CachePolicyInput {
        name: "other".into(),
        default_ttl: 0,
        max_ttl: 0,
        gzip: false,
        brotli: false,
        headers: select("none", &[]),
        cookies: select("none", &[]),
        queries: select("none", &[]),
        ..cache()
    };
    let foreign = CachePolicyInput { comment: "mine".into(), ..cache() };
    lives::<CloudfrontCachePolicy>(&hands, &cache(), &other, &foreign).await;
    let other = OriginRequestPolicyInput { headers: select("allExcept", &["Host"]), ..request() };
    let foreign = OriginRequestPolicyInput { comment: "mine".into(), ..request() };
    lives::<CloudfrontOriginRequestPolicy>(&hands, &request(), &other, &foreign).await;
    let foreign = ResponseHeadersPolicyInput { comment: "mine".into(), ..response() };
    lives::<CloudfrontResponseHeadersPolicy>(&hands, &response(), &bare_response(), &foreign).await;
}

#[tokio::test]
async fn lost_answers_leave_one_policy() {
    bench::survives::<CloudfrontCachePolicy>(async |_| cache(), |world| world.cloudfront.cache_policies.len()).await;
    bench::survives::<CloudfrontOriginRequestPolicy>(
        async |_| request(),
        |world| world.cloudfront.origin_request_policies.len(),
    )
    .await;
    bench::survives::<CloudfrontResponseHeadersPolicy>(
        async |_| response(),
        |world| world.cloudfront.response_headers_policies.len(),
    )
    .await;
}

#[tokio::test]
async fn what_cloudfront_refuses_of_policies_is_refused() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    async fn refused<K: Kind>(hands: &Hands, want: K::Input) -> String {
        K::create(hands, &want).await.expect_err("refused").code
    }
    let kept = |max_ttl| CachePolicyInput { min_ttl: 0, default_ttl: 0, max_ttl, ..cache() };
    assert_eq!(refused::<CloudfrontCachePolicy>(&hands, kept(0)).await, "InvalidArgument");
    let upside_down = CachePolicyInput { min_ttl: 61, ..cache() };
    assert_eq!(refused::<CloudfrontCachePolicy>(&hands, upside_down).await, "InvalidArgument");
    let spaced = CachePolicyInput { name: "a b".into(), ..cache() };
    assert_eq!(refused::<CloudfrontCachePolicy>(&hands, spaced).await, "InvalidArgument");
    let unnamed = OriginRequestPolicyInput { cookies: select("whitelist", &[]), ..request() };
    assert_eq!(refused::<CloudfrontOriginRequestPolicy>(&hands, unnamed).await, "InvalidArgument");
    let credentials = OriginRequestPolicyInput { headers: select("whitelist", &["authorization"]), ..request() };
    assert_eq!(refused::<CloudfrontOriginRequestPolicy>(&hands, credentials).await, "InvalidArgument");
    let nothing = ResponseHeadersPolicyInput { server_timing: None, ..bare_response() };
    assert_eq!(refused::<CloudfrontResponseHeadersPolicy>(&hands, nothing).await, "InvalidArgument");
    let mut wide = response();
    wide.cors.as_mut().expect("there").headers = set(&["*"]);
    assert_eq!(refused::<CloudfrontResponseHeadersPolicy>(&hands, wide).await, "InvalidArgument");
    let mut own = response();
    own.headers.insert("X-Frame-Options".into(), Header { value: "DENY".into(), overrides: true });
    assert_eq!(refused::<CloudfrontResponseHeadersPolicy>(&hands, own).await, "InvalidArgument");

    // Managed ones are nobody's to change or remove.
    let security = managed::response_headers_policy("security").expect("a managed policy").id;
    let delete = CloudfrontResponseHeadersPolicy::delete(&hands, security, &response()).await;
    assert_eq!(delete.expect_err("managed").code, "IllegalDelete");
    let update = CloudfrontResponseHeadersPolicy::update(&hands, security, &response(), &response()).await;
    assert_eq!(update.expect_err("managed").code, "IllegalUpdate");

    for number in 0..20 {
        let policy = CachePolicyInput { name: format!("policy-{number}"), ..cache() };
        CloudfrontCachePolicy::create(&hands, &policy).await.expect("within the quota");
    }
    assert_eq!(refused::<CloudfrontCachePolicy>(&hands, cache()).await, "TooManyCachePolicies");
    let count = cloud.with_world(|world| world.cloudfront.cache_policies.values().filter(is_ours).count());
    assert_eq!(count, 20);
}

fn is_ours(policy: &&Policy) -> bool {
    policy.config.text_of("Comment") == cache().comment
}
