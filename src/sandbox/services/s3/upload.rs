use std::collections::BTreeMap;

use md5::Md5;
use sha2::{Digest, Sha256};

use crate::sandbox::{Answer, Call, Element, World};

use super::fault::Fault;
use super::listing::iso;
use super::object::{add_version, dressing, forget, hex};
use super::route::{Outcome, bucket_of, xml};
use super::state::Part;
use super::{Bucket, Object, Upload};

/// CreateMultipartUpload.
pub(super) fn start(call: &Call, world: &mut World, name: &str, key: &str) -> Outcome {
    let id = world.id(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 64);
    let (headers, metadata) = dressing(call);
    let upload = Upload { key: key.to_owned(), started: call.now, headers, metadata, parts: BTreeMap::new() };
    bucket_of(world, name)?.uploads.insert(id.clone(), upload);
    Ok(xml(Element::node(
        "InitiateMultipartUploadResult",
        [Element::leaf("Bucket", name), Element::leaf("Key", key), Element::leaf("UploadId", id)],
    )))
}

fn upload_of<'a>(call: &Call, bucket: &'a mut Bucket) -> Result<&'a mut Upload, Fault> {
    call.query("uploadId").and_then(|id| bucket.uploads.get_mut(id)).ok_or_else(Fault::no_such_upload)
}

/// UploadPart.
pub(super) fn put_part(call: &Call, world: &mut World, name: &str) -> Outcome {
    let number = call.query("partNumber").and_then(|number| number.parse::<u32>().ok());
    let number = number.filter(|number| (1..=10_000).contains(number)).ok_or_else(|| {
        Fault::new(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive")
    })?;
    let sha256 = hex(&Sha256::digest(&call.body));
    let etag = format!("\"{}\"", hex(&Md5::digest(&call.body)));
    let part = Part { sha256, size: call.body.len() as u64, etag: etag.clone() };
    upload_of(call, bucket_of(world, name)?)?.parts.insert(number, part);
    world.blobs.put(call.body.clone());
    Ok(Answer::empty(200).with("etag", etag))
}

/// CompleteMultipartUpload. The ETag is the MD5 of the parts' MD5s and their number.
pub(super) fn complete(call: &Call, world: &mut World, name: &str, key: &str) -> Outcome {
    let wish = Element::parse(&call.body).ok_or_else(Fault::malformed_xml)?;
    let upload = upload_of(call, bucket_of(world, name)?)?.clone();
    let mut content = Vec::new();
    let mut sums = Vec::new();
    let mut count = 0;
    for asked in wish.all("Part") {
        let number = asked.text_of("PartNumber").parse::<u32>().ok();
        let part = number
            .and_then(|number| upload.parts.get(&number))
            .filter(|part| part.etag.trim_matches('"') == asked.text_of("ETag").trim_matches('"'));
        let body = part
            .and_then(|part| world.blobs.get(&part.sha256))
            .ok_or_else(|| Fault::new(400, "InvalidPart", "One or more of the specified parts could not be found."))?;
        sums.extend_from_slice(&Md5::digest(&body));
        content.extend_from_slice(&body);
        count += 1;
    }
    let etag = format!("\"{}-{count}\"", hex(&Md5::digest(&sums)));
    let sha256 = hex(&Sha256::digest(&content));
    let object = Object {
        sha256,
        size: content.len() as u64,
        etag: etag.clone(),
        headers: upload.headers,
        metadata: upload.metadata,
        checksums: BTreeMap::new(),
        tags: BTreeMap::new(),
    };
    world.blobs.put(content.into());
    add_version(world, call, name, key, Some(object))?;
    abort(call, world, name)?;
    Ok(xml(Element::node(
        "CompleteMultipartUploadResult",
        [Element::leaf("Bucket", name), Element::leaf("Key", key), Element::leaf("ETag", etag)],
    )))
}

/// AbortMultipartUpload.
pub(super) fn abort(call: &Call, world: &mut World, name: &str) -> Outcome {
    let bucket = bucket_of(world, name)?;
    upload_of(call, bucket)?;
    let gone = bucket.uploads.remove(call.query("uploadId").unwrap_or(""));
    let bodies = gone.into_iter().flat_map(|upload| upload.parts.into_values()).map(|part| part.sha256).collect();
    forget(world, bodies);
    Ok(Answer::empty(204))
}

/// ListMultipartUploads, all in one page.
pub(super) fn list(call: &Call, name: &str, bucket: &Bucket) -> Answer {
    let prefix = call.query("prefix").unwrap_or("");
    let uploads = bucket.uploads.iter().filter(|(_, upload)| upload.key.starts_with(prefix)).map(|(id, upload)| {
        Element::node(
            "Upload",
            [
                Element::leaf("Key", upload.key.clone()),
                Element::leaf("UploadId", id.clone()),
                Element::leaf("Initiated", iso(upload.started)),
                Element::leaf("StorageClass", "STANDARD"),
            ],
        )
    });
    let head = [Element::leaf("Bucket", name), Element::leaf("Prefix", prefix), Element::leaf("IsTruncated", "false")];
    xml(Element::node("ListMultipartUploadsResult", head.into_iter().chain(uploads)))
}
