use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_cloudfront::types::{InvalidationBatch, Paths};
use serde::{Deserialize, Serialize};

use super::{REGION, incomplete};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};

/// Makes edge caches forget paths whenever the content they show has changed.
///
/// It is an act rather than a thing: reading it finds it unchanged, deleting it does nothing. Outputs: `id`.
pub struct CloudfrontInvalidation;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The caller reference of the request; random, one for each new generation.
    pub token: String,
    /// The distribution's id.
    pub distribution: Text,
    /// Digest of the content; another digest asks for another invalidation.
    pub digest: Text,
    /// Paths with `*` at the end at most: `/*`.
    pub paths: BTreeSet<String>,
}

impl Kind for CloudfrontInvalidation {
    const NAME: &'static str = "cloudfront-invalidation";
    const TITLE: &'static str = "CloudFront invalidation";
    const PASSIVE: Option<&'static str> = Some("requested");
    const FIELDS: &'static [Field] = &[
        Field::update("token", "the caller reference"),
        Field::replace("distribution", "the distribution's id"),
        Field::replace("digest", "digest of the content"),
        Field::replace("paths", "what is forgotten"),
    ];
    const ACTIONS: &'static [&'static str] =
        &["cloudfront:CreateInvalidation", "cloudfront:ListInvalidations", "cloudfront:GetInvalidation"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        // The same caller reference with the same paths gives the first invalidation back.
        NaturalKey::Upsert(want.token.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let distribution = hands.known("distribution", &want.distribution)?;
        let paths = Paths::builder()
            .quantity(i32::try_from(want.paths.len()).unwrap_or(i32::MAX))
            .set_items(Some(want.paths.iter().cloned().collect()))
            .build()
            .map_err(incomplete)?;
        let batch = InvalidationBatch::builder()
            .caller_reference(format!("engine-{}", want.token))
            .paths(paths)
            .build()
            .map_err(incomplete)?;
        let answer = hands
            .patiently(&[Class::Busy], CROWD, || async {
                hands
                    .write(("cloudfront", "CreateInvalidation"), || {
                        client
                            .create_invalidation()
                            .distribution_id(distribution)
                            .invalidation_batch(batch.clone())
                            .send()
                    })
                    .await
                    .map_err(|refusal| match refusal.code.as_str() {
                        // Others are still running; there is room again when they are done.
                        "TooManyInvalidationsInProgress" => Refusal { class: Class::Busy, ..refusal },
                        _ => refusal,
                    })
            })
            .await?;
        Ok(made(&answer.invalidation.map(|invalidation| invalidation.id).unwrap_or_default()))
    }

    async fn find(_hands: &Hands, _want: &Input) -> Result<Option<Made>, Refusal> {
        // Lists of invalidations do not tell caller references; creating again finds it.
        Ok(None)
    }

    async fn read(_hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        Ok(Some(Live { input: was.clone(), outputs: made(id).outputs }))
    }

    async fn update(_hands: &Hands, id: &str, _was: &Input, _want: &Input) -> Result<Outputs, Refusal> {
        Ok(made(id).outputs)
    }

    async fn delete(_hands: &Hands, _id: &str, _was: &Input) -> Result<(), Refusal> {
        Ok(())
    }
}

/// How long to wait for other invalidations to make room.
const CROWD: Duration = Duration::from_secs(900);

fn made(id: &str) -> Made {
    Made { id: id.to_owned(), outputs: [("id".to_owned(), id.to_owned())].into() }
}
