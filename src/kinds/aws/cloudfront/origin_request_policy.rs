use serde::{Deserialize, Serialize};

use super::selection::Selection;
use super::{CONTENTION, LETTING_GO, REGION, incomplete};
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;
use aws_sdk_cloudfront::types::{
    CookieNames, Headers, OriginRequestPolicyConfig, OriginRequestPolicyCookieBehavior,
    OriginRequestPolicyCookiesConfig, OriginRequestPolicyHeaderBehavior, OriginRequestPolicyHeadersConfig,
    OriginRequestPolicyQueryStringBehavior, OriginRequestPolicyQueryStringsConfig, OriginRequestPolicyType,
    QueryStringNames,
};

/// What of a request the origin gets besides the cache key; a distribution's behaviour refers to it.
///
/// It has no tags; the comment says whose it is. Outputs: `id`.
pub struct CloudfrontOriginRequestPolicy;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// Unique in the account: letters, digits, `-` and `_`, at most 128.
    pub name: String,
    /// At most 128 characters; carries the marker of the owner.
    pub comment: String,
    /// `none`, `whitelist`, `allViewer`, `allViewerAndWhitelistCloudFront` or `allExcept`.
    pub headers: Selection,
    /// `none`, `whitelist`, `all` or `allExcept`.
    pub cookies: Selection,
    /// `none`, `whitelist`, `all` or `allExcept`.
    pub queries: Selection,
}

impl Kind for CloudfrontOriginRequestPolicy {
    const NAME: &'static str = "cloudfront-origin-request-policy";
    const TITLE: &'static str = "CloudFront origin request policy";
    const FIELDS: &'static [Field] = &[
        Field::update("name", "unique in the account"),
        Field::update("comment", "whose it is"),
        Field::update("headers", "request headers the origin gets"),
        Field::update("cookies", "cookies the origin gets"),
        Field::update("queries", "query parameters the origin gets"),
    ];
    const HELD: bool = true;
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateOriginRequestPolicy",
        "cloudfront:GetOriginRequestPolicy",
        "cloudfront:UpdateOriginRequestPolicy",
        "cloudfront:DeleteOriginRequestPolicy",
        "cloudfront:ListOriginRequestPolicies",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let config = config(want)?;
        let answer = hands
            .create(("cloudfront", "CreateOriginRequestPolicy"), || {
                client.create_origin_request_policy().origin_request_policy_config(config.clone()).send()
            })
            .await?;
        Ok(made(answer.origin_request_policy.map(|policy| policy.id).unwrap_or_default()))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let mut marker = None;
        loop {
            let answer = hands
                .read(("cloudfront", "ListOriginRequestPolicies"), || {
                    client
                        .list_origin_request_policies()
                        .r#type(OriginRequestPolicyType::Custom)
                        .set_marker(marker.clone())
                        .send()
                })
                .await?;
            let Some(list) = answer.origin_request_policy_list else { return Ok(None) };
            for policy in list.items().iter().filter_map(|summary| summary.origin_request_policy.as_ref()) {
                let Some(there) = policy.origin_request_policy_config.as_ref().filter(|there| there.name == want.name)
                else {
                    continue;
                };
                return if there.comment.as_deref() == Some(&want.comment) {
                    Ok(Some(made(policy.id.clone())))
                } else {
                    Err(Refusal::foreign(format!(
                        "the origin request policy `{}` exists and its comment says it belongs to something else",
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
                    return Err(Refusal::local(
                        "Gone",
                        format!("the origin request policy {id} is not there any more"),
                    ));
                };
                hands
                    .write(("cloudfront", "UpdateOriginRequestPolicy"), || {
                        client
                            .update_origin_request_policy()
                            .id(id)
                            .if_match(&etag)
                            .origin_request_policy_config(config.clone())
                            .send()
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
                        .write(("cloudfront", "DeleteOriginRequestPolicy"), || {
                            client.delete_origin_request_policy().id(id).if_match(&etag).send()
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
async fn get(hands: &Hands, id: &str) -> Result<Option<(OriginRequestPolicyConfig, String)>, Refusal> {
    let client = hands.clients.cloudfront(REGION);
    let answer = or_none(
        hands.read(("cloudfront", "GetOriginRequestPolicy"), || client.get_origin_request_policy().id(id).send()).await,
    )?;
    Ok(answer.and_then(|answer| {
        let config = answer.origin_request_policy?.origin_request_policy_config?;
        Some((config, answer.e_tag.unwrap_or_default()))
    }))
}

fn config(want: &Input) -> Result<OriginRequestPolicyConfig, Refusal> {
    let names = |(count, items)| Headers::builder().quantity(count).set_items(Some(items)).build();
    let headers = OriginRequestPolicyHeadersConfig::builder()
        .header_behavior(OriginRequestPolicyHeaderBehavior::from(want.headers.behavior.as_str()))
        .set_headers(want.headers.listed().map(names).transpose().map_err(incomplete)?);
    let names = |(count, items)| CookieNames::builder().quantity(count).set_items(Some(items)).build();
    let cookies = OriginRequestPolicyCookiesConfig::builder()
        .cookie_behavior(OriginRequestPolicyCookieBehavior::from(want.cookies.behavior.as_str()))
        .set_cookies(want.cookies.listed().map(names).transpose().map_err(incomplete)?);
    let names = |(count, items)| QueryStringNames::builder().quantity(count).set_items(Some(items)).build();
    let queries = OriginRequestPolicyQueryStringsConfig::builder()
        .query_string_behavior(OriginRequestPolicyQueryStringBehavior::from(want.queries.behavior.as_str()))
        .set_query_strings(want.queries.listed().map(names).transpose().map_err(incomplete)?);
    OriginRequestPolicyConfig::builder()
        .name(&want.name)
        .comment(&want.comment)
        .headers_config(headers.build().map_err(incomplete)?)
        .cookies_config(cookies.build().map_err(incomplete)?)
        .query_strings_config(queries.build().map_err(incomplete)?)
        .build()
        .map_err(incomplete)
}

fn input_of(live: &OriginRequestPolicyConfig) -> Input {
    Input {
        name: live.name.clone(),
        comment: live.comment.clone().unwrap_or_default(),
        headers: live.headers_config.as_ref().map_or_else(Selection::none, |config| {
            Selection::of(config.header_behavior.as_str(), config.headers.as_ref().map(Headers::items))
        }),
        cookies: live.cookies_config.as_ref().map_or_else(Selection::none, |config| {
            Selection::of(config.cookie_behavior.as_str(), config.cookies.as_ref().map(CookieNames::items))
        }),
        queries: live.query_strings_config.as_ref().map_or_else(Selection::none, |config| {
            let names = config.query_strings.as_ref().map(QueryStringNames::items);
            Selection::of(config.query_string_behavior.as_str(), names)
        }),
    }
}
