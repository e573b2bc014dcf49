use std::collections::BTreeMap;

use aws_sdk_s3::types::{
    BucketCannedAcl, BucketVersioningStatus, ObjectOwnership, OwnershipControls, OwnershipControlsRule,
    PublicAccessBlockConfiguration, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Tag, Tagging, VersioningConfiguration,
};

use super::kind::{Input, SETTLE};
use crate::kinds::aws::tags::without_aws;
use crate::providers::{Class, Hands, Refusal};

/// Brings everything but the bucket itself. Tags come first: they are what says whose it is.
pub(super) async fn settle(hands: &Hands, want: &Input) -> Result<(), Refusal> {
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
            let owned = || async {
                hands
                    .write(("s3", "PutBucketOwnershipControls"), || {
                        client
                            .put_bucket_ownership_controls()
                            .bucket(&want.name)
                            .ownership_controls(owner.clone())
                            .send()
                    })
                    .await
            };
            match owned().await {
                // CloudFront let its log delivery into the access control list; lists can only be turned off empty.
                Err(refusal) if refusal.code == "InvalidBucketAclWithObjectOwnership" => {
                    hands
                        .write(("s3", "PutBucketAcl"), || {
                            client.put_bucket_acl().bucket(&want.name).acl(BucketCannedAcl::Private).send()
                        })
                        .await?;
                    owned().await?
                }
                answer => answer?,
            };
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
pub(super) async fn tags(hands: &Hands, of: &Input) -> Result<Option<BTreeMap<String, String>>, Refusal> {
    let client = hands.clients.s3(&of.region);
    let answer = hands.read(("s3", "GetBucketTagging"), || client.get_bucket_tagging().bucket(&of.name).send()).await;
    let tags = unless_unset(answer, "NoSuchTagSet")?;
    Ok(tags.map(|answer| without_aws(answer.tag_set.into_iter().map(|tag| (tag.key, tag.value)))))
}

/// All four blocks on: true; all off: false; in between: whichever is not wanted, so that it shows.
pub(super) async fn access_block(hands: &Hands, of: &Input) -> Result<bool, Refusal> {
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

pub(super) async fn ownership(hands: &Hands, of: &Input) -> Result<String, Refusal> {
    let client = hands.clients.s3(&of.region);
    let answer = hands
        .read(("s3", "GetBucketOwnershipControls"), || client.get_bucket_ownership_controls().bucket(&of.name).send())
        .await;
    let controls = unless_unset(answer, "OwnershipControlsNotFoundError")?.and_then(|answer| answer.ownership_controls);
    let rule = controls.and_then(|controls| controls.rules.into_iter().next());
    // Without controls, whoever writes an object owns it.
    Ok(rule.map_or("ObjectWriter".into(), |rule| rule.object_ownership.as_str().to_owned()))
}

pub(super) async fn encryption(hands: &Hands, of: &Input) -> Result<String, Refusal> {
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

pub(super) async fn versioning(hands: &Hands, of: &Input) -> Result<bool, Refusal> {
    let client = hands.clients.s3(&of.region);
    let answer =
        hands.read(("s3", "GetBucketVersioning"), || client.get_bucket_versioning().bucket(&of.name).send()).await?;
    Ok(answer.status == Some(BucketVersioningStatus::Enabled))
}
