use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Policy;
use crate::names::ResourceId;

/// An S3 bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Bucket {
    /// The resource it came from.
    pub at: ResourceId,
    /// Its name.
    pub name: String,
    /// `us-east-2`.
    pub region: String,
    /// Whether public policies are refused and ignored.
    pub public_blocked: bool,
    /// Who may read it.
    pub policy: Option<Policy>,
    /// What is known to be in it, by key.
    pub objects: BTreeMap<String, Content>,
}

/// An object of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Content {
    /// The resource it came from.
    pub at: ResourceId,
    /// `text/html; charset=utf-8`.
    pub content_type: String,
}
