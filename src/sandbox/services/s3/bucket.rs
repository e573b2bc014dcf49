use std::collections::BTreeMap;

use crate::sandbox::{Answer, Call, Element, World};

use super::fault::Fault;
use super::listing::iso;
use super::object::forget;
use super::route::{Outcome, xml};
use super::{Bucket, Encryption, Objects, PublicAccessBlock};

/// CreateBucket. A new bucket blocks public access, enforces its owner and encrypts with AES256 (S3's defaults since 2023).
pub(super) fn create(call: &Call, world: &mut World, name: &str) -> Outcome {
    if !well_named(name) {
        return Err(Fault::new(400, "InvalidBucketName", "The specified bucket is not valid."));
    }
    let region = constrained(call)?;
    if let Some(there) = world.s3.buckets.get(name) {
        // The oldest region answers as if it had created it.
        if call.region == "us-east-1" && there.region == "us-east-1" {
            return Ok(Answer::empty(200).with("location", format!("/{name}")));
        }
        let message = "Your previous request to create the named bucket succeeded and you already own it.";
        return Err(Fault::new(409, "BucketAlreadyOwnedByYou", message));
    }
    let ownership = call.header("x-amz-object-ownership").unwrap_or("BucketOwnerEnforced").to_owned();
    world.s3.buckets.insert(
        name.to_owned(),
        Bucket {
            region,
            created: call.now,
            tags: None,
            policy: None,
            public_access_block: Some(PublicAccessBlock::all(true)),
            ownership: Some(ownership),
            takes_logs: false,
            encryption: Encryption { algorithm: "AES256".into(), kms_key: None, bucket_key: false },
            versioning: None,
            objects: Objects::default(),
            uploads: BTreeMap::new(),
        },
    );
    Ok(Answer::empty(200).with("location", format!("/{name}")))
}

/// The region a CreateBucket asks for.
fn constrained(call: &Call) -> Result<String, Fault> {
    let wish = if call.body.is_empty() {
        String::new()
    } else {
        let body = Element::parse(&call.body).ok_or_else(Fault::malformed_xml)?;
        body.text_of("LocationConstraint").to_owned()
    };
    match (call.region.as_str(), wish.as_str()) {
        ("us-east-1", "") => Ok("us-east-1".into()),
        (_, "us-east-1") => {
            Err(Fault::new(400, "InvalidLocationConstraint", "The specified location-constraint is not valid"))
        }
        ("us-east-1", wish) => Ok(wish.to_owned()),
        (here, wish) if here == wish => Ok(wish.to_owned()),
        (_, wish) => Err(Fault::new(
            400,
            "IllegalLocationConstraintException",
            format!(
                "The {} location constraint is incompatible for the region specific endpoint this request was sent to.",
                if wish.is_empty() { "unspecified" } else { wish }
            ),
        )),
    }
}

/// 3 to 63 of lower-case letters, digits, `-` and `.`, with a letter or digit at both ends.
fn well_named(name: &str) -> bool {
    let alphanumeric = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bytes = name.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| alphanumeric(Some(byte)) || matches!(byte, b'-' | b'.'))
        && alphanumeric(bytes.first())
        && alphanumeric(bytes.last())
        && !name.contains("..")
}

/// HeadBucket.
pub(super) fn head(bucket: &Bucket) -> Answer {
    Answer::empty(200).with("x-amz-bucket-region", bucket.region.clone())
}

/// GetBucketLocation: us-east-1 is written as nothing.
pub(super) fn location(bucket: &Bucket) -> Answer {
    let region = if bucket.region == "us-east-1" { "" } else { bucket.region.as_str() };
    xml(Element::leaf("LocationConstraint", region))
}

/// DeleteBucket.
pub(super) fn delete(world: &mut World, name: &str) -> Outcome {
    let bucket = super::route::bucket_of(world, name)?;
    if !bucket.objects.is_empty() {
        let message = if bucket.versioning.is_some() {
            "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
        } else {
            "The bucket you tried to delete is not empty"
        };
        return Err(Fault::new(409, "BucketNotEmpty", message));
    }
    let parts = bucket.uploads.values().flat_map(|upload| upload.parts.values());
    let bodies = parts.map(|part| part.sha256.clone()).collect();
    world.s3.buckets.remove(name);
    forget(world, bodies);
    Ok(Answer::empty(204))
}

/// ListBuckets.
pub(super) fn list(call: &Call, world: &World) -> Answer {
    let prefix = call.query("prefix").unwrap_or("");
    let region = call.query("bucket-region");
    let buckets = world
        .s3
        .buckets
        .iter()
        .filter(|(name, bucket)| name.starts_with(prefix) && region.is_none_or(|region| region == bucket.region));
    xml(Element::node(
        "ListAllMyBucketsResult",
        [
            Element::node("Owner", [Element::leaf("ID", call.account.clone())]),
            Element::node(
                "Buckets",
                buckets.map(|(name, bucket)| {
                    Element::node(
                        "Bucket",
                        [
                            Element::leaf("Name", name.clone()),
                            Element::leaf("CreationDate", iso(bucket.created)),
                            Element::leaf("BucketRegion", bucket.region.clone()),
                        ],
                    )
                }),
            ),
        ],
    ))
}
