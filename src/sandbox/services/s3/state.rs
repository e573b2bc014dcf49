use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Objects;

/// What S3 remembers. The name space of buckets is global.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// By name.
    pub buckets: BTreeMap<String, Bucket>,
}

/// What stands on one shelf of every bucket: bucket, key, versions.
type Shelf = BTreeMap<String, BTreeMap<String, Vec<Version>>>;

impl State {
    /// The written form without the objects.
    ///
    /// # Errors
    /// As [`serde_json::to_vec`].
    pub fn without_objects(&mut self) -> serde_json::Result<Vec<u8>> {
        let objects: Vec<_> = self.buckets.values_mut().map(|bucket| std::mem::take(&mut bucket.objects)).collect();
        let written = serde_json::to_vec(self);
        self.buckets.values_mut().zip(objects).for_each(|(bucket, objects)| bucket.objects = objects);
        written
    }

    /// The written form of one shelf of objects, of all buckets.
    ///
    /// # Errors
    /// As [`serde_json::to_vec`].
    pub fn shelf(&self, shelf: u8) -> serde_json::Result<Vec<u8>> {
        let buckets = self.buckets.iter().map(|(name, bucket)| (name, bucket.objects.shelf(shelf)));
        serde_json::to_vec(&buckets.filter(|(_, objects)| !objects.is_empty()).collect::<BTreeMap<_, _>>())
    }

    /// Puts a shelf back from its written form.
    ///
    /// # Errors
    /// When it is not one.
    pub fn restore_shelf(&mut self, shelf: u8, bytes: &[u8]) -> serde_json::Result<()> {
        let mut buckets: Shelf = serde_json::from_slice(bytes)?;
        for (name, bucket) in &mut self.buckets {
            bucket.objects.restore_shelf(shelf, buckets.remove(name).unwrap_or_default());
        }
        Ok(())
    }

    /// The same state with the objects that `other` has in the buckets of both: the written form is without them.
    pub fn with_objects_of(mut self, mut other: Self) -> Self {
        for (name, bucket) in &mut self.buckets {
            if let Some(other) = other.buckets.get_mut(name).filter(|_| bucket.objects.is_empty()) {
                bucket.objects = std::mem::take(&mut other.objects);
            }
        }
        self
    }

    /// Shelves whose objects may differ from what was saved; asking counts as saving them.
    pub fn take_changed_shelves(&mut self) -> BTreeSet<u8> {
        self.buckets.values_mut().flat_map(|bucket| bucket.objects.take_changed()).collect()
    }

    /// Whether an object version or a part of an upload has this body.
    pub fn needs(&self, sha256: &str) -> bool {
        self.buckets.values().any(|bucket| {
            let mut objects = bucket.objects.values().flatten().filter_map(|version| version.object.as_ref());
            let mut parts = bucket.uploads.values().flat_map(|upload| upload.parts.values());
            objects.any(|object| object.sha256 == sha256) || parts.any(|part| part.sha256 == sha256)
        })
    }
}

/// A bucket with its sub-resources.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bucket {
    /// Where it was made; requests signed for another region are redirected or refused.
    pub region: String,
    /// When it was made, since 1970.
    pub created: Duration,
    /// `None` until tags are put.
    pub tags: Option<BTreeMap<String, String>>,
    /// The document as it was put.
    pub policy: Option<String>,
    /// `None` once it was deleted; new buckets have all four on.
    pub public_access_block: Option<PublicAccessBlock>,
    /// `BucketOwnerEnforced`, …
    pub ownership: Option<String>,
    /// Whether its access control list lets CloudFront's log delivery write.
    #[serde(default)]
    pub takes_logs: bool,
    /// What new objects are encrypted with; `AES256` unless put.
    pub encryption: Encryption,
    /// `None` until versioning is first configured, then `Enabled` or `Suspended`.
    pub versioning: Option<String>,
    /// Saved shelf by shelf, see [`State::shelf`].
    #[serde(default, skip_serializing_if = "Objects::none")]
    pub objects: Objects,
    /// Unfinished uploads by id.
    pub uploads: BTreeMap<String, Upload>,
}

impl Bucket {
    /// The latest version of a key, unless that is a delete marker.
    pub fn current(&self, key: &str) -> Option<(&Version, &Object)> {
        let version = self.objects.get(key)?.last()?;
        Some((version, version.object.as_ref()?))
    }
}

/// The four blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAccessBlock {
    /// `BlockPublicAcls`; kept and given back.
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`; kept and given back.
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`: `PutBucketPolicy` with a public policy is refused.
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`; kept and given back.
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    /// All four alike.
    pub const fn all(on: bool) -> Self {
        Self { block_public_acls: on, ignore_public_acls: on, block_public_policy: on, restrict_public_buckets: on }
    }
}

/// Default encryption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// `AES256` or `aws:kms`.
    pub algorithm: String,
    /// The key's id or ARN; only with `aws:kms`, absent for AWS's own key.
    pub kms_key: Option<String>,
    /// Whether a bucket key saves calls to KMS.
    pub bucket_key: bool,
}

/// One version of a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Version {
    /// `null` when it was written while versioning was not enabled.
    pub id: String,
    /// When it was written, since 1970.
    pub modified: Duration,
    /// `None`: a delete marker.
    pub object: Option<Object>,
}

/// The content of a version and what is served with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Object {
    /// Where the body is among the cloud's blobs.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// With its quotes.
    pub etag: String,
    /// Headers served back as they came: `content-type`, `cache-control`, `content-encoding`, …
    pub headers: BTreeMap<String, String>,
    /// `x-amz-meta-*` without the prefix.
    pub metadata: BTreeMap<String, String>,
    /// `x-amz-checksum-*` headers of the upload.
    pub checksums: BTreeMap<String, String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
}

/// A multipart upload that is neither completed nor aborted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Upload {
    /// The key the finished object gets.
    pub key: String,
    /// When it was begun, since 1970.
    pub started: Duration,
    /// What the finished object gets.
    pub headers: BTreeMap<String, String>,
    /// `x-amz-meta-*` without the prefix, for the finished object.
    pub metadata: BTreeMap<String, String>,
    /// By part number.
    pub parts: BTreeMap<u32, Part>,
}

/// A part that was uploaded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    pub sha256: String,
    pub size: u64,
    /// With its quotes.
    pub etag: String,
}
