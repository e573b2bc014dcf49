use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text, Tree};

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

    async fn create(_hands: &Hands, _want: &Input) -> Result<Made, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn find(_hands: &Hands, _want: &Input) -> Result<Option<Made>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn read(_hands: &Hands, _id: &str, _was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn update(_hands: &Hands, _id: &str, _was: &Input, _want: &Input) -> Result<Outputs, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn delete(_hands: &Hands, _id: &str, _was: &Input) -> Result<(), Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }
}
