use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use aws_sdk_lambda::primitives::Blob;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use super::function::Package;
use crate::providers::{Hands, Refusal};
use crate::value::{FileRef, Text};

/// Code ready to be sent.
pub(super) enum Upload {
    Zip(Blob),
    Image(String),
}

impl Upload {
    /// Reads the zip, which must still be what was planned, or takes the image's URI.
    pub(super) async fn of(hands: &Hands, package: &Package) -> Result<Self, Refusal> {
        match package {
            Package::Image { uri } => Ok(Self::Image(hands.known("package", uri)?.to_owned())),
            Package::Zip { file, .. } => Ok(Self::Zip(Blob::new(zip(hands, file).await?))),
        }
    }
}

async fn zip(hands: &Hands, file: &FileRef) -> Result<Vec<u8>, Refusal> {
    let bytes = tokio::fs::read(hands.folder.join(&file.path))
        .await
        .map_err(|problem| Refusal::local("FileUnreadable", format!("`{}` cannot be read: {problem}", file.path)))?;
    let sha256 = hex(&Sha256::digest(&bytes));
    if sha256 != file.sha256 {
        return Err(Refusal::local(
            "FileChanged",
            format!("`{}` is not the file that was planned (its SHA-256 is {sha256}); plan again", file.path),
        ));
    }
    Ok(bytes)
}

/// Whether what is deployed is the wanted code. Of an image only the URI counts: a tag that moved is not seen.
pub(super) fn is_deployed(hands: &Hands, live: &GetFunctionOutput, want: &Package) -> Result<bool, Refusal> {
    match want {
        Package::Image { uri } => Ok(image_uri(live) == Some(hands.known("package", uri)?)),
        Package::Zip { file, .. } => Ok(sha256(live).as_deref() == Some(file.sha256.as_str())),
    }
}

/// The package that would describe what is deployed. A zip that is the recorded one keeps its recorded path.
pub(super) fn live_package(live: &GetFunctionOutput, was: &Package) -> Package {
    if let Some(uri) = image_uri(live) {
        return Package::Image { uri: Text::from(uri) };
    }
    let configuration = live.configuration();
    let sha256 = sha256(live).unwrap_or_default();
    let file = match was {
        Package::Zip { file, .. } if file.sha256 == sha256 => file.clone(),
        Package::Zip { .. } | Package::Image { .. } => {
            let bytes = configuration.map_or(0, |configuration| configuration.code_size());
            let path = match was {
                Package::Zip { file, .. } => file.path.clone(),
                Package::Image { .. } => String::new(),
            };
            FileRef { path, sha256, bytes: u64::try_from(bytes).unwrap_or(0) }
        }
    };
    Package::Zip {
        file,
        runtime: configuration
            .and_then(|configuration| configuration.runtime())
            .map_or_else(String::new, |runtime| runtime.as_str().to_owned()),
        handler: configuration.and_then(|configuration| configuration.handler()).unwrap_or("").to_owned(),
    }
}

fn image_uri(live: &GetFunctionOutput) -> Option<&str> {
    live.code().and_then(|code| code.image_uri())
}

/// `CodeSha256` of a zip is the base64 of what a [`FileRef`] has in hex.
fn sha256(live: &GetFunctionOutput) -> Option<String> {
    BASE64.decode(live.configuration()?.code_sha256()?).ok().map(|bytes| hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
