use serde::{Deserialize, Serialize};

use super::policy::{Listed, OwnPolicy, Page, Policy};
use super::selection::Selection;
use super::{REGION, incomplete};
use crate::kinds::Field;
use crate::providers::{Hands, Refusal};
use aws_sdk_cloudfront::types::{
    CachePolicyConfig, CachePolicyCookieBehavior, CachePolicyCookiesConfig, CachePolicyHeaderBehavior,
    CachePolicyHeadersConfig, CachePolicyQueryStringBehavior, CachePolicyQueryStringsConfig, CachePolicyType,
    CookieNames, Headers, ParametersInCacheKeyAndForwardedToOrigin, QueryStringNames,
};

/// What answers are kept under, and how long; a distribution's behaviour refers to it.
pub type CloudfrontCachePolicy = OwnPolicy<CachePolicies>;

/// The calls of cache policies.
pub struct CachePolicies;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// Unique in the account: letters, digits, `-` and `_`, at most 128.
    pub name: String,
    /// At most 128 characters; carries the marker of the owner.
    pub comment: String,
    /// Seconds; the three go up in this order.
    pub min_ttl: u32,
    /// Seconds.
    pub default_ttl: u32,
    /// Seconds; 0 keeps nothing, and then nothing may be in the key.
    pub max_ttl: u32,
    /// Whether forms compressed with gzip are kept of their own.
    pub gzip: bool,
    /// The same with Brotli.
    pub brotli: bool,
    /// Request headers in the key: `none` or `whitelist`.
    pub headers: Selection,
    /// Cookies in the key: `none`, `whitelist`, `allExcept` or `all`.
    pub cookies: Selection,
    /// Query parameters in the key: `none`, `whitelist`, `allExcept` or `all`.
    pub queries: Selection,
}

impl Policy for CachePolicies {
    const NAME: &'static str = "cloudfront-cache-policy";
    const TITLE: &'static str = "CloudFront cache policy";
    const WHAT: &'static str = "cache policy";
    const FIELDS: &'static [Field] = &[
        Field::update("name", "unique in the account"),
        Field::update("comment", "whose it is"),
        Field::update("min-ttl", "seconds answers are kept at least"),
        Field::update("default-ttl", "seconds answers are kept when the origin does not say"),
        Field::update("max-ttl", "seconds answers are kept at most"),
        Field::update("gzip", "whether forms compressed with gzip are kept"),
        Field::update("brotli", "whether forms compressed with Brotli are kept"),
        Field::update("headers", "request headers in the cache key"),
        Field::update("cookies", "cookies in the cache key"),
        Field::update("queries", "query parameters in the cache key"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateCachePolicy",
        "cloudfront:GetCachePolicy",
        "cloudfront:UpdateCachePolicy",
        "cloudfront:DeleteCachePolicy",
        "cloudfront:ListCachePolicies",
    ];
    type Input = Input;
    type Config = CachePolicyConfig;

    fn label(want: &Input) -> (&str, &str) {
        (&want.name, &want.comment)
    }

    fn config(_hands: &Hands, want: &Input) -> Result<Self::Config, Refusal> {
        config(want)
    }

    fn input(live: &Self::Config) -> Input {
        input_of(live)
    }

    async fn create(hands: &Hands, config: Self::Config) -> Result<String, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || client.create_cache_policy().cache_policy_config(config.clone()).send();
        let answer = hands.create(("cloudfront", "CreateCachePolicy"), call).await?;
        Ok(answer.cache_policy.map(|policy| policy.id).unwrap_or_default())
    }

    async fn list(hands: &Hands, marker: Option<String>) -> Result<Page, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || client.list_cache_policies().r#type(CachePolicyType::Custom).set_marker(marker.clone()).send();
        let answer = hands.read(("cloudfront", "ListCachePolicies"), call).await?;
        let Some(list) = answer.cache_policy_list else { return Ok(Page::default()) };
        let listed = list.items().iter().filter_map(|summary| {
            let policy = summary.cache_policy.as_ref()?;
            let config = policy.cache_policy_config.as_ref()?;
            Some(Listed { id: policy.id.clone(), name: config.name.clone(), comment: config.comment.clone() })
        });
        Ok(Page { policies: listed.collect(), next: list.next_marker.clone() })
    }

    async fn get(hands: &Hands, id: &str) -> Result<Option<(Self::Config, String)>, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let answer = hands.read(("cloudfront", "GetCachePolicy"), || client.get_cache_policy().id(id).send()).await?;
        let config = answer.cache_policy.and_then(|policy| policy.cache_policy_config);
        Ok(config.map(|config| (config, answer.e_tag.unwrap_or_default())))
    }

    async fn update(hands: &Hands, id: &str, etag: &str, config: Self::Config) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || client.update_cache_policy().id(id).if_match(etag).cache_policy_config(config.clone()).send();
        hands.write(("cloudfront", "UpdateCachePolicy"), call).await.map(|_| ())
    }

    async fn delete(hands: &Hands, id: &str, etag: &str) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || client.delete_cache_policy().id(id).if_match(etag).send();
        hands.write(("cloudfront", "DeleteCachePolicy"), call).await.map(|_| ())
    }
}

fn config(want: &Input) -> Result<CachePolicyConfig, Refusal> {
    let names = |(count, items)| Headers::builder().quantity(count).set_items(Some(items)).build();
    let headers = CachePolicyHeadersConfig::builder()
        .header_behavior(CachePolicyHeaderBehavior::from(want.headers.behavior.as_str()))
        .set_headers(want.headers.listed().map(names).transpose().map_err(incomplete)?);
    let names = |(count, items)| CookieNames::builder().quantity(count).set_items(Some(items)).build();
    let cookies = CachePolicyCookiesConfig::builder()
        .cookie_behavior(CachePolicyCookieBehavior::from(want.cookies.behavior.as_str()))
        .set_cookies(want.cookies.listed().map(names).transpose().map_err(incomplete)?);
    let names = |(count, items)| QueryStringNames::builder().quantity(count).set_items(Some(items)).build();
    let queries = CachePolicyQueryStringsConfig::builder()
        .query_string_behavior(CachePolicyQueryStringBehavior::from(want.queries.behavior.as_str()))
        .set_query_strings(want.queries.listed().map(names).transpose().map_err(incomplete)?);
    let key = ParametersInCacheKeyAndForwardedToOrigin::builder()
        .enable_accept_encoding_gzip(want.gzip)
        .enable_accept_encoding_brotli(want.brotli)
        .headers_config(headers.build().map_err(incomplete)?)
        .cookies_config(cookies.build().map_err(incomplete)?)
        .query_strings_config(queries.build().map_err(incomplete)?);
    CachePolicyConfig::builder()
        .name(&want.name)
        .comment(&want.comment)
        .min_ttl(i64::from(want.min_ttl))
        .default_ttl(i64::from(want.default_ttl))
        .max_ttl(i64::from(want.max_ttl))
        .parameters_in_cache_key_and_forwarded_to_origin(key.build().map_err(incomplete)?)
        .build()
        .map_err(incomplete)
}

fn input_of(live: &CachePolicyConfig) -> Input {
    let seconds = |seconds: i64| u32::try_from(seconds).unwrap_or(u32::MAX);
    let key = live.parameters_in_cache_key_and_forwarded_to_origin.as_ref();
    let headers = key.and_then(|key| key.headers_config.as_ref());
    let cookies = key.and_then(|key| key.cookies_config.as_ref());
    let queries = key.and_then(|key| key.query_strings_config.as_ref());
    Input {
        name: live.name.clone(),
        comment: live.comment.clone().unwrap_or_default(),
        min_ttl: seconds(live.min_ttl),
        // What CloudFront takes when nothing is said (API reference, CachePolicyConfig).
        default_ttl: seconds(live.default_ttl.unwrap_or(86_400)),
        max_ttl: seconds(live.max_ttl.unwrap_or(31_536_000)),
        gzip: key.is_some_and(|key| key.enable_accept_encoding_gzip),
        brotli: key.and_then(|key| key.enable_accept_encoding_brotli).unwrap_or(false),
        headers: headers.map_or_else(Selection::none, |config| {
            Selection::of(config.header_behavior.as_str(), config.headers.as_ref().map(Headers::items))
        }),
        cookies: cookies.map_or_else(Selection::none, |config| {
            Selection::of(config.cookie_behavior.as_str(), config.cookies.as_ref().map(CookieNames::items))
        }),
        queries: queries.map_or_else(Selection::none, |config| {
            let names = config.query_strings.as_ref().map(QueryStringNames::items);
            Selection::of(config.query_string_behavior.as_str(), names)
        }),
    }
}
