use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A published version of a function: `$LATEST` as it was at that moment.
///
/// Outputs: `version` (the number), `arn` (qualified). Id: `FUNCTION:VERSION`. Publishing what was published last gives that
/// version again, so two generations may have the same id; then the older one must not be deleted.
pub struct LambdaVersion;

/// What a version should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Name of the function; a reference to its `name` output.
    pub function: Text,
    /// Digest of everything that makes up the function; another digest is another version.
    pub digest: Text,
}

impl Kind for LambdaVersion {
    const NAME: &'static str = "lambda-version";
    const TITLE: &'static str = "Lambda version";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("function", "name of the function"),
        Field::replace("digest", "digest of everything that makes up the function"),
    ];
    const ACTIONS: &'static [&'static str] = &[];
    type Input = Input;

    fn natural_key(_: &Input) -> NaturalKey {
        NaturalKey::Unique(String::new())
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
