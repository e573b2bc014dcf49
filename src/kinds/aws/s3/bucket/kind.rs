use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration, ObjectOwnership};
use serde::{Deserialize, Serialize};

use super::emptying::{empty, is_empty};
use super::settings::{access_block, encryption, ownership, settle, tags, versioning};
use crate::kinds::aws::tags::are_ours;
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
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
    /// The region it stands in, `us-east-2`; the location constraint in every region but us-east-1.
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
    // Several calls each; whatever is in it goes with it.
    const TAKES: Takes = Takes::seconds(2).removed_in(5);
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
        "s3:PutBucketAcl",
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

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        // us-east-1 answers a second create with success and resets the bucket's ACL, so it is asked first.
        if want.region == "us-east-1" && head(hands, want).await? {
            return Err(Refusal {
                service: "s3",
                operation: "CreateBucket",
                code: "BucketAlreadyOwnedByYou".into(),
                message: format!("the bucket `{}` is already there", want.name),
                request_id: None,
                class: Class::Exists,
            });
        }
        let client = hands.clients.s3(&want.region);
        let place = (want.region != "us-east-1").then(|| {
            CreateBucketConfiguration::builder()
                .location_constraint(BucketLocationConstraint::from(want.region.as_str()))
                .build()
        });
        hands
            .patiently(&[Class::Busy], SETTLE, || {
                hands.create(("s3", "CreateBucket"), || {
                    client
                        .create_bucket()
                        .bucket(&want.name)
                        .set_create_bucket_configuration(place.clone())
                        .object_ownership(ObjectOwnership::from(want.ownership.as_str()))
                        .send()
                })
            })
            .await?;
        settle(hands, want).await?;
        Ok(made(want))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        if !head(hands, want).await? {
            return Ok(None);
        }
        let ours = match tags(hands, want).await? {
            Some(live) => are_ours(&live, &want.tags),
            // Tags come in a second call: one of our own that has neither tags nor content was left in between.
            None => is_empty(hands, want).await?,
        };
        if ours {
            Ok(Some(made(want)))
        } else {
            Err(Refusal::foreign(format!("the bucket `{}` exists and belongs to something else", want.name)))
        }
    }

    async fn read(hands: &Hands, _id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        if !head(hands, was).await? {
            return Ok(None);
        }
        let input = Input {
            region: was.region.clone(),
            name: was.name.clone(),
            public_access_block: access_block(hands, was).await?,
            ownership: ownership(hands, was).await?,
            encryption: encryption(hands, was).await?,
            versioning: versioning(hands, was).await?,
            force_delete: was.force_delete,
            tags: tags(hands, was).await?.unwrap_or_default(),
        };
        Ok(Some(Live { input, outputs: made(was).outputs }))
    }

    async fn update(hands: &Hands, _id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        settle(hands, want).await?;
        Ok(made(want).outputs)
    }

    async fn delete(hands: &Hands, _id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.s3(&was.region);
        let removed = if was.force_delete {
            hands
                .patiently(&[Class::InUse, Class::Busy], SETTLE, || async {
                    empty(hands, was).await?;
                    hands.write(("s3", "DeleteBucket"), || client.delete_bucket().bucket(&was.name).send()).await
                })
                .await
        } else {
            hands.write(("s3", "DeleteBucket"), || client.delete_bucket().bucket(&was.name).send()).await
        };
        match removed {
            Ok(_) => Ok(()),
            Err(refusal) if refusal.class == Class::NotFound => Ok(()),
            Err(refusal) if refusal.code == "BucketNotEmpty" && !was.force_delete => Err(Refusal {
                message: format!(
                    "the bucket `{}` still holds objects, versions of them or unfinished uploads; it is only emptied when \
                     `force-delete` was applied as true",
                    was.name
                ),
                class: Class::Permanent,
                ..refusal
            }),
            Err(refusal) => Err(refusal),
        }
    }
}

/// How long S3 may take to agree with itself about a bucket that was just made, changed or emptied.
pub(super) const SETTLE: Duration = Duration::from_secs(300);

fn made(want: &Input) -> Made {
    let outputs = [
        ("arn", format!("arn:aws:s3:::{}", want.name)),
        ("name", want.name.clone()),
        ("regional-domain", format!("{}.s3.{}.amazonaws.com", want.name, want.region)),
    ];
    Made { id: want.name.clone(), outputs: outputs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect() }
}

/// Whether the bucket is there and ours.
///
/// # Errors
/// [`Refusal::foreign`] when it belongs to another account or is in another region.
async fn head(hands: &Hands, of: &Input) -> Result<bool, Refusal> {
    let client = hands.clients.s3(&of.region);
    let answer = hands
        .read(("s3", "HeadBucket"), || {
            client.head_bucket().bucket(&of.name).expected_bucket_owner(&hands.identity.account).send()
        })
        .await;
    match answer {
        Ok(_) => Ok(true),
        Err(refusal) if refusal.class == Class::NotFound => Ok(false),
        // The answer to a HEAD has no body, so its refusals have no code.
        Err(refusal) if refusal.class == Class::Permanent => Err(Refusal::foreign(format!(
            "the bucket `{}` belongs to another account, is in another region than {}, or may not be looked at",
            of.name, of.region
        ))),
        Err(refusal) => Err(refusal),
    }
}
