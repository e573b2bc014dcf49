use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kinds::aws::policy_document::{same, spelt_like};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text, Tree};

/// The resource policy of a bucket; there is at most one.
///
/// No outputs.
pub struct S3BucketPolicy;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The bucket's region, `us-east-2`.
    pub region: String,
    /// Name of the bucket; a reference to its `name` output.
    pub bucket: Text,
    /// The policy document as JSON; its strings may be references.
    pub policy: Tree,
}

impl Kind for S3BucketPolicy {
    const NAME: &'static str = "s3-bucket-policy";
    const TITLE: &'static str = "S3 bucket policy";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "where the bucket is"),
        Field::replace("bucket", "the bucket's name"),
        Field::update("policy", "the policy document"),
    ];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(want.bucket.known().unwrap_or_default().to_owned())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        put(hands, want).await?;
        made(hands, want)
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let live = get(hands, want).await?;
        // Any other policy is overwritten by creating again: a bucket has one, and the bucket is ours.
        if live.is_some_and(|live| same(&live, want.policy.as_value())) {
            Ok(Some(made(hands, want)?))
        } else {
            Ok(None)
        }
    }

    async fn read(hands: &Hands, _id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = get(hands, was).await? else { return Ok(None) };
        let policy = if same(&live, was.policy.as_value()) {
            was.policy.clone()
        } else {
            Tree::new(spelt_like(&live, was.policy.as_value()))
        };
        Ok(Some(Live { input: Input { policy, ..was.clone() }, outputs: Outputs::new() }))
    }

    async fn update(hands: &Hands, _id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        put(hands, want).await?;
        Ok(Outputs::new())
    }

    async fn delete(hands: &Hands, _id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.s3(&was.region);
        let bucket = hands.known("bucket", &was.bucket)?;
        match hands.write(("s3", "DeleteBucketPolicy"), || client.delete_bucket_policy().bucket(bucket).send()).await {
            Ok(_) => Ok(()),
            Err(refusal) if refusal.class == Class::NotFound => Ok(()),
            Err(refusal) => Err(refusal),
        }
    }
}

fn made(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
    Ok(Made { id: hands.known("bucket", &want.bucket)?.to_owned(), outputs: Outputs::new() })
}

async fn put(hands: &Hands, want: &Input) -> Result<(), Refusal> {
    let client = hands.clients.s3(&want.region);
    let bucket = hands.known("bucket", &want.bucket)?;
    if !want.policy.secrets().is_empty() || !want.policy.references().is_empty() {
        return Err(Refusal::unresolved("policy"));
    }
    let document = want.policy.as_value().to_string();
    // The bucket, or whom the policy names, may be minutes old and not be visible yet.
    hands
        .patiently(&[Class::NotFound, Class::NotYet, Class::Busy], Duration::from_secs(120), || {
            hands
                .write(("s3", "PutBucketPolicy"), || client.put_bucket_policy().bucket(bucket).policy(&document).send())
        })
        .await?;
    Ok(())
}

/// The live document; `None` when there is no policy, or no bucket.
async fn get(hands: &Hands, of: &Input) -> Result<Option<Value>, Refusal> {
    let client = hands.clients.s3(&of.region);
    let bucket = hands.known("bucket", &of.bucket)?;
    match hands.read(("s3", "GetBucketPolicy"), || client.get_bucket_policy().bucket(bucket).send()).await {
        Ok(answer) => Ok(answer.policy().map(|text| {
            // What is not JSON cannot be what was put; it shows as it is.
            serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
        })),
        Err(refusal) if refusal.class == Class::NotFound => Ok(None),
        Err(refusal) => Err(refusal),
    }
}
