use serde::{Deserialize, Serialize};

use super::selection::Selection;
use super::{CONTENTION, LETTING_GO, REGION, incomplete};
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;
use aws_sdk_cloudfront::types::{
    CachePolicyConfig, CachePolicyCookieBehavior, CachePolicyCookiesConfig, CachePolicyHeaderBehavior,
    CachePolicyHeadersConfig, CachePolicyQueryStringBehavior, CachePolicyQueryStringsConfig, CachePolicyType,
    CookieNames, Headers, ParametersInCacheKeyAndForwardedToOrigin, QueryStringNames,
};

/// What answers are kept under, and how long; a distribution's behaviour refers to it.
///
/// It has no tags; the comment says whose it is. Outputs: `id`.
pub struct CloudfrontCachePolicy;

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

impl Kind for CloudfrontCachePolicy {
    const NAME: &'static str = "cloudfront-cache-policy";
    const TITLE: &'static str = "CloudFront cache policy";
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
    const HELD: bool = true;
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateCachePolicy",
        "cloudfront:GetCachePolicy",
        "cloudfront:UpdateCachePolicy",
        "cloudfront:DeleteCachePolicy",
        "cloudfront:ListCachePolicies",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let config = config(want)?;
        let answer = hands
            .create(("cloudfront", "CreateCachePolicy"), || {
                client.create_cache_policy().cache_policy_config(config.clone()).send()
            })
            .await?;
        Ok(made(answer.cache_policy.map(|policy| policy.id).unwrap_or_default()))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let mut marker = None;
        loop {
            let answer = hands
                .read(("cloudfront", "ListCachePolicies"), || {
                    client.list_cache_policies().r#type(CachePolicyType::Custom).set_marker(marker.clone()).send()
                })
                .await?;
            let Some(list) = answer.cache_policy_list else { return Ok(None) };
            for policy in list.items().iter().filter_map(|summary| summary.cache_policy.as_ref()) {
                let Some(there) = policy.cache_policy_config.as_ref().filter(|there| there.name == want.name) else {
                    continue;
                };
                return if there.comment.as_deref() == Some(&want.comment) {
                    Ok(Some(made(policy.id.clone())))
                } else {
                    Err(Refusal::foreign(format!(
                        "the cache policy `{}` exists and its comment says it belongs to something else",
                        want.name
                    )))
                };
            }
            marker = list.next_marker;
            if marker.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, _was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some((live, _)) = get(hands, id).await? else { return Ok(None) };
        Ok(Some(Live { input: input_of(&live), outputs: made(id.to_owned()).outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let config = config(want)?;
        hands
            .patiently(&[Class::Busy], CONTENTION, || async {
                let Some((_, etag)) = get(hands, id).await? else {
                    return Err(Refusal::local("Gone", format!("the cache policy {id} is not there any more")));
                };
                hands
                    .write(("cloudfront", "UpdateCachePolicy"), || {
                        client.update_cache_policy().id(id).if_match(&etag).cache_policy_config(config.clone()).send()
                    })
                    .await
            })
            .await?;
        Ok(made(id.to_owned()).outputs)
    }

    async fn delete(hands: &Hands, id: &str, _was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        // A distribution that was just pointed elsewhere or deleted holds on to it for a while.
        hands
            .patiently(&[Class::Busy, Class::InUse], LETTING_GO, || async {
                let Some((_, etag)) = get(hands, id).await? else { return Ok(()) };
                or_gone(
                    hands
                        .write(("cloudfront", "DeleteCachePolicy"), || {
                            client.delete_cache_policy().id(id).if_match(&etag).send()
                        })
                        .await,
                )
            })
            .await
    }
}

fn made(id: String) -> Made {
    Made { outputs: [("id".to_owned(), id.clone())].into(), id }
}

/// The live configuration and its ETag.
async fn get(hands: &Hands, id: &str) -> Result<Option<(CachePolicyConfig, String)>, Refusal> {
    let client = hands.clients.cloudfront(REGION);
    let answer =
        or_none(hands.read(("cloudfront", "GetCachePolicy"), || client.get_cache_policy().id(id).send()).await)?;
    Ok(answer.and_then(|answer| {
        let config = answer.cache_policy?.cache_policy_config?;
        Some((config, answer.e_tag.unwrap_or_default()))
    }))
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
