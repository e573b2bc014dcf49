use aws_sdk_cloudfront::primitives::Blob;
use aws_sdk_cloudfront::types::{FunctionConfig, FunctionRuntime, FunctionStage};
use serde::{Deserialize, Serialize};

use super::{CONTENTION, LETTING_GO, REGION, incomplete};
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// A function at the edge, published to `LIVE` whenever its code or configuration changes.
///
/// Outputs: `arn`, `name`.
pub struct CloudfrontFunction;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// Unique in the account: 1 to 64 of `[a-zA-Z0-9-_]`.
    pub name: String,
    /// `cloudfront-js-2.0`.
    pub runtime: String,
    /// The source text, at most 10 KB.
    pub code: String,
    /// Carries the marker of the owner.
    pub comment: String,
}

impl Kind for CloudfrontFunction {
    const NAME: &'static str = "cloudfront-function";
    const TITLE: &'static str = "CloudFront function";
    const FIELDS: &'static [Field] = &[
        Field::replace("name", "unique in the account"),
        Field::update("runtime", "the JavaScript runtime"),
        Field::update("code", "the source text"),
        Field::update("comment", "whose it is"),
    ];
    const HELD: bool = true;
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateFunction",
        "cloudfront:DescribeFunction",
        "cloudfront:GetFunction",
        "cloudfront:UpdateFunction",
        "cloudfront:PublishFunction",
        "cloudfront:DeleteFunction",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let config = config(want)?;
        let answer = hands
            .create(("cloudfront", "CreateFunction"), || {
                client
                    .create_function()
                    .name(&want.name)
                    .function_config(config.clone())
                    .function_code(Blob::new(want.code.as_bytes()))
                    .send()
            })
            .await?;
        publish(hands, &want.name, &answer.e_tag.unwrap_or_default()).await?;
        Ok(made(hands, &want.name))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        match describe(hands, &want.name, FunctionStage::Development).await? {
            None => Ok(None),
            Some(found) if found.comment == want.comment => Ok(Some(made(hands, &want.name))),
            Some(_) => Err(Refusal::foreign(format!(
                "the CloudFront function `{}` exists and its comment says it belongs to something else",
                want.name
            ))),
        }
    }

    async fn read(hands: &Hands, id: &str, _was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        // What viewers get is `LIVE`; a newer `DEVELOPMENT` is an update that was not published, and shows as drift.
        let live = describe(hands, id, FunctionStage::Live).await?;
        let there = match live {
            Some(_) => live,
            None => {
                describe(hands, id, FunctionStage::Development).await?.map(|made| Stage { code: String::new(), ..made })
            }
        };
        Ok(there.map(|stage| Live {
            input: Input { name: id.to_owned(), runtime: stage.runtime, code: stage.code, comment: stage.comment },
            outputs: made(hands, id).outputs,
        }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let config = config(want)?;
        hands
            .patiently(&[Class::Busy], CONTENTION, || async {
                let Some(there) = describe(hands, id, FunctionStage::Development).await? else {
                    return Err(Refusal::local(
                        "Gone",
                        format!("the CloudFront function `{id}` is not there any more"),
                    ));
                };
                let same = there.code == want.code && there.runtime == want.runtime && there.comment == want.comment;
                if same {
                    return publish(hands, id, &there.etag).await;
                }
                let answer = hands
                    .write(("cloudfront", "UpdateFunction"), || {
                        client
                            .update_function()
                            .name(id)
                            .if_match(&there.etag)
                            .function_config(config.clone())
                            .function_code(Blob::new(want.code.as_bytes()))
                            .send()
                    })
                    .await?;
                publish(hands, id, &answer.e_tag.unwrap_or_default()).await
            })
            .await?;
        Ok(made(hands, id).outputs)
    }

    async fn delete(hands: &Hands, id: &str, _was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        hands
            .patiently(&[Class::Busy, Class::InUse], LETTING_GO, || async {
                let Some(there) = describe(hands, id, FunctionStage::Development).await? else { return Ok(()) };
                or_gone(
                    hands
                        .write(("cloudfront", "DeleteFunction"), || {
                            client.delete_function().name(id).if_match(&there.etag).send()
                        })
                        .await,
                )
            })
            .await
    }
}

fn made(hands: &Hands, name: &str) -> Made {
    let arn = format!("arn:{}:cloudfront::{}:function/{name}", hands.identity.partition, hands.identity.account);
    Made { id: name.to_owned(), outputs: [("arn".to_owned(), arn), ("name".to_owned(), name.to_owned())].into() }
}

fn config(want: &Input) -> Result<FunctionConfig, Refusal> {
    FunctionConfig::builder()
        .comment(&want.comment)
        .runtime(FunctionRuntime::from(want.runtime.as_str()))
        .build()
        .map_err(incomplete)
}

async fn publish(hands: &Hands, name: &str, etag: &str) -> Result<(), Refusal> {
    let client = hands.clients.cloudfront(REGION);
    hands
        .write(("cloudfront", "PublishFunction"), || client.publish_function().name(name).if_match(etag).send())
        .await?;
    Ok(())
}

/// What a stage of a function holds.
struct Stage {
    runtime: String,
    comment: String,
    code: String,
    etag: String,
}

async fn describe(hands: &Hands, name: &str, stage: FunctionStage) -> Result<Option<Stage>, Refusal> {
    let client = hands.clients.cloudfront(REGION);
    let described = or_none(
        hands
            .read(("cloudfront", "DescribeFunction"), || {
                client.describe_function().name(name).stage(stage.clone()).send()
            })
            .await,
    )?;
    let got = or_none(
        hands
            .read(("cloudfront", "GetFunction"), || client.get_function().name(name).stage(stage.clone()).send())
            .await,
    )?;
    let (Some(described), Some(got)) = (described, got) else { return Ok(None) };
    let config = described.function_summary.and_then(|summary| summary.function_config);
    Ok(config.map(|config| Stage {
        runtime: config.runtime.as_str().to_owned(),
        comment: config.comment,
        code: got.function_code.map(|code| String::from_utf8_lossy(code.as_ref()).into_owned()).unwrap_or_default(),
        etag: described.e_tag.unwrap_or_default(),
    }))
}
