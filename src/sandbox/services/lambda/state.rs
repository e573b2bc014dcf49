use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What Lambda remembers in one region.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// By name.
    pub functions: BTreeMap<String, Function>,
    /// Zips in base64, by their `CodeSha256`; kept while a function or version needs them.
    pub archives: BTreeMap<String, String>,
}

/// A function with everything that belongs to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Function {
    /// `$LATEST`.
    pub latest: Revision,
    /// Published ones by number.
    pub versions: BTreeMap<u64, Revision>,
    /// The highest number ever given; numbers are not used twice.
    pub last_version: u64,
    /// By name.
    pub aliases: BTreeMap<String, Alias>,
    /// Resource policies by qualifier; the one of the unqualified function under the empty string.
    pub policies: BTreeMap<String, Policy>,
    /// Calls that may run at once; taken out of the account's pool.
    pub reserved_concurrency: Option<u64>,
    /// By key.
    pub tags: BTreeMap<String, String>,
}

/// Code and settings, of `$LATEST` or frozen in a version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Revision {
    /// Its configuration.
    pub settings: Settings,
    /// Its code.
    pub code: Code,
    /// What `PublishVersion` put over the description in `settings`.
    pub published_as: Option<String>,
    /// New after every change.
    pub revision_id: String,
    /// On the cloud's clock, as are the next two.
    pub modified: Duration,
    /// `Pending` before, `Active` from then on.
    pub active_at: Duration,
    /// `InProgress` before, `Successful` from then on.
    pub settled_at: Duration,
}

/// What `UpdateFunctionConfiguration` changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Empty for none.
    pub description: String,
    /// ARN of the execution role.
    pub role: String,
    /// MB.
    pub memory: u64,
    /// Seconds.
    pub timeout: u64,
    /// MB of `/tmp`.
    pub storage: u64,
    /// In clear, as Lambda gives it to whoever may read the configuration.
    pub environment: BTreeMap<String, String>,
    /// Of a zip only.
    pub runtime: Option<String>,
    /// Of a zip only.
    pub handler: Option<String>,
    /// Of an image only: what takes the place of what the image says.
    #[serde(default)]
    pub image_config: ImageConfig,
    /// `Text` or `JSON`.
    pub log_format: String,
    /// Name of the log group that invocations write to.
    pub log_group: String,
}

/// How an image is started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageConfig {
    /// Empty for the image's own.
    pub entry_point: Vec<String>,
    /// Empty for the image's own.
    pub command: Vec<String>,
    /// Empty for the image's own.
    pub working_directory: String,
}

/// What `UpdateFunctionCode` changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// A zip that is kept here, or an image that stays in its registry.
    pub package: CodePackage,
    /// `x86_64` or `arm64`.
    pub architecture: String,
}

/// Where the code is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodePackage {
    /// A zip archive.
    Zip {
        /// SHA-256 in base64; the key into [`State::archives`].
        sha256: String,
        /// Length of the zip.
        bytes: u64,
    },
    /// A container image.
    Image {
        /// `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG` or `…@sha256:DIGEST`.
        uri: String,
        /// SHA-256 in hex.
        digest: String,
    },
}

/// An alias.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Alias {
    /// A published number, or `$LATEST`.
    pub version: String,
    /// Versions that answer a part of the calls, by their number; at most one.
    #[serde(default)]
    pub weights: BTreeMap<String, f64>,
    /// Empty for none.
    pub description: String,
    /// New after every change.
    pub revision_id: String,
}

impl Alias {
    /// Whether calls of it are answered by this version.
    pub fn answers(&self, version: &str) -> bool {
        self.version == version || self.weights.contains_key(version)
    }
}

/// A resource policy.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Policy {
    /// As `GetPolicy` shows them.
    pub statements: Vec<Value>,
    /// New after every change; `AddPermission` and `RemovePermission` may ask for it.
    pub revision_id: String,
}

impl State {
    /// What runs when `function` is called with `qualifier` (a version number, an alias, `$LATEST` or nothing).
    pub fn revision(&self, function: &str, qualifier: Option<&str>) -> Option<&Revision> {
        self.functions.get(function)?.revision(qualifier)
    }

    /// The zip a revision was made from; `None` for an image.
    pub fn archive(&self, revision: &Revision) -> Option<Vec<u8>> {
        match &revision.code.package {
            CodePackage::Zip { sha256, .. } => BASE64.decode(self.archives.get(sha256)?).ok(),
            CodePackage::Image { .. } => None,
        }
    }

    /// Forgets zips that nothing is made from any more.
    pub(super) fn forget_unused_archives(&mut self) {
        let functions = &self.functions;
        self.archives.retain(|archive, _| {
            functions
                .values()
                .flat_map(|function| function.versions.values().chain([&function.latest]))
                .any(|revision| matches!(&revision.code.package, CodePackage::Zip { sha256, .. } if sha256 == archive))
        });
    }
}

impl Function {
    /// The number an alias or number stands for, if it exists; `None` inside for `$LATEST`.
    pub(super) fn version(&self, qualifier: &str) -> Option<Option<u64>> {
        let version = self.aliases.get(qualifier).map_or(qualifier, |alias| alias.version.as_str());
        if version == "$LATEST" {
            return Some(None);
        }
        version.parse().ok().filter(|number| self.versions.contains_key(number)).map(Some)
    }

    /// The version an alias or number stands for, as AWS writes it: a number or `$LATEST`.
    pub fn version_of(&self, qualifier: &str) -> Option<String> {
        Some(self.version(qualifier)?.map_or_else(|| "$LATEST".to_owned(), |number| number.to_string()))
    }

    /// What runs under a qualifier.
    pub fn revision(&self, qualifier: Option<&str>) -> Option<&Revision> {
        match self.version(qualifier.unwrap_or("$LATEST"))? {
            Some(number) => self.versions.get(&number),
            None => Some(&self.latest),
        }
    }

    /// The statements that speak for calls to exactly this qualifier.
    pub fn statements(&self, qualifier: Option<&str>) -> &[Value] {
        self.policies.get(qualifier.unwrap_or("")).map_or(&[], |policy| &policy.statements)
    }
}
