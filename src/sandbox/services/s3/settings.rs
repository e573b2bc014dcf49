use std::collections::BTreeMap;

use crate::sandbox::{Answer, Call, Element};

use super::fault::Fault;
use super::route::{Outcome, xml};
use super::{Bucket, Encryption, PublicAccessBlock, policy};

/// The sub-resources of a bucket that are documents: tagging, policy, public access block, ownership, encryption, versioning.
/// `None` when the request is about none of them.
pub(super) fn handle(call: &Call, name: &str, bucket: &mut Bucket) -> Option<Outcome> {
    let what = [
        "tagging",
        "policy",
        "policyStatus",
        "publicAccessBlock",
        "ownershipControls",
        "acl",
        "encryption",
        "versioning",
    ]
    .into_iter()
    .find(|what| call.query(what).is_some())?;
    Some(match (call.method.as_str(), what) {
        ("GET", "tagging") => get_tags(bucket),
        ("PUT", "tagging") => put_tags(call, bucket),
        ("DELETE", "tagging") => {
            bucket.tags = None;
            Ok(Answer::empty(204))
        }
        ("GET", "policy") => get_policy(bucket),
        ("GET", "policyStatus") => policy_status(bucket),
        ("PUT", "policy") => put_policy(call, name, bucket),
        ("DELETE", "policy") => {
            bucket.policy = None;
            Ok(Answer::empty(204))
        }
        ("GET", "publicAccessBlock") => get_access_block(bucket),
        ("PUT", "publicAccessBlock") => put_access_block(call, bucket),
        ("DELETE", "publicAccessBlock") => {
            bucket.public_access_block = None;
            Ok(Answer::empty(204))
        }
        ("GET", "ownershipControls") => get_ownership(bucket),
        ("PUT", "ownershipControls") => put_ownership(call, bucket),
        ("DELETE", "ownershipControls") => {
            bucket.ownership = None;
            Ok(Answer::empty(204))
        }
        ("PUT", "acl") => put_acl(call, bucket),
        ("GET", "encryption") => Ok(get_encryption(bucket)),
        ("PUT", "encryption") => put_encryption(call, bucket),
        ("DELETE", "encryption") => {
            // There is no unencrypted bucket any more: deleting goes back to SSE-S3.
            bucket.encryption = Encryption { algorithm: "AES256".into(), kms_key: None, bucket_key: false };
            Ok(Answer::empty(204))
        }
        ("GET", "versioning") => Ok(get_versioning(bucket)),
        ("PUT", "versioning") => put_versioning(call, bucket),
        _ => Err(Fault::new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")),
    })
}

/// `<Tagging><TagSet><Tag/>…` to a map.
pub(super) fn tags_from(body: &[u8]) -> Result<BTreeMap<String, String>, Fault> {
    let tagging = Element::parse(body).ok_or_else(Fault::malformed_xml)?;
    let set = tagging.child("TagSet").ok_or_else(Fault::malformed_xml)?;
    let mut tags = BTreeMap::new();
    for tag in set.all("Tag") {
        let (key, value) = (tag.text_of("Key"), tag.text_of("Value"));
        if key.is_empty() || key.chars().count() > 128 {
            return Err(Fault::new(400, "InvalidTag", "The TagKey you have provided is invalid"));
        }
        if value.chars().count() > 256 {
            return Err(Fault::new(400, "InvalidTag", "The TagValue you have provided is invalid"));
        }
        if key.starts_with("aws:") {
            return Err(Fault::new(400, "InvalidTag", "System tags cannot be added/updated by requester"));
        }
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(Fault::new(400, "InvalidTag", "Cannot provide multiple Tags with the same key"));
        }
    }
    Ok(tags)
}

/// A map to `<Tagging>`.
pub(super) fn tagging(tags: &BTreeMap<String, String>) -> Answer {
    let tag = |(key, value): (&String, &String)| {
        Element::node("Tag", [Element::leaf("Key", key.clone()), Element::leaf("Value", value.clone())])
    };
    xml(Element::node("Tagging", [Element::node("TagSet", tags.iter().map(tag))]))
}

fn get_tags(bucket: &Bucket) -> Outcome {
    match &bucket.tags {
        Some(tags) => Ok(tagging(tags)),
        None => Err(Fault::new(404, "NoSuchTagSet", "The TagSet does not exist")),
    }
}

fn put_tags(call: &Call, bucket: &mut Bucket) -> Outcome {
    let tags = tags_from(&call.body)?;
    if tags.len() > 50 {
        return Err(Fault::new(400, "InvalidTag", "Bucket tag count cannot be greater than 50"));
    }
    bucket.tags = Some(tags);
    Ok(Answer::empty(204))
}

fn get_policy(bucket: &Bucket) -> Outcome {
    match &bucket.policy {
        Some(policy) => Ok(Answer {
            status: 200,
            headers: vec![("content-type".into(), "application/json".into())],
            body: policy.clone().into(),
        }),
        None => Err(no_policy()),
    }
}

fn no_policy() -> Fault {
    Fault::new(404, "NoSuchBucketPolicy", "The bucket policy does not exist")
}

fn policy_status(bucket: &Bucket) -> Outcome {
    let document = bucket.policy.as_deref().ok_or_else(no_policy)?;
    let public = serde_json::from_str(document).is_ok_and(|document| policy::is_public(&document));
    Ok(xml(Element::node("PolicyStatus", [Element::leaf("IsPublic", public.to_string())])))
}

fn put_policy(call: &Call, name: &str, bucket: &mut Bucket) -> Outcome {
    let text = String::from_utf8_lossy(&call.body).into_owned();
    let document = policy::checked(&text, name)?;
    if bucket.public_access_block.is_some_and(|block| block.block_public_policy) && policy::is_public(&document) {
        let message = "User is not authorized to perform: s3:PutBucketPolicy on the resource because public policies are \
                       prevented by the BlockPublicPolicy setting in S3 Block Public Access.";
        return Err(Fault::new(403, "AccessDenied", message));
    }
    bucket.policy = Some(text);
    Ok(Answer::empty(204))
}

fn get_access_block(bucket: &Bucket) -> Outcome {
    let block = bucket.public_access_block.ok_or_else(|| {
        Fault::new(404, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
    })?;
    let flag = |name: &str, on: bool| Element::leaf(name, on.to_string());
    Ok(xml(Element::node(
        "PublicAccessBlockConfiguration",
        [
            flag("BlockPublicAcls", block.block_public_acls),
            flag("IgnorePublicAcls", block.ignore_public_acls),
            flag("BlockPublicPolicy", block.block_public_policy),
            flag("RestrictPublicBuckets", block.restrict_public_buckets),
        ],
    )))
}

fn put_access_block(call: &Call, bucket: &mut Bucket) -> Outcome {
    let wish = Element::parse(&call.body).ok_or_else(Fault::malformed_xml)?;
    let flag = |name: &str| wish.text_of(name).eq_ignore_ascii_case("true");
    bucket.public_access_block = Some(PublicAccessBlock {
        block_public_acls: flag("BlockPublicAcls"),
        ignore_public_acls: flag("IgnorePublicAcls"),
        block_public_policy: flag("BlockPublicPolicy"),
        restrict_public_buckets: flag("RestrictPublicBuckets"),
    });
    Ok(Answer::empty(200))
}

fn get_ownership(bucket: &Bucket) -> Outcome {
    let ownership = bucket.ownership.as_deref().ok_or_else(|| {
        Fault::new(404, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found")
    })?;
    let rule = Element::node("Rule", [Element::leaf("ObjectOwnership", ownership)]);
    Ok(xml(Element::node("OwnershipControls", [rule])))
}

fn put_ownership(call: &Call, bucket: &mut Bucket) -> Outcome {
    let wish = Element::parse(&call.body).ok_or_else(Fault::malformed_xml)?;
    let ownership = wish.child("Rule").map_or("", |rule| rule.text_of("ObjectOwnership"));
    if !["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"].contains(&ownership) {
        return Err(Fault::malformed_xml());
    }
    if ownership == "BucketOwnerEnforced" && bucket.takes_logs {
        let message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
        return Err(Fault::new(400, "InvalidBucketAclWithObjectOwnership", message));
    }
    bucket.ownership = Some(ownership.to_owned());
    Ok(Answer::empty(200))
}

/// Only canned lists that give nobody but the owner anything.
fn put_acl(call: &Call, bucket: &mut Bucket) -> Outcome {
    if bucket.ownership.as_deref() == Some("BucketOwnerEnforced") {
        let message = "The bucket does not allow ACLs";
        return Err(Fault::new(400, "AccessControlListNotSupported", message));
    }
    if call.header("x-amz-acl") != Some("private") {
        return Err(Fault::new(501, "NotImplemented", "the embedded S3 knows only the access control list `private`"));
    }
    bucket.takes_logs = false;
    Ok(Answer::empty(200))
}

fn get_encryption(bucket: &Bucket) -> Answer {
    let encryption = &bucket.encryption;
    let mut by_default = vec![Element::leaf("SSEAlgorithm", encryption.algorithm.clone())];
    by_default.extend(encryption.kms_key.as_ref().map(|key| Element::leaf("KMSMasterKeyID", key.clone())));
    xml(Element::node(
        "ServerSideEncryptionConfiguration",
        [Element::node(
            "Rule",
            [
                Element::node("ApplyServerSideEncryptionByDefault", by_default),
                Element::leaf("BucketKeyEnabled", encryption.bucket_key.to_string()),
            ],
        )],
    ))
}

fn put_encryption(call: &Call, bucket: &mut Bucket) -> Outcome {
    let wish = Element::parse(&call.body).ok_or_else(Fault::malformed_xml)?;
    let rule = wish.child("Rule").ok_or_else(Fault::malformed_xml)?;
    let by_default = rule.child("ApplyServerSideEncryptionByDefault").ok_or_else(Fault::malformed_xml)?;
    let algorithm = by_default.text_of("SSEAlgorithm");
    if !["AES256", "aws:kms", "aws:kms:dsse"].contains(&algorithm) {
        return Err(Fault::malformed_xml());
    }
    bucket.encryption = Encryption {
        algorithm: algorithm.to_owned(),
        kms_key: by_default.child("KMSMasterKeyID").map(|key| key.text.clone()),
        bucket_key: rule.text_of("BucketKeyEnabled").eq_ignore_ascii_case("true"),
    };
    Ok(Answer::empty(200))
}

fn get_versioning(bucket: &Bucket) -> Answer {
    let status = bucket.versioning.as_ref().map(|status| Element::leaf("Status", status.clone()));
    xml(Element::node("VersioningConfiguration", status))
}

fn put_versioning(call: &Call, bucket: &mut Bucket) -> Outcome {
    let wish = Element::parse(&call.body).ok_or_else(Fault::malformed_xml)?;
    let status = wish.text_of("Status");
    if !["Enabled", "Suspended"].contains(&status) {
        let message = "The Versioning element must be specified";
        return Err(Fault::new(400, "IllegalVersioningConfigurationException", message));
    }
    bucket.versioning = Some(status.to_owned());
    Ok(Answer::empty(200))
}
