use serde_json::json;

use super::Desired;
use super::lower::Lowering;
use crate::kinds::aws::s3::{S3Bucket, S3BucketPolicy, S3Object, bucket, bucket_policy, object};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::cdn::OriginTarget;
use crate::spec::{Arn, Bucket, Spec};
use crate::value::{FileRef, Text, Tree};

/// A bucket is itself, its files, and a policy that lets the distributions in front of it read.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Bucket) {
    let addr = BlockAddr::new("bucket", &block.name.value);
    let id = addr.resource("bucket");
    let region = at.region();
    let input = bucket::Input {
        region: region.clone(),
        name: at.physical_name(&addr, block.physical_name.as_ref()),
        public_access_block: true,
        ownership: if takes_logs(at, &addr) { "BucketOwnerPreferred" } else { "BucketOwnerEnforced" }.into(),
        encryption: "AES256".into(),
        versioning: block.versioning.value,
        force_delete: block.empty_on_destroy.value,
        tags: at.tags(&id),
    };
    at.want(Desired::new::<S3Bucket>(id.clone(), &input, block.span).written("versioning", block.versioning.span));

    let readers = readers(at, &addr);
    if !readers.is_empty() {
        let input = bucket_policy::Input {
            region: region.clone(),
            bucket: Text::reference(&id, "name"),
            policy: read_policy(&Text::reference(&id, "arn"), &readers),
        };
        at.want(Desired::new::<S3BucketPolicy>(addr.resource("policy"), &input, block.span));
    }

    let Some(folder) = &block.files else { return };
    for (key, file) in files(at, block) {
        let input = object::Input {
            region: region.clone(),
            bucket: Text::reference(&id, "name"),
            content_type: content_type(&key),
            cache_control: Some(cache_control(&key).to_owned()),
            file,
            key: key.clone(),
        };
        at.want(Desired::new::<S3Object>(object_id(&addr, &key), &input, folder.span));
    }
}

/// What a bucket offers to `${bucket.NAME.…}`.
pub(super) fn attr(block: &BlockAddr, attr: &str) -> Option<Text> {
    let output = match attr {
        "name" | "arn" => attr,
        "domain" => "regional-domain",
        _ => return None,
    };
    Some(Text::reference(&block.resource("bucket"), output))
}

/// The id of an object of a bucket.
pub(super) fn object_id(bucket: &BlockAddr, key: &str) -> ResourceId {
    bucket.resource(&format!("object/{key}"))
}

/// The page a bucket answers `/` with; of one that exists already, what buckets answer with unless told otherwise.
pub(super) fn index(spec: &Spec, bucket: &BlockAddr) -> Option<String> {
    let theirs = || Arn::parse(bucket.name()).map(|_| "index.html".to_owned());
    spec.buckets.get(bucket.name()).map(|block| block.index.value.clone()).or_else(theirs)
}

/// The files of a bucket: key and content, sorted by key.
pub(super) fn files(at: &mut Lowering<'_>, block: &Bucket) -> Vec<(String, FileRef)> {
    let Some(folder) = &block.files else { return Vec::new() };
    let keys = at.setting.folder.walk(&folder.value).unwrap_or_else(|error| {
        at.unreadable(&folder.value, folder.span, &error);
        Vec::new()
    });
    let mut files = Vec::new();
    for key in keys {
        let path = format!("{}/{key}", folder.value.trim_end_matches('/'));
        match at.setting.folder.file(&path) {
            Ok(file) => files.push((key, file)),
            Err(error) => at.unreadable(&path, folder.span, &error),
        }
    }
    files
}

/// Whether access logs go into it: CloudFront gives itself the right to by the bucket's access control list, which must count
/// for that.
fn takes_logs(at: &Lowering<'_>, bucket: &BlockAddr) -> bool {
    at.spec.cdns.values().filter_map(|cdn| cdn.logs.as_ref()).any(|logs| logs.bucket.value == *bucket)
}

fn readers(at: &Lowering<'_>, bucket: &BlockAddr) -> Vec<Text> {
    let reads = |target: &OriginTarget| matches!(target, OriginTarget::Bucket(of) if of.value == *bucket);
    at.spec
        .cdns
        .values()
        .filter(|cdn| cdn.origins.iter().any(|origin| reads(&origin.target)))
        .map(|cdn| Text::reference(&BlockAddr::new("cdn", &cdn.name.value).resource("distribution"), "arn"))
        .collect()
}

/// CloudFront may read objects for these distributions and nobody else's. It may not list: a missing key answers 403.
fn read_policy(bucket_arn: &Text, distributions: &[Text]) -> Tree {
    let objects = Tree::of(&Text::Join(vec![bucket_arn.clone(), Text::from("/*")]));
    let statements: Vec<_> = distributions
        .iter()
        .map(|distribution| {
            json!({
                "Effect": "Allow",
                "Principal": { "Service": "cloudfront.amazonaws.com" },
                "Action": "s3:GetObject",
                "Resource": objects.as_value(),
                "Condition": { "StringEquals": { "AWS:SourceArn": Tree::of(distribution).as_value() } },
            })
        })
        .collect();
    Tree::new(json!({ "Version": "2012-10-17", "Statement": statements }))
}

/// By file extension; text is UTF-8.
fn content_type(key: &str) -> String {
    let guess = mime_guess::from_path(key).first_or_octet_stream();
    let text = guess.type_() == "text" || matches!(guess.subtype().as_str(), "javascript" | "json" | "xml");
    if text { format!("{}; charset=utf-8", guess.essence_str()) } else { guess.essence_str().to_owned() }
}

/// Pages are asked for again each time, so that a deploy is seen at once; what they load is kept for an hour.
fn cache_control(key: &str) -> &'static str {
    if key.ends_with(".html") { "no-cache" } else { "public, max-age=3600" }
}
