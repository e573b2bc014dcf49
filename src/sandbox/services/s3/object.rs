use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use md5::Md5;
use sha2::{Digest, Sha256};

use crate::sandbox::{Answer, Call, Element, World};

use super::fault::Fault;
use super::route::{Outcome, bucket_of, xml};
use super::settings::{tagging, tags_from};
use super::{Bucket, Object, Version};

/// Headers that are stored with an object and served back.
const SERVED: [&str; 6] =
    ["content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires"];

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The headers and the metadata that an upload gives its object.
pub(super) fn dressing(call: &Call) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let mut headers: BTreeMap<String, String> = SERVED
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), call.header(name)?.to_owned())))
        .filter_map(|(name, value)| match name.as_str() {
            // `aws-chunked` is how the body travelled, not what it is.
            "content-encoding" => {
                let rest: Vec<_> = value.split(',').map(str::trim).filter(|coding| *coding != "aws-chunked").collect();
                if rest.is_empty() { None } else { Some((name, rest.join(","))) }
            }
            _ => Some((name, value)),
        })
        .collect();
    headers.entry("content-type".into()).or_insert_with(|| "binary/octet-stream".into());
    let metadata = call
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("x-amz-meta-")?.to_owned(), value.clone())))
        .collect();
    (headers, metadata)
}

/// Refuses a body that is not what its digests say, and gives the checksums to keep.
fn checked_sums(call: &Call) -> Result<BTreeMap<String, String>, Fault> {
    let body = &call.body[..];
    let sums = [
        ("x-amz-checksum-sha256", BASE64.encode(Sha256::digest(body))),
        ("x-amz-checksum-crc32", BASE64.encode(crc32(body).to_be_bytes())),
    ];
    if call.header("content-md5").is_some_and(|sent| sent != BASE64.encode(Md5::digest(body))) {
        return Err(Fault::new(400, "BadDigest", "The Content-MD5 you specified did not match what we received."));
    }
    if let Some((name, _)) = sums.iter().find(|(name, sum)| call.header(name).is_some_and(|sent| sent != sum)) {
        let algorithm = name.trim_start_matches("x-amz-checksum-").to_ascii_uppercase();
        let message = format!("The {algorithm} you specified did not match the calculated checksum.");
        return Err(Fault::new(400, "BadDigest", message));
    }
    // A checksum that comes after the body is announced in `x-amz-trailer`.
    let asked = |name: &str| {
        call.header(name).is_some() || call.header("x-amz-trailer").is_some_and(|sent| sent.contains(name))
    };
    Ok(sums.into_iter().filter(|(name, _)| asked(name)).map(|(name, sum)| (name.to_owned(), sum)).collect())
}

/// CRC-32 (IEEE 802.3), bit by bit: bodies here are small.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

/// `If-None-Match: *` and `If-Match` of a write.
fn write_conditions(call: &Call, bucket: &Bucket, key: &str) -> Result<(), Fault> {
    let current = bucket.current(key).map(|(_, object)| object.etag.as_str());
    if call.header("if-none-match") == Some("*") && current.is_some() {
        return Err(Fault::precondition("If-None-Match"));
    }
    match (call.header("if-match"), current) {
        (Some(_), None) => Err(Fault::no_such_key()),
        (Some(wanted), Some(etag)) if wanted.trim_matches('"') != etag.trim_matches('"') => {
            Err(Fault::precondition("If-Match"))
        }
        _ => Ok(()),
    }
}

/// Makes `object` the latest version of `key` and gives the version id to answer with.
pub(super) fn add_version(
    world: &mut World,
    call: &Call,
    name: &str,
    key: &str,
    object: Option<Object>,
) -> Result<Option<String>, Fault> {
    let fresh = world.id(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._", 32);
    let bucket = bucket_of(world, name)?;
    let enabled = bucket.versioning.as_deref() == Some("Enabled");
    let id = if enabled { fresh } else { "null".to_owned() };
    let versioned = bucket.versioning.is_some();
    let version = Version { id: id.clone(), modified: call.now, object };
    let overwritten = bucket.objects.push(key, version, |version| !enabled && version.id == "null");
    forget(world, overwritten.into_iter().filter_map(body_of).collect());
    Ok(versioned.then_some(id))
}

fn body_of(version: Version) -> Option<String> {
    version.object.map(|object| object.sha256)
}

/// Drops the bodies that nothing has any more.
pub(super) fn forget(world: &mut World, bodies: Vec<String>) {
    for sha256 in bodies {
        if !world.s3.needs(&sha256) {
            world.blobs.remove(&sha256);
        }
    }
}

/// PutObject.
pub(super) fn put(call: &Call, world: &mut World, name: &str, key: &str) -> Outcome {
    if key.len() > 1024 {
        return Err(Fault::new(400, "KeyTooLongError", "Your key is too long"));
    }
    let checksums = checked_sums(call)?;
    write_conditions(call, bucket_of(world, name)?, key)?;
    let (headers, metadata) = dressing(call);
    let sha256 = hex(&Sha256::digest(&call.body));
    let etag = format!("\"{}\"", hex(&Md5::digest(&call.body)));
    let object = Object {
        sha256,
        size: call.body.len() as u64,
        etag: etag.clone(),
        headers,
        metadata,
        checksums: checksums.clone(),
        tags: call.header("x-amz-tagging").map(tags_in_header).unwrap_or_default(),
    };
    world.blobs.put(call.body.clone());
    let version = add_version(world, call, name, key, Some(object))?;
    let encryption = bucket_of(world, name)?.encryption.algorithm.clone();
    let mut answer = Answer::empty(200).with("etag", etag).with("x-amz-server-side-encryption", encryption);
    answer.headers.extend(checksums);
    answer.headers.extend(version.map(|id| ("x-amz-version-id".to_owned(), id)));
    Ok(answer)
}

/// `a=1&b=2`, percent-encoded.
fn tags_in_header(header: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = header.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

/// The version a request asks for, or the latest.
fn asked_version<'a>(call: &Call, bucket: &'a Bucket, key: &str) -> Result<&'a Version, Fault> {
    let versions = bucket.objects.get(key).ok_or_else(Fault::no_such_key)?;
    match call.query("versionId") {
        None => versions.last().ok_or_else(Fault::no_such_key),
        Some(id) => versions
            .iter()
            .find(|version| version.id == id)
            .ok_or_else(|| Fault::new(404, "NoSuchVersion", "The specified version does not exist.")),
    }
}

/// GetObject and HeadObject.
pub(super) fn get(call: &Call, world: &World, name: &str, key: &str) -> Outcome {
    let bucket = world.s3.buckets.get(name).ok_or_else(Fault::no_such_bucket)?;
    let version = asked_version(call, bucket, key)?;
    let Some(object) = &version.object else {
        let fault = match call.query("versionId") {
            Some(_) => {
                Fault::new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
            }
            None => Fault::no_such_key(),
        };
        return Err(fault.with("x-amz-delete-marker", "true").with("x-amz-version-id", version.id.clone()));
    };
    let same = |wanted: &str| wanted == "*" || wanted.trim_matches('"') == object.etag.trim_matches('"');
    if call.header("if-match").is_some_and(|wanted| !same(wanted)) {
        return Err(Fault::precondition("If-Match"));
    }
    let since = |name: &str| call.header(name).and_then(instant).map(|instant| version.modified.as_secs() > instant);
    // A date counts only where no tag of the same sense is sent [RFC 9110].
    if call.header("if-match").is_none() && since("if-unmodified-since") == Some(true) {
        return Err(Fault::precondition("If-Unmodified-Since"));
    }
    let unchanged = match call.header("if-none-match") {
        Some(wanted) => wanted.split(',').any(|wanted| same(wanted.trim().trim_start_matches("W/"))),
        None => since("if-modified-since") == Some(false),
    };
    if unchanged {
        let dressed = object.headers.iter().filter(|(name, _)| matches!(name.as_str(), "cache-control" | "expires"));
        let answer = Answer::empty(304).with("etag", object.etag.clone());
        let answer = answer.with("last-modified", http_date(version.modified));
        return Ok(dressed.fold(answer, |answer, (name, value)| answer.with(name, value.clone())));
    }
    let body = world.blobs.get(&object.sha256).ok_or_else(|| {
        Fault::new(500, "InternalError", "The body of this object was not kept with the rest of the embedded cloud.")
    })?;
    let mut headers: Vec<(String, String)> = vec![
        ("etag".into(), object.etag.clone()),
        ("last-modified".into(), http_date(version.modified)),
        ("accept-ranges".into(), "bytes".into()),
        ("x-amz-server-side-encryption".into(), bucket.encryption.algorithm.clone()),
    ];
    headers.extend(object.headers.clone());
    headers.extend(object.metadata.iter().map(|(key, value)| (format!("x-amz-meta-{key}"), value.clone())));
    if bucket.versioning.is_some() {
        headers.push(("x-amz-version-id".into(), version.id.clone()));
    }
    if !object.tags.is_empty() {
        headers.push(("x-amz-tagging-count".into(), object.tags.len().to_string()));
    }
    let part = call.header("range").and_then(|range| range_of(range, body.len()));
    let (status, body) = match part {
        None => (200, body),
        Some(None) => {
            return Err(Fault::new(416, "InvalidRange", "The requested range is not satisfiable"));
        }
        Some(Some((from, to))) => {
            headers.push(("content-range".into(), format!("bytes {from}-{to}/{}", body.len())));
            (206, body.slice(from..=to))
        }
    };
    // A checksum is of the whole object.
    if status == 200 && call.header("x-amz-checksum-mode").is_some_and(|mode| mode.eq_ignore_ascii_case("enabled")) {
        headers.extend(object.checksums.clone());
    }
    headers.push(("content-length".into(), body.len().to_string()));
    let body = if call.method == "HEAD" { Bytes::new() } else { body };
    Ok(Answer { status, headers, body })
}

/// First and last byte of a `Range: bytes=…` header; `None` when it is to be ignored, `Some(None)` when nothing is in it.
fn range_of(header: &str, length: usize) -> Option<Option<(usize, usize)>> {
    let (from, to) = header.strip_prefix("bytes=")?.split_once('-')?;
    let last = length.checked_sub(1);
    Some(match (from.parse::<usize>().ok(), to.parse::<usize>().ok()) {
        (Some(from), to) => last
            .filter(|last| from <= *last)
            .map(|last| (from, to.map_or(last, |to| to.min(last))))
            .filter(|(from, to)| from <= to),
        (None, Some(count)) => last.filter(|_| count > 0).map(|last| (length.saturating_sub(count), last)),
        (None, None) => return None,
    })
}

/// Seconds since 1970 of a date as HTTP writes it; `None` for what is none, which is ignored.
fn instant(date: &str) -> Option<u64> {
    let timestamp = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    u64::try_from(timestamp.as_second()).ok()
}

fn http_date(instant: std::time::Duration) -> String {
    let timestamp = jiff::Timestamp::from_second(i64::try_from(instant.as_secs()).unwrap_or(0)).unwrap_or_default();
    timestamp.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Deletes a key or one of its versions; gives (version id to answer with, whether a delete marker is concerned).
fn remove(
    call: &Call,
    world: &mut World,
    name: &str,
    key: &str,
    version: Option<&str>,
) -> Result<(Option<String>, bool), Fault> {
    let bucket = bucket_of(world, name)?;
    let Some(id) = version else {
        if bucket.versioning.is_some() {
            return Ok((add_version(world, call, name, key, None)?, true));
        }
        let gone = bucket.objects.take(key, |_| true);
        forget(world, gone.into_iter().filter_map(body_of).collect());
        return Ok((None, false));
    };
    let gone = bucket.objects.take(key, |version| version.id == id);
    let was_marker = gone.iter().any(|version| version.object.is_none());
    forget(world, gone.into_iter().filter_map(body_of).collect());
    Ok((Some(id.to_owned()), was_marker))
}

/// DeleteObject: succeeds whether or not the key is there.
pub(super) fn delete(call: &Call, world: &mut World, name: &str, key: &str) -> Outcome {
    let (version, marker) = remove(call, world, name, key, call.query("versionId"))?;
    let mut answer = Answer::empty(204);
    answer.headers.extend(version.map(|id| ("x-amz-version-id".to_owned(), id)));
    if marker {
        answer = answer.with("x-amz-delete-marker", "true");
    }
    Ok(answer)
}

/// DeleteObjects, at most 1000 keys.
pub(super) fn delete_many(call: &Call, world: &mut World, name: &str) -> Outcome {
    let checksummed = call.headers.iter().any(|(name, _)| name == "content-md5" || name.starts_with("x-amz-checksum-"));
    if !checksummed {
        return Err(Fault::new(
            400,
            "InvalidRequest",
            "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
        ));
    }
    let wish = Element::parse(&call.body).ok_or_else(Fault::malformed_xml)?;
    let quiet = wish.text_of("Quiet") == "true";
    let objects: Vec<&Element> = wish.all("Object").collect();
    if objects.is_empty() || objects.len() > 1000 {
        return Err(Fault::malformed_xml());
    }
    let mut deleted = Vec::new();
    for object in objects {
        let key = object.text_of("Key");
        let asked = object.child("VersionId").map(|id| id.text.as_str());
        let (version, marker) = remove(call, world, name, key, asked)?;
        if quiet {
            continue;
        }
        let mut entry = vec![Element::leaf("Key", key)];
        entry.extend(asked.map(|id| Element::leaf("VersionId", id)));
        if marker {
            entry.push(Element::leaf("DeleteMarker", "true"));
            entry.extend(version.map(|id| Element::leaf("DeleteMarkerVersionId", id)));
        }
        deleted.push(Element::node("Deleted", entry));
    }
    Ok(xml(Element::node("DeleteResult", deleted)))
}

/// GetObjectTagging.
pub(super) fn get_tags(call: &Call, world: &World, name: &str, key: &str) -> Outcome {
    let bucket = world.s3.buckets.get(name).ok_or_else(Fault::no_such_bucket)?;
    let version = asked_version(call, bucket, key)?;
    Ok(tagging(&version.object.as_ref().ok_or_else(Fault::no_such_key)?.tags))
}

/// PutObjectTagging on the latest version.
pub(super) fn put_tags(call: &Call, world: &mut World, name: &str, key: &str) -> Outcome {
    let tags = tags_from(&call.body)?;
    if tags.len() > 10 {
        return Err(Fault::new(400, "BadRequest", "Object tags cannot be greater than 10"));
    }
    let latest = bucket_of(world, name)?.objects.latest_mut(key);
    let object = latest.and_then(|version| version.object.as_mut()).ok_or_else(Fault::no_such_key)?;
    object.tags = tags;
    Ok(Answer::empty(200))
}
