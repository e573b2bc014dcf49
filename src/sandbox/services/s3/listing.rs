use std::time::Duration;

use crate::sandbox::{Call, Element};

use super::fault::Fault;
use super::route::{Outcome, xml};
use super::{Bucket, Object, Version};

/// `2026-11-22T09:00:00.000Z`.
pub(super) fn iso(instant: Duration) -> String {
    let timestamp =
        jiff::Timestamp::from_millisecond(i64::try_from(instant.as_millis()).unwrap_or(0)).unwrap_or_default();
    timestamp.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Keys as they are written in a listing: `encoding-type=url` asks for percent-encoding.
fn encoder(call: &Call) -> impl Fn(&str) -> String {
    let url = call.query("encoding-type") == Some("url");
    move |key| match url {
        true => percent_encoding::utf8_percent_encode(key, KEEP).to_string(),
        false => key.to_owned(),
    }
}

const KEEP: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

fn limit(call: &Call, name: &str) -> Result<usize, Fault> {
    match call.query(name) {
        None | Some("") => Ok(1000),
        Some(text) => text.parse::<usize>().map(|asked| asked.min(1000)).map_err(|_| {
            Fault::new(400, "InvalidArgument", format!("Provided {name} not an integer or within integer range"))
        }),
    }
}

/// The part of `key` up to the first delimiter after the prefix, when there is one.
fn common_prefix<'a>(key: &'a str, prefix: &str, delimiter: Option<&str>) -> Option<&'a str> {
    let delimiter = delimiter.filter(|text| !text.is_empty())?;
    let rest = key.get(prefix.len()..)?;
    rest.find(delimiter).and_then(|at| key.get(..prefix.len() + at + delimiter.len()))
}

/// ListObjectsV2. The continuation token is the last key or common prefix of the page before.
pub(super) fn objects(call: &Call, name: &str, bucket: &Bucket) -> Outcome {
    let prefix = call.query("prefix").unwrap_or("");
    let delimiter = call.query("delimiter");
    let encode = encoder(call);
    let max = limit(call, "max-keys")?;
    let after = call.query("continuation-token").or(call.query("start-after")).unwrap_or("");
    let mut contents = Vec::new();
    let mut prefixes: Vec<&str> = Vec::new();
    let mut last = "";
    let mut truncated = false;
    for (key, versions) in bucket.objects.range(prefix.to_owned()..).take_while(|(key, _)| key.starts_with(prefix)) {
        let Some((version, object)) = versions.last().and_then(|version| Some((version, version.object.as_ref()?)))
        else {
            continue;
        };
        let common = common_prefix(key, prefix, delimiter);
        let position = common.unwrap_or(key);
        if position <= after || prefixes.last() == Some(&position) {
            continue;
        }
        if contents.len() + prefixes.len() == max {
            truncated = true;
            break;
        }
        last = position;
        match common {
            Some(common) => prefixes.push(common),
            None => contents.push(Element::node("Contents", entry(&encode(key), version, object))),
        }
    }
    let mut page = vec![
        Element::leaf("Name", name),
        Element::leaf("Prefix", encode(prefix)),
        Element::leaf("KeyCount", (contents.len() + prefixes.len()).to_string()),
        Element::leaf("MaxKeys", max.to_string()),
        Element::leaf("IsTruncated", truncated.to_string()),
    ];
    if let Some(delimiter) = delimiter {
        page.push(Element::leaf("Delimiter", encode(delimiter)));
    }
    page.extend(call.query("encoding-type").map(|encoding| Element::leaf("EncodingType", encoding)));
    page.extend(call.query("continuation-token").map(|token| Element::leaf("ContinuationToken", token)));
    if truncated {
        page.push(Element::leaf("NextContinuationToken", last));
    }
    page.extend(contents);
    page.extend(
        prefixes.iter().map(|common| Element::node("CommonPrefixes", [Element::leaf("Prefix", encode(common))])),
    );
    Ok(xml(Element::node("ListBucketResult", page)))
}

fn entry(key: &str, version: &Version, object: &Object) -> Vec<Element> {
    vec![
        Element::leaf("Key", key),
        Element::leaf("LastModified", iso(version.modified)),
        Element::leaf("ETag", object.etag.clone()),
        Element::leaf("Size", object.size.to_string()),
        Element::leaf("StorageClass", "STANDARD"),
    ]
}

/// ListObjectVersions: newest first within a key; delete markers are elements of their own.
pub(super) fn versions(call: &Call, name: &str, bucket: &Bucket) -> Outcome {
    let prefix = call.query("prefix").unwrap_or("");
    let encode = encoder(call);
    let max = limit(call, "max-keys")?;
    let key_marker = call.query("key-marker").unwrap_or("");
    let version_marker = call.query("version-id-marker").unwrap_or("");
    let all = bucket.objects.iter().filter(|(key, _)| key.starts_with(prefix)).flat_map(|(key, versions)| {
        versions.iter().enumerate().rev().map(move |(at, version)| (key, at, version, versions.len()))
    });
    let mut passed_marker = key_marker.is_empty();
    let mut entries = Vec::new();
    let mut next = None;
    for (key, at, version, count) in all {
        if !passed_marker {
            if key.as_str() > key_marker {
                passed_marker = true;
            } else {
                // Within the marked key, the listing goes on behind the marked version; without one, behind the key.
                passed_marker = key == key_marker && version.id == version_marker;
                continue;
            }
        }
        if entries.len() == max {
            next = entries.last().map(|(key, id, _): &(&String, &String, Element)| ((*key).clone(), (*id).clone()));
            break;
        }
        let latest = Element::leaf("IsLatest", (at + 1 == count).to_string());
        let id = Element::leaf("VersionId", version.id.clone());
        let element = match &version.object {
            Some(object) => {
                let mut parts = entry(&encode(key), version, object);
                parts.extend([id, latest]);
                Element::node("Version", parts)
            }
            None => Element::node(
                "DeleteMarker",
                [Element::leaf("Key", encode(key)), id, latest, Element::leaf("LastModified", iso(version.modified))],
            ),
        };
        entries.push((key, &version.id, element));
    }
    let mut page = vec![
        Element::leaf("Name", name),
        Element::leaf("Prefix", encode(prefix)),
        Element::leaf("KeyMarker", encode(key_marker)),
        Element::leaf("VersionIdMarker", version_marker),
        Element::leaf("MaxKeys", max.to_string()),
        Element::leaf("IsTruncated", next.is_some().to_string()),
    ];
    if let Some((key, id)) = next {
        page.extend([Element::leaf("NextKeyMarker", encode(&key)), Element::leaf("NextVersionIdMarker", id)]);
    }
    page.extend(call.query("encoding-type").map(|encoding| Element::leaf("EncodingType", encoding)));
    page.extend(entries.into_iter().map(|(_, _, element)| element));
    Ok(xml(Element::node("ListVersionsResult", page)))
}
