use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{FileRef, Outputs, Text};

/// An object uploaded from a file beside the spec. The SHA-256 of the file is kept in the object's metadata
/// (`engine-sha256`), because an ETag is an MD5 only for some uploads.
///
/// Outputs: `key`, `etag` (without quotes).
pub struct S3Object;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    pub bucket: Text,
    /// Without a leading `/`.
    pub key: String,
    /// The content.
    pub file: FileRef,
    /// `text/html; charset=utf-8`.
    pub content_type: String,
    /// `max-age=300`.
    pub cache_control: Option<String>,
}

impl Kind for S3Object {
    const NAME: &'static str = "s3-object";
    const TITLE: &'static str = "S3 object";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "where the bucket is"),
        Field::replace("bucket", "the bucket's name"),
        Field::replace("key", "the object's key"),
        Field::update("file", "the content, by digest"),
        Field::update("content-type", "the media type it is served as"),
        Field::update("cache-control", "how long it may be cached"),
    ];
    const VOLATILE: &'static [&'static str] = &["etag"];
    const ACTIONS: &'static [&'static str] = &["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(want.key.clone())
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
