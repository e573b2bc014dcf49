use aws_sdk_cloudfront::types::{ResponseHeadersPolicyConfig, ResponseHeadersPolicyType};

use super::super::REGION;
use super::super::policy::{Listed, OwnPolicy, Page, Policy};
use super::Input;
use super::config::{config, input_of};
use crate::kinds::Field;
use crate::providers::{Hands, Refusal};

/// Headers that viewers get in answers, or do not; a distribution's behaviour refers to it.
pub type CloudfrontResponseHeadersPolicy = OwnPolicy<ResponseHeadersPolicies>;

/// The calls of response headers policies.
pub struct ResponseHeadersPolicies;

impl Policy for ResponseHeadersPolicies {
    const NAME: &'static str = "cloudfront-response-headers-policy";
    const TITLE: &'static str = "CloudFront response headers policy";
    const WHAT: &'static str = "response headers policy";
    const FIELDS: &'static [Field] = &[
        Field::update("name", "unique in the account"),
        Field::update("comment", "whose it is"),
        Field::update("cors", "who may use answers from pages of other sites"),
        Field::update("security", "headers that browsers keep their users safe by"),
        Field::update("headers", "headers of one's own"),
        Field::update("removed", "headers of the origin that viewers do not get"),
        Field::update("server-timing", "percent of the answers that tell how they were served"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateResponseHeadersPolicy",
        "cloudfront:GetResponseHeadersPolicy",
        "cloudfront:UpdateResponseHeadersPolicy",
        "cloudfront:DeleteResponseHeadersPolicy",
        "cloudfront:ListResponseHeadersPolicies",
    ];
    type Input = Input;
    type Config = ResponseHeadersPolicyConfig;

    fn label(want: &Input) -> (&str, &str) {
        (&want.name, &want.comment)
    }

    fn config(hands: &Hands, want: &Input) -> Result<Self::Config, Refusal> {
        config(hands, want)
    }

    fn input(live: &Self::Config) -> Input {
        input_of(live)
    }

    async fn create(hands: &Hands, config: Self::Config) -> Result<String, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || client.create_response_headers_policy().response_headers_policy_config(config.clone()).send();
        let answer = hands.create(("cloudfront", "CreateResponseHeadersPolicy"), call).await?;
        Ok(answer.response_headers_policy.map(|policy| policy.id).unwrap_or_default())
    }

    async fn list(hands: &Hands, marker: Option<String>) -> Result<Page, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || {
            client
                .list_response_headers_policies()
                .r#type(ResponseHeadersPolicyType::Custom)
                .set_marker(marker.clone())
                .send()
        };
        let answer = hands.read(("cloudfront", "ListResponseHeadersPolicies"), call).await?;
        let Some(list) = answer.response_headers_policy_list else { return Ok(Page::default()) };
        let listed = list.items().iter().filter_map(|summary| {
            let policy = summary.response_headers_policy.as_ref()?;
            let config = policy.response_headers_policy_config.as_ref()?;
            Some(Listed { id: policy.id.clone(), name: config.name.clone(), comment: config.comment.clone() })
        });
        Ok(Page { policies: listed.collect(), next: list.next_marker.clone() })
    }

    async fn get(hands: &Hands, id: &str) -> Result<Option<(Self::Config, String)>, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let answer = hands
            .read(("cloudfront", "GetResponseHeadersPolicy"), || client.get_response_headers_policy().id(id).send())
            .await?;
        let config = answer.response_headers_policy.and_then(|policy| policy.response_headers_policy_config);
        Ok(config.map(|config| (config, answer.e_tag.unwrap_or_default())))
    }

    async fn update(hands: &Hands, id: &str, etag: &str, config: Self::Config) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || {
            client
                .update_response_headers_policy()
                .id(id)
                .if_match(etag)
                .response_headers_policy_config(config.clone())
                .send()
        };
        hands.write(("cloudfront", "UpdateResponseHeadersPolicy"), call).await.map(|_| ())
    }

    async fn delete(hands: &Hands, id: &str, etag: &str) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let call = || client.delete_response_headers_policy().id(id).if_match(etag).send();
        hands.write(("cloudfront", "DeleteResponseHeadersPolicy"), call).await.map(|_| ())
    }
}
