use serde::{Deserialize, Serialize};

use super::policy::{Listed, OwnPolicy, Page, Policy};
use super::selection::Selection;
use super::{REGION, incomplete};
use crate::kinds::Field;
use crate::providers::{Hands, Refusal};
use aws_sdk_cloudfront::types::{
    CookieNames, Headers, OriginRequestPolicyConfig, OriginRequestPolicyCookieBehavior,
    OriginRequestPolicyCookiesConfig, OriginRequestPolicyHeaderBehavior, OriginRequestPolicyHeadersConfig,
    OriginRequestPolicyQueryStringBehavior, OriginRequestPolicyQueryStringsConfig, OriginRequestPolicyType,
    QueryStringNames,
};

/// What of a request the origin gets besides the cache key; a distribution's behaviour refers to it.
pub type CloudfrontOriginRequestPolicy = OwnPolicy<OriginRequestPolicies>;

/// The calls of origin request policies.
pub struct OriginRequestPolicies;

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

impl Policy for OriginRequestPolicies {
    const NAME: &'static str = "cloudfront-origin-request-policy";
    const TITLE: &'static str = "CloudFront origin request policy";
    const WHAT: &'static str = "origin request policy";
    const FIELDS: &'static [Field] = &[
        Field::update("name", "unique in the account"),
        Field::update("comment", "whose it is"),
        Field::update("headers", "request headers the origin gets"),
        Field::update("cookies", "cookies the origin gets"),
        Field::update("queries", "query parameters the origin gets"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateOriginRequestPolicy",
        "cloudfront:GetOriginRequestPolicy",
        "cloudfront:UpdateOriginRequestPolicy",
        "cloudfront:DeleteOriginRequestPolicy",
        "cloudfront:ListOriginRequestPolicies",
    ];
    type Input = Input;
    type Config = OriginRequestPolicyConfig;

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
        let call = || client.create_origin_request_policy().origin_request_policy_config(config.clone()).send();
        let answer = hands.create(("cloudfront", "CreateOriginRequestPolicy"), call).await?;
        Ok(answer.origin_request_policy.map(|policy| policy.id).unwrap_or_default())
    }

    async fn list(hands: &Hands, marker: Option<String>) -> Result<Page, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || {
            client
                .list_origin_request_policies()
                .r#type(OriginRequestPolicyType::Custom)
                .set_marker(marker.clone())
                .send()
        };
        let answer = hands.read(("cloudfront", "ListOriginRequestPolicies"), call).await?;
        let Some(list) = answer.origin_request_policy_list else { return Ok(Page::default()) };
        let listed = list.items().iter().filter_map(|summary| {
            let policy = summary.origin_request_policy.as_ref()?;
            let config = policy.origin_request_policy_config.as_ref()?;
            Some(Listed { id: policy.id.clone(), name: config.name.clone(), comment: config.comment.clone() })
        });
        Ok(Page { policies: listed.collect(), next: list.next_marker.clone() })
    }

    async fn get(hands: &Hands, id: &str) -> Result<Option<(Self::Config, String)>, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let answer = hands
            .read(("cloudfront", "GetOriginRequestPolicy"), || client.get_origin_request_policy().id(id).send())
            .await?;
        let config = answer.origin_request_policy.and_then(|policy| policy.origin_request_policy_config);
        Ok(config.map(|config| (config, answer.e_tag.unwrap_or_default())))
    }

    async fn update(hands: &Hands, id: &str, etag: &str, config: Self::Config) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || {
            client
                .update_origin_request_policy()
                .id(id)
                .if_match(etag)
                .origin_request_policy_config(config.clone())
                .send()
        };
        hands.write(("cloudfront", "UpdateOriginRequestPolicy"), call).await.map(|_| ())
    }

    async fn delete(hands: &Hands, id: &str, etag: &str) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || client.delete_origin_request_policy().id(id).if_match(etag).send();
        hands.write(("cloudfront", "DeleteOriginRequestPolicy"), call).await.map(|_| ())
    }
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
