use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, Delete, ObjectIdentifier,
    ObjectOwnership, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration, ServerSideEncryption,
    ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Tag, Tagging,
    VersioningConfiguration,
};
use serde::{Deserialize, Serialize};

use crate::kinds::aws::tags::{are_ours, without_aws};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
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

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        // us-east-1 answers a second create with success and resets the bucket's ACL, so it is asked first.
        if want.region == "us-east-1" && head(hands, want).await? {
            return Err(Refusal {
                service: "s3".into(),
                operation: "CreateBucket".into(),
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
const SETTLE: Duration = Duration::from_secs(300);

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

/// Brings everything but the bucket itself. Tags come first: they are what says whose it is.
async fn settle(hands: &Hands, want: &Input) -> Result<(), Refusal> {
    let client = hands.clients.s3(&want.region);
    let sdk =
        |problem: aws_smithy_types::error::operation::BuildError| Refusal::local("InvalidRequest", problem.to_string());
    let tags = want.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    let tagging =
        Tagging::builder().set_tag_set(Some(tags.collect::<Result<_, _>>().map_err(sdk)?)).build().map_err(sdk)?;
    let on = want.public_access_block;
    let block = PublicAccessBlockConfiguration::builder()
        .block_public_acls(on)
        .ignore_public_acls(on)
        .block_public_policy(on)
        .restrict_public_buckets(on)
        .build();
    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::from(want.ownership.as_str()));
    let owner = OwnershipControls::builder().rules(rule.build().map_err(sdk)?).build().map_err(sdk)?;
    let default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(ServerSideEncryption::from(want.encryption.as_str()))
        .build()
        .map_err(sdk)?;
    let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(default).build();
    let encrypted = ServerSideEncryptionConfiguration::builder().rules(rule).build().map_err(sdk)?;
    // A bucket made a moment ago may not be there yet for its sub-resources.
    hands
        .patiently(&[Class::NotFound, Class::Busy], SETTLE, || async {
            hands
                .write(("s3", "PutBucketTagging"), || {
                    client.put_bucket_tagging().bucket(&want.name).tagging(tagging.clone()).send()
                })
                .await?;
            hands
                .write(("s3", "PutPublicAccessBlock"), || {
                    client
                        .put_public_access_block()
                        .bucket(&want.name)
                        .public_access_block_configuration(block.clone())
                        .send()
                })
                .await?;
            hands
                .write(("s3", "PutBucketOwnershipControls"), || {
                    client.put_bucket_ownership_controls().bucket(&want.name).ownership_controls(owner.clone()).send()
                })
                .await?;
            hands
                .write(("s3", "PutBucketEncryption"), || {
                    client
                        .put_bucket_encryption()
                        .bucket(&want.name)
                        .server_side_encryption_configuration(encrypted.clone())
                        .send()
                })
                .await?;
            if versioning(hands, want).await? == want.versioning {
                return Ok(());
            }
            let status =
                if want.versioning { BucketVersioningStatus::Enabled } else { BucketVersioningStatus::Suspended };
            let wish = VersioningConfiguration::builder().status(status).build();
            hands
                .write(("s3", "PutBucketVersioning"), || {
                    client.put_bucket_versioning().bucket(&want.name).versioning_configuration(wish.clone()).send()
                })
                .await?;
            Ok(())
        })
        .await
}

/// A sub-resource that may never have been set: S3 has a 404 code of its own for each.
fn unless_unset<T>(answer: Result<T, Refusal>, code: &str) -> Result<Option<T>, Refusal> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(refusal) if refusal.code == code => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

/// The bucket's tags; `None` when it has none.
async fn tags(hands: &Hands, of: &Input) -> Result<Option<BTreeMap<String, String>>, Refusal> {
    let client = hands.clients.s3(&of.region);
    let answer = hands.read(("s3", "GetBucketTagging"), || client.get_bucket_tagging().bucket(&of.name).send()).await;
    let tags = unless_unset(answer, "NoSuchTagSet")?;
    Ok(tags.map(|answer| without_aws(answer.tag_set.into_iter().map(|tag| (tag.key, tag.value)))))
}

/// All four blocks on: true; all off: false; in between: whichever is not wanted, so that it shows.
async fn access_block(hands: &Hands, of: &Input) -> Result<bool, Refusal> {
    let client = hands.clients.s3(&of.region);
    let answer =
        hands.read(("s3", "GetPublicAccessBlock"), || client.get_public_access_block().bucket(&of.name).send()).await;
    let block = unless_unset(answer, "NoSuchPublicAccessBlockConfiguration")?
        .and_then(|answer| answer.public_access_block_configuration);
    let flags = block.map_or([None; 4], |block| {
        [block.block_public_acls, block.ignore_public_acls, block.block_public_policy, block.restrict_public_buckets]
    });
    let on = flags.iter().filter(|flag| **flag == Some(true)).count();
    Ok(match on {
        4 => true,
        0 => false,
        _ => !of.public_access_block,
    })
}

async fn ownership(hands: &Hands, of: &Input) -> Result<String, Refusal> {
    let client = hands.clients.s3(&of.region);
    let answer = hands
        .read(("s3", "GetBucketOwnershipControls"), || client.get_bucket_ownership_controls().bucket(&of.name).send())
        .await;
    let controls = unless_unset(answer, "OwnershipControlsNotFoundError")?.and_then(|answer| answer.ownership_controls);
    let rule = controls.and_then(|controls| controls.rules.into_iter().next());
    // Without controls, whoever writes an object owns it.
    Ok(rule.map_or("ObjectWriter".into(), |rule| rule.object_ownership.as_str().to_owned()))
}

async fn encryption(hands: &Hands, of: &Input) -> Result<String, Refusal> {
    let client = hands.clients.s3(&of.region);
    let answer =
        hands.read(("s3", "GetBucketEncryption"), || client.get_bucket_encryption().bucket(&of.name).send()).await;
    let configuration = unless_unset(answer, "ServerSideEncryptionConfigurationNotFoundError")?
        .and_then(|answer| answer.server_side_encryption_configuration);
    let default = configuration
        .and_then(|configuration| configuration.rules.into_iter().next())
        .and_then(|rule| rule.apply_server_side_encryption_by_default);
    Ok(default.map_or("AES256".into(), |default| default.sse_algorithm.as_str().to_owned()))
}

async fn versioning(hands: &Hands, of: &Input) -> Result<bool, Refusal> {
    let client = hands.clients.s3(&of.region);
    let answer =
        hands.read(("s3", "GetBucketVersioning"), || client.get_bucket_versioning().bucket(&of.name).send()).await?;
    Ok(answer.status == Some(BucketVersioningStatus::Enabled))
}

/// Whether it has no version of any object and no unfinished upload.
async fn is_empty(hands: &Hands, of: &Input) -> Result<bool, Refusal> {
    let client = hands.clients.s3(&of.region);
    let versions = hands
        .read(("s3", "ListObjectVersions"), || client.list_object_versions().bucket(&of.name).max_keys(1).send())
        .await?;
    let uploads =
        hands.read(("s3", "ListMultipartUploads"), || client.list_multipart_uploads().bucket(&of.name).send()).await?;
    Ok(versions.versions().is_empty() && versions.delete_markers().is_empty() && uploads.uploads().is_empty())
}

/// Removes every version, delete marker and unfinished upload.
async fn empty(hands: &Hands, of: &Input) -> Result<(), Refusal> {
    let client = hands.clients.s3(&of.region);
    loop {
        // Always the first page: what it held is gone by the time of the next.
        let page =
            hands.read(("s3", "ListObjectVersions"), || client.list_object_versions().bucket(&of.name).send()).await?;
        let versions = page.versions().iter().map(|version| (version.key(), version.version_id()));
        let markers = page.delete_markers().iter().map(|marker| (marker.key(), marker.version_id()));
        let doomed: Vec<_> = versions
            .chain(markers)
            .filter_map(|(key, id)| {
                ObjectIdentifier::builder().key(key?).set_version_id(id.map(str::to_owned)).build().ok()
            })
            .collect();
        if doomed.is_empty() {
            break;
        }
        let wish = Delete::builder()
            .set_objects(Some(doomed))
            .quiet(true)
            .build()
            .map_err(|problem| Refusal::local("InvalidRequest", problem.to_string()))?;
        let answer = hands
            .write(("s3", "DeleteObjects"), || client.delete_objects().bucket(&of.name).delete(wish.clone()).send())
            .await?;
        if let Some(refused) = answer.errors().first() {
            return Err(Refusal {
                service: "s3".into(),
                operation: "DeleteObjects".into(),
                code: refused.code().unwrap_or("Unknown").into(),
                message: format!("`{}`: {}", refused.key().unwrap_or(""), refused.message().unwrap_or("")),
                request_id: None,
                class: Class::Permanent,
            });
        }
    }
    loop {
        let page = hands
            .read(("s3", "ListMultipartUploads"), || client.list_multipart_uploads().bucket(&of.name).send())
            .await?;
        if page.uploads().is_empty() {
            return Ok(());
        }
        for upload in page.uploads() {
            let aborted = hands
                .write(("s3", "AbortMultipartUpload"), || {
                    client
                        .abort_multipart_upload()
                        .bucket(&of.name)
                        .key(upload.key().unwrap_or_default())
                        .upload_id(upload.upload_id().unwrap_or_default())
                        .send()
                })
                .await;
            match aborted {
                Ok(_) => {}
                Err(refusal) if refusal.code == "NoSuchUpload" => {}
                Err(refusal) => return Err(refusal),
            }
        }
    }
}
