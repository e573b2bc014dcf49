use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::answers::{invalid, validation};
use super::state::{Code, CodePackage, State};
use crate::sandbox::Answer;

/// Bytes a request may have, and a function's files unpacked [Lambda quotas].
const LARGEST_REQUEST: usize = 70_167_211;
const LARGEST_UNPACKED: u64 = 262_144_000;

/// Code as a request brings it: checked, with the zip still to be kept.
pub(super) struct Sent {
    pub(super) code: Code,
    zip: Option<String>,
}

impl Sent {
    /// Keeps the zip and gives the code.
    pub(super) fn keep(self, state: &mut State) -> Code {
        if let (Some(zip), CodePackage::Zip { sha256, .. }) = (self.zip, &self.code.package) {
            state.archives.insert(sha256.clone(), zip);
        }
        self.code
    }
}

/// Reads `ZipFile` or `ImageUri` from `place` (the `Code` of a create, the body of an update) and `Architectures` from `body`.
pub(super) fn read(operation: &str, place: &Value, body: &Value, present: Option<&Code>) -> Result<Sent, Answer> {
    let architecture = match &body["Architectures"] {
        Value::Null => present.map_or("x86_64", |code| code.architecture.as_str()),
        list => match list.as_array().map(Vec::as_slice) {
            Some([one]) if matches!(one.as_str(), Some("x86_64" | "arm64")) => one.as_str().unwrap_or_default(),
            _ => return Err(validation(&list.to_string(), "architectures", "satisfy enum value set: [x86_64, arm64]")),
        },
    };
    if place.get("S3Bucket").is_some_and(|bucket| !bucket.is_null()) {
        let message = "the embedded cloud does not take lambda code from S3";
        return Err(Answer::json_error(501, "NotImplemented", message));
    }
    let with = |package, zip| Sent { code: Code { package, architecture: architecture.to_owned() }, zip };
    match (place["ZipFile"].as_str(), place["ImageUri"].as_str()) {
        (Some(zip), None) => {
            let (sha256, bytes) = check_zip(operation, zip)?;
            Ok(with(CodePackage::Zip { sha256, bytes }, Some(zip.to_owned())))
        }
        (None, Some(uri)) => {
            let digest = check_image(uri)?;
            Ok(with(CodePackage::Image { uri: uri.to_owned(), digest }, None))
        }
        _ => Err(invalid("Please provide a source for function code.")),
    }
}

/// Digest and length of a zip that can be opened.
fn check_zip(operation: &str, zip: &str) -> Result<(String, u64), Answer> {
    if zip.len() > LARGEST_REQUEST {
        let message = format!("Request must be smaller than {LARGEST_REQUEST} bytes for the {operation} operation");
        return Err(Answer::json_error(413, "RequestEntityTooLargeException", &message));
    }
    let unreadable = || invalid("Could not unzip uploaded file. Please check your file, then try to upload again.");
    let bytes = BASE64.decode(zip).map_err(|_| unreadable())?;
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).map_err(|_| unreadable())?;
    if archive.is_empty() {
        return Err(invalid("Uploaded file must be a non-empty zip"));
    }
    let mut unpacked = 0u64;
    for index in 0..archive.len() {
        unpacked = unpacked.saturating_add(archive.by_index_raw(index).map_err(|_| unreadable())?.size());
    }
    if unpacked > LARGEST_UNPACKED {
        return Err(invalid(&format!("Unzipped size must be smaller than {LARGEST_UNPACKED} bytes")));
    }
    Ok((BASE64.encode(Sha256::digest(&bytes)), bytes.len() as u64))
}

/// Digest of an image in ECR. One that is named by tag gets a made-up digest that is always the same for that name.
fn check_image(uri: &str) -> Result<String, Answer> {
    let (host, repository) = uri.split_once('/').unwrap_or(("", ""));
    let labels: Vec<&str> = host.split('.').collect();
    let in_ecr = matches!(labels.as_slice(), [account, "dkr", "ecr", _, "amazonaws", "com"]
        if account.len() == 12 && account.bytes().all(|digit| digit.is_ascii_digit()));
    if !in_ecr || !(repository.contains('@') || repository.contains(':')) {
        return Err(invalid(&format!("Source image {uri} is not valid. Provide a valid source image.")));
    }
    if let Some((_, digest)) = repository.split_once("@sha256:") {
        return Ok(digest.to_owned());
    }
    Ok(Sha256::digest(uri.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
}
