use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::primitives::ByteStream;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::super::absent::or_none;
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
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
    /// The bucket's region, `us-east-2`.
    pub region: String,
    /// Name of the bucket; a reference to its `name` output.
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
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(format!("{}/{}", want.bucket.known().unwrap_or_default(), want.key))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let etag = put(hands, want).await?;
        Ok(Made { id: id(hands, want)?, outputs: outputs(want, etag) })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let found = look(hands, want).await?.filter(|seen| seen.sha256.as_deref() == Some(&want.file.sha256));
        match found {
            Some(seen) => Ok(Some(Made { id: id(hands, want)?, outputs: outputs(want, seen.etag) })),
            None => Ok(None),
        }
    }

    /// In a look that believes lists, an object that the bucket's list has with the recorded ETag and size is as it was
    /// uploaded; a header that somebody changed by hand is then not seen.
    async fn read(hands: &Hands, _id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        if let Some(etag) = hands.recorded("etag") {
            match listed(hands, was).await? {
                Some(None) => return Ok(None),
                Some(Some((seen, bytes))) if seen == etag && bytes == was.file.bytes => {
                    return Ok(Some(Live { input: was.clone(), outputs: outputs(was, seen) }));
                }
                Some(Some(_)) | None => {}
            }
        }
        Ok(look(hands, was).await?.map(|seen| {
            let file = FileRef {
                path: was.file.path.clone(),
                // Somebody else's upload has no digest of ours; its ETag is as good to show that it differs.
                sha256: seen.sha256.unwrap_or_else(|| format!("etag:{}", seen.etag)),
                bytes: seen.bytes,
            };
            let input =
                Input { file, content_type: seen.content_type, cache_control: seen.cache_control, ..was.clone() };
            Live { input, outputs: outputs(was, seen.etag) }
        }))
    }

    async fn update(hands: &Hands, _id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let etag = put(hands, want).await?;
        Ok(outputs(want, etag))
    }

    async fn delete(hands: &Hands, _id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.s3(&was.region);
        let bucket = hands.known("bucket", &was.bucket)?;
        let key = &was.key;
        match hands.write(("s3", "DeleteObject"), || client.delete_object().bucket(bucket).key(key).send()).await {
            Ok(_) => Ok(()),
            Err(refusal) if refusal.class == Class::NotFound => Ok(()),
            Err(refusal) => Err(refusal),
        }
    }
}

/// The metadata key that holds the file's digest.
const DIGEST: &str = "engine-sha256";

/// The same key in another bucket is another object, and the old one still has to go.
fn id(hands: &Hands, of: &Input) -> Result<String, Refusal> {
    Ok(format!("{}/{}", hands.known("bucket", &of.bucket)?, of.key))
}

fn outputs(of: &Input, etag: String) -> Outputs {
    [("key".to_owned(), of.key.clone()), ("etag".to_owned(), etag)].into()
}

/// What is known of an object without fetching it.
struct Seen {
    /// Of our own metadata.
    sha256: Option<String>,
    bytes: u64,
    /// Without quotes.
    etag: String,
    content_type: String,
    cache_control: Option<String>,
}

/// Looks at the live object; `None` when it, or its bucket, is not there. Every question about live objects goes through here.
async fn look(hands: &Hands, of: &Input) -> Result<Option<Seen>, Refusal> {
    let client = hands.clients.s3(&of.region);
    let bucket = hands.known("bucket", &of.bucket)?;
    match hands.read(("s3", "HeadObject"), || client.head_object().bucket(bucket).key(&of.key).send()).await {
        Ok(head) => Ok(Some(Seen {
            sha256: head.metadata().and_then(|metadata| metadata.get(DIGEST)).cloned(),
            bytes: head.content_length().and_then(|length| u64::try_from(length).ok()).unwrap_or(0),
            etag: bare(head.e_tag()),
            content_type: head.content_type().unwrap_or_default().to_owned(),
            cache_control: head.cache_control().map(str::to_owned),
        })),
        Err(refusal) if refusal.class == Class::NotFound => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

/// What the list of the bucket says of the object, if this look has one: ETag without quotes and size; `None` inside: it is not
/// there.
async fn listed(hands: &Hands, of: &Input) -> Result<Option<Option<(String, u64)>>, Refusal> {
    let bucket = hands.known("bucket", &of.bucket)?;
    let question = format!("s3/{}/{bucket}", of.region);
    let objects = hands.shared(&question, 0, || list(hands, &of.region, bucket)).await?;
    Ok(objects.map(|objects| objects.get(&of.key).cloned()))
}

/// ETag without quotes and size of every object of a bucket; none when there is no bucket.
async fn list(hands: &Hands, region: &str, bucket: &str) -> Result<HashMap<String, (String, u64)>, Refusal> {
    let client = hands.clients.s3(region);
    let mut objects = HashMap::new();
    let mut next: Option<String> = None;
    loop {
        let list = || client.list_objects_v2().bucket(bucket).set_continuation_token(next.clone()).send();
        let Some(page) = or_none(hands.read(("s3", "ListObjectsV2"), list).await)? else { return Ok(objects) };
        for object in page.contents.unwrap_or_default() {
            let bytes = object.size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
            let seen = (bare(object.e_tag.as_deref()), bytes);
            objects.extend(object.key.map(|key| (key, seen)));
        }
        next = page.next_continuation_token;
        if next.is_none() {
            return Ok(objects);
        }
    }
}

fn bare(etag: Option<&str>) -> String {
    etag.unwrap_or_default().trim_matches('"').to_owned()
}

/// Uploads the file and gives the ETag.
async fn put(hands: &Hands, want: &Input) -> Result<String, Refusal> {
    let client = hands.clients.s3(&want.region);
    let bucket = hands.known("bucket", &want.bucket)?;
    let path = hands.folder.join(&want.file.path);
    let digest = sha256_of(&path).await.map_err(|problem| unreadable(&want.file, &problem))?;
    if hex(&digest) != want.file.sha256 {
        let message = format!("`{}` is not the file that was planned any more; plan again", want.file.path);
        return Err(Refusal::local("FileChanged", message));
    }
    // S3 checks the digest too, so a file that changes while it is sent is refused there.
    let checksum = BASE64.encode(digest);
    let upload = || async {
        let body = ByteStream::from_path(&path).await.map_err(SdkError::construction_failure)?;
        client
            .put_object()
            .bucket(bucket)
            .key(&want.key)
            .body(body)
            .content_type(&want.content_type)
            .set_cache_control(want.cache_control.clone())
            .metadata(DIGEST, &want.file.sha256)
            .checksum_sha256(&checksum)
            .send()
            .await
    };
    // A bucket made a moment ago may not take objects yet.
    let answer = hands
        .patiently(&[Class::NotFound, Class::Busy], Duration::from_secs(120), || {
            hands.write(("s3", "PutObject"), upload)
        })
        .await?;
    Ok(bare(answer.e_tag()))
}

fn unreadable(file: &FileRef, problem: &std::io::Error) -> Refusal {
    Refusal::local("FileUnreadable", format!("`{}` cannot be read: {problem}", file.path))
}

/// SHA-256 of a file, read in pieces.
async fn sha256_of(path: &Path) -> std::io::Result<[u8; 32]> {
    let mut file = tokio::fs::File::open(path).await?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0u8; 256 * 1024];
    loop {
        let read = file.read(&mut piece).await?;
        if read == 0 {
            return Ok(hasher.finalize().into());
        }
        hasher.update(&piece[..read]);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
