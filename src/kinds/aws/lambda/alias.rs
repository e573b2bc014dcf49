use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// An alias: a name for one published version.
///
/// Outputs: `arn` (`…:function:NAME:ALIAS`), `name`. Id: `FUNCTION/ALIAS`. Deleting it takes the permissions on it along.
pub struct LambdaAlias;

/// What an alias should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Name of the function; a reference to its `name` output.
    pub function: Text,
    /// Letters, digits, `-` and `_`, not digits alone.
    pub name: String,
    /// Number of the version it points at; a reference to the version's `version` output.
    pub version: Text,
    /// Free text; empty for none.
    pub description: String,
}

impl Kind for LambdaAlias {
    const NAME: &'static str = "lambda-alias";
    const TITLE: &'static str = "Lambda alias";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("function", "name of the function"),
        Field::replace("name", "name of the alias"),
        Field::update("version", "version it points at"),
        Field::update("description", "free text"),
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
