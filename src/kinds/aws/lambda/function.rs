use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{FileRef, Outputs, Text};

/// A Lambda function (`$LATEST`).
///
/// Outputs: `arn` (unqualified), `name`, and the volatile `code-sha256` (base64 for a zip, hex digest of the image otherwise).
/// Id: the name. Deleting it takes its versions, aliases and permissions along.
pub struct LambdaFunction;

/// What a function should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Unique per account and region; up to 64 characters.
    pub name: String,
    /// Must say what `package` is: a function never changes from one to the other.
    pub package_type: PackageType,
    pub package: Package,
    /// ARN of the execution role.
    pub role: Text,
    /// Free text; empty for none.
    pub description: String,
    /// MB, 128 to 10240.
    pub memory_size: u32,
    /// Seconds, 1 to 900.
    pub timeout: u32,
    /// Environment variables by name; values may hold secrets.
    pub environment: BTreeMap<String, Text>,
    /// `x86_64` or `arm64`.
    pub architecture: String,
    /// Name of the log group that invocations write to.
    pub log_group: Text,
    /// Includes the ownership tags.
    pub tags: BTreeMap<String, String>,
}

/// How the code is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackageType {
    Zip,
    Image,
}

/// The code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Package {
    /// A container image in ECR.
    Image {
        /// `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY@sha256:…` (or `:TAG`, whose moving is not seen).
        uri: Text,
    },
    /// A finished zip beside the spec.
    Zip {
        file: FileRef,
        /// `python3.13`, `nodejs22.x`, `provided.al2023`, …
        runtime: String,
        /// `module.function`, or what the runtime takes for it.
        handler: String,
    },
}

impl Kind for LambdaFunction {
    const NAME: &'static str = "lambda-function";
    const TITLE: &'static str = "Lambda function";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("name", "name, unique per region"),
        Field::replace("package-type", "`Zip` or `Image`"),
        Field::update("package", "the code: a zip or a container image"),
        Field::update("role", "ARN of the execution role"),
        Field::update("description", "free text"),
        Field::update("memory-size", "memory in MB"),
        Field::update("timeout", "seconds an invocation may take"),
        Field::update("environment", "environment variables by name").secret(),
        Field::update("architecture", "`x86_64` or `arm64`"),
        Field::update("log-group", "log group invocations write to"),
        Field::update("tags", "tags"),
    ];
    const VOLATILE: &'static [&'static str] = &["code-sha256"];
    const ACTIONS: &'static [&'static str] = &[];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(_: &Hands, _: &Input) -> Result<Made, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn find(_: &Hands, _: &Input) -> Result<Option<Made>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn read(_: &Hands, _: &str, _: &Input) -> Result<Option<Live<Input>>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn update(_: &Hands, _: &str, _: &Input, _: &Input) -> Result<Outputs, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn delete(_: &Hands, _: &str, _: &Input) -> Result<(), Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }
}
