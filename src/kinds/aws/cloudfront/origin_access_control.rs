use aws_sdk_cloudfront::types::{
    OriginAccessControlConfig, OriginAccessControlOriginTypes, OriginAccessControlSigningBehaviors,
    OriginAccessControlSigningProtocols,
};
use serde::{Deserialize, Serialize};

use super::{CONTENTION, LETTING_GO, REGION, incomplete};
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// Lets a distribution sign its requests to an S3 origin (SigV4, always).
///
/// It has no tags; the description says whose it is. Outputs: `id`.
pub struct CloudfrontOriginAccessControl;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// Unique in the account, at most 64 characters.
    pub name: String,
    /// At most 256 characters; carries the marker of the owner.
    pub description: String,
    /// `s3`.
    pub origin_type: String,
    /// `always`, `never` or `no-override`.
    pub signing_behavior: String,
}

impl Kind for CloudfrontOriginAccessControl {
    const NAME: &'static str = "cloudfront-origin-access-control";
    const TITLE: &'static str = "CloudFront origin access control";
    const FIELDS: &'static [Field] = &[
        Field::update("name", "unique in the account"),
        Field::update("description", "whose it is"),
        Field::update("origin-type", "what kind of origin it signs for"),
        Field::update("signing-behavior", "which requests are signed"),
    ];
    const HELD: bool = true;
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateOriginAccessControl",
        "cloudfront:GetOriginAccessControl",
        "cloudfront:UpdateOriginAccessControl",
        "cloudfront:DeleteOriginAccessControl",
        "cloudfront:ListOriginAccessControls",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let config = config(want)?;
        let answer = hands
            .create(("cloudfront", "CreateOriginAccessControl"), || {
                client.create_origin_access_control().origin_access_control_config(config.clone()).send()
            })
            .await?;
        let id = answer.origin_access_control.map(|control| control.id).unwrap_or_default();
        Ok(made(id))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let mut marker = None;
        loop {
            let answer = hands
                .read(("cloudfront", "ListOriginAccessControls"), || {
                    client.list_origin_access_controls().set_marker(marker.clone()).send()
                })
                .await?;
            let Some(list) = answer.origin_access_control_list else { return Ok(None) };
            if let Some(found) = list.items().iter().find(|control| control.name() == want.name) {
                return if found.description() == want.description {
                    Ok(Some(made(found.id().to_owned())))
                } else {
                    Err(Refusal::foreign(format!(
                        "the origin access control `{}` exists and its description says it belongs to something else",
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
        let input = Input {
            name: live.name,
            description: live.description.unwrap_or_default(),
            origin_type: live.origin_access_control_origin_type.as_str().to_owned(),
            signing_behavior: live.signing_behavior.as_str().to_owned(),
        };
        Ok(Some(Live { input, outputs: made(id.to_owned()).outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let config = config(want)?;
        hands
            .patiently(&[Class::Busy], CONTENTION, || async {
                let Some((_, etag)) = get(hands, id).await? else {
                    return Err(Refusal::local(
                        "Gone",
                        format!("the origin access control {id} is not there any more"),
                    ));
                };
                hands
                    .write(("cloudfront", "UpdateOriginAccessControl"), || {
                        client
                            .update_origin_access_control()
                            .id(id)
                            .if_match(&etag)
                            .origin_access_control_config(config.clone())
                            .send()
                    })
                    .await
            })
            .await?;
        Ok(made(id.to_owned()).outputs)
    }

    async fn delete(hands: &Hands, id: &str, _was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        // A distribution that was just repointed or deleted holds on to it for a while.
        hands
            .patiently(&[Class::Busy, Class::InUse], LETTING_GO, || async {
                let Some((_, etag)) = get(hands, id).await? else { return Ok(()) };
                or_gone(
                    hands
                        .write(("cloudfront", "DeleteOriginAccessControl"), || {
                            client.delete_origin_access_control().id(id).if_match(&etag).send()
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

fn config(want: &Input) -> Result<OriginAccessControlConfig, Refusal> {
    OriginAccessControlConfig::builder()
        .name(&want.name)
        .description(&want.description)
        .signing_protocol(OriginAccessControlSigningProtocols::Sigv4)
        .signing_behavior(OriginAccessControlSigningBehaviors::from(want.signing_behavior.as_str()))
        .origin_access_control_origin_type(OriginAccessControlOriginTypes::from(want.origin_type.as_str()))
        .build()
        .map_err(incomplete)
}

/// The live configuration and its ETag.
async fn get(hands: &Hands, id: &str) -> Result<Option<(OriginAccessControlConfig, String)>, Refusal> {
    let client = hands.clients.cloudfront(REGION);
    let answer = or_none(
        hands.read(("cloudfront", "GetOriginAccessControl"), || client.get_origin_access_control().id(id).send()).await,
    )?;
    Ok(answer.and_then(|answer| {
        let config = answer.origin_access_control?.origin_access_control_config?;
        Some((config, answer.e_tag.unwrap_or_default()))
    }))
}
