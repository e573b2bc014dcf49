use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text, Tree, digest_of};

/// The resource policy of a bucket; there is at most one.
///
/// No outputs.
pub struct S3BucketPolicy;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
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
        let same = live.is_some_and(|live| normal(&live) == normal(want.policy.as_value()));
        if same { Ok(Some(made(hands, want)?)) } else { Ok(None) }
    }

    async fn read(hands: &Hands, _id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = get(hands, was).await? else { return Ok(None) };
        let same = normal(&live) == normal(was.policy.as_value());
        let policy = if same { was.policy.clone() } else { Tree::new(live) };
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

/// A policy in the form that is equal for policies that mean the same: lists are sets, a set of one is its element, and an
/// account is its root's ARN.
fn normal(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(normal).collect();
            items.sort_by_key(digest_of);
            items.dedup();
            if items.len() == 1 { items.swap_remove(0) } else { Value::Array(items) }
        }
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, value)| {
                    let value = if name == "AWS" { normal(&with_root_arns(value)) } else { normal(value) };
                    (name.clone(), value)
                })
                .collect(),
        ),
        // Conditions take booleans and numbers as text too.
        Value::Bool(flag) => Value::String(flag.to_string()),
        Value::Number(number) => Value::String(number.to_string()),
        Value::String(_) | Value::Null => value.clone(),
    }
}

fn with_root_arns(ids: &Value) -> Value {
    match ids {
        Value::String(id) if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()) => {
            Value::String(format!("arn:aws:iam::{id}:root"))
        }
        Value::Array(items) => Value::Array(items.iter().map(with_root_arns).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn policies_that_mean_the_same_are_equal() {
        let written = json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": { "AWS": ["111122223333"] }, "Action": ["s3:ListBucket", "s3:GetObject"],
            "Resource": "arn:aws:s3:::b/*", "Condition": { "Bool": { "aws:SecureTransport": true } } }] });
        let read = json!({ "Statement": {
            "Action": ["s3:GetObject", "s3:ListBucket"], "Condition": { "Bool": { "aws:SecureTransport": "true" } },
            "Resource": ["arn:aws:s3:::b/*"], "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
            "Effect": "Allow" }, "Version": "2012-10-17" });
        assert_eq!(normal(&written), normal(&read));
        let mut other = read;
        other["Statement"]["Effect"] = json!("Deny");
        assert_ne!(normal(&written), normal(&other));
    }
}
