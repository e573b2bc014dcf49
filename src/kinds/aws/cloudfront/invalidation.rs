use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_cloudfront::types::{InvalidationBatch, Paths};
use serde::{Deserialize, Serialize};

use super::{REGION, incomplete};
use crate::kinds::aws::absent::or_none;
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
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] =
        &["cloudfront:CreateInvalidation", "cloudfront:ListInvalidations", "cloudfront:GetInvalidation"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(want.token.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let distribution = hands.known("distribution", &want.distribution)?;
        let paths = Paths::builder()
            .quantity(i32::try_from(want.paths.len()).unwrap_or(i32::MAX))
            .set_items(Some(want.paths.iter().cloned().collect()))
            .build()
            .map_err(incomplete)?;
        let batch =
            InvalidationBatch::builder().caller_reference(reference(want)).paths(paths).build().map_err(incomplete)?;
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

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let distribution = hands.known("distribution", &want.distribution)?;
        let list = || client.list_invalidations().distribution_id(distribution).send();
        let Some(listed) = or_none(hands.read(("cloudfront", "ListInvalidations"), list).await)? else {
            return Ok(None);
        };
        let mut listed = listed.invalidation_list.and_then(|list| list.items).unwrap_or_default();
        listed.sort_by_key(|one| std::cmp::Reverse(one.create_time.as_nanos()));
        // Lists do not tell caller references.
        for one in listed.into_iter().take(NEWEST) {
            let get = || client.get_invalidation().distribution_id(distribution).id(&one.id).send();
            let whole = or_none(hands.read(("cloudfront", "GetInvalidation"), get).await)?;
            let batch = whole.and_then(|whole| whole.invalidation).and_then(|whole| whole.invalidation_batch);
            if batch.is_some_and(|batch| batch.caller_reference == reference(want)) {
                return Ok(Some(made(&one.id)));
            }
        }
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

/// What CloudFront tells one invalidation from another by.
fn reference(want: &Input) -> String {
    format!("engine-{}", want.token)
}

/// How many invalidations are looked through for one that was requested a moment ago.
const NEWEST: usize = 20;

/// How long to wait for other invalidations to make room.
const CROWD: Duration = Duration::from_secs(900);

fn made(id: &str) -> Made {
    Made { id: id.to_owned(), outputs: [("id".to_owned(), id.to_owned())].into() }
}
