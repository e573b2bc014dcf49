use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// A bucket with its public access block, ownership, encryption, versioning and tags.
///
/// Outputs: `arn`, `name`, `regional-domain` (`{bucket}.s3.{region}.amazonaws.com`; the global name may answer 307 for a
/// day after creation).
pub struct S3Bucket;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Unique among all buckets of the partition.
    pub name: String,
    /// `true`: all four blocks on (public ACLs and policies are refused and ignored); `false`: all four off.
    pub public_access_block: bool,
    /// `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.
    pub ownership: String,
    /// `AES256` (SSE-S3).
    pub encryption: String,
    /// `true`: enabled; `false`: never enabled, or suspended.
    pub versioning: bool,
    /// Whether a delete may empty the bucket first: objects, versions, delete markers and unfinished uploads.
    pub force_delete: bool,
    /// With the ownership tags in them.
    pub tags: BTreeMap<String, String>,
}

impl Kind for S3Bucket {
    const NAME: &'static str = "s3-bucket";
    const TITLE: &'static str = "S3 bucket";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "where it is"),
        Field::replace("name", "unique among all buckets of the partition"),
        Field::update("public-access-block", "whether public ACLs and policies are refused and ignored"),
        Field::update("ownership", "who owns objects that others write"),
        Field::update("encryption", "how objects are encrypted at rest"),
        Field::update("versioning", "whether old versions of objects are kept"),
        Field::update("force-delete", "whether deleting the bucket may empty it first"),
        Field::update("tags", "tags, the ownership tags included"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:AbortMultipartUpload",
        "s3:GetBucketLocation",
        "s3:GetBucketTagging",
        "s3:PutBucketTagging",
        "s3:GetBucketPublicAccessBlock",
        "s3:PutBucketPublicAccessBlock",
        "s3:GetBucketOwnershipControls",
        "s3:PutBucketOwnershipControls",
        "s3:GetEncryptionConfiguration",
        "s3:PutEncryptionConfiguration",
        "s3:GetBucketVersioning",
        "s3:PutBucketVersioning",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:ListBucketMultipartUploads",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
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
