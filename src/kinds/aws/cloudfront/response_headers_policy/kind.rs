use aws_sdk_cloudfront::types::{ResponseHeadersPolicyConfig, ResponseHeadersPolicyType};

use super::super::{CONTENTION, LETTING_GO, REGION};
use super::Input;
use super::config::{config, input_of};
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// Headers that viewers get in answers, or do not; a distribution's behaviour refers to it.
///
/// It has no tags; the comment says whose it is. Outputs: `id`.
pub struct CloudfrontResponseHeadersPolicy;

impl Kind for CloudfrontResponseHeadersPolicy {
    const NAME: &'static str = "cloudfront-response-headers-policy";
    const TITLE: &'static str = "CloudFront response headers policy";
    const FIELDS: &'static [Field] = &[
        Field::update("name", "unique in the account"),
        Field::update("comment", "whose it is"),
        Field::update("cors", "who may use answers from pages of other sites"),
        Field::update("security", "headers that browsers keep their users safe by"),
        Field::update("headers", "headers of one's own"),
        Field::update("removed", "headers of the origin that viewers do not get"),
        Field::update("server-timing", "percent of the answers that tell how they were served"),
    ];
    const HELD: bool = true;
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateResponseHeadersPolicy",
        "cloudfront:GetResponseHeadersPolicy",
        "cloudfront:UpdateResponseHeadersPolicy",
        "cloudfront:DeleteResponseHeadersPolicy",
        "cloudfront:ListResponseHeadersPolicies",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let config = config(hands, want)?;
        let answer = hands
            .create(("cloudfront", "CreateResponseHeadersPolicy"), || {
                client.create_response_headers_policy().response_headers_policy_config(config.clone()).send()
            })
            .await?;
        Ok(made(answer.response_headers_policy.map(|policy| policy.id).unwrap_or_default()))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let mut marker = None;
        loop {
            let answer = hands
                .read(("cloudfront", "ListResponseHeadersPolicies"), || {
                    client
                        .list_response_headers_policies()
                        .r#type(ResponseHeadersPolicyType::Custom)
                        .set_marker(marker.clone())
                        .send()
                })
                .await?;
            let Some(list) = answer.response_headers_policy_list else { return Ok(None) };
            for policy in list.items().iter().filter_map(|summary| summary.response_headers_policy.as_ref()) {
                let Some(there) =
                    policy.response_headers_policy_config.as_ref().filter(|there| there.name == want.name)
                else {
                    continue;
                };
                return if there.comment.as_deref() == Some(&want.comment) {
                    Ok(Some(made(policy.id.clone())))
                } else {
                    Err(Refusal::foreign(format!(
                        "the response headers policy `{}` exists and its comment says it belongs to something else",
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
        let config = config(hands, want)?;
        hands
            .patiently(&[Class::Busy], CONTENTION, || async {
                let Some((_, etag)) = get(hands, id).await? else {
                    return Err(Refusal::local(
                        "Gone",
                        format!("the response headers policy {id} is not there any more"),
                    ));
                };
                hands
                    .write(("cloudfront", "UpdateResponseHeadersPolicy"), || {
                        client
                            .update_response_headers_policy()
                            .id(id)
                            .if_match(&etag)
                            .response_headers_policy_config(config.clone())
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
                        .write(("cloudfront", "DeleteResponseHeadersPolicy"), || {
                            client.delete_response_headers_policy().id(id).if_match(&etag).send()
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
async fn get(hands: &Hands, id: &str) -> Result<Option<(ResponseHeadersPolicyConfig, String)>, Refusal> {
    let client = hands.clients.cloudfront(REGION);
    let answer = or_none(
        hands
            .read(("cloudfront", "GetResponseHeadersPolicy"), || client.get_response_headers_policy().id(id).send())
            .await,
    )?;
    Ok(answer.and_then(|answer| {
        let config = answer.response_headers_policy?.response_headers_policy_config?;
        Some((config, answer.e_tag.unwrap_or_default()))
    }))
}
