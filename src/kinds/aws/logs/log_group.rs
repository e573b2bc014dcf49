use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// A CloudWatch log group.
///
/// Outputs: `arn` (without the trailing `:*`), `name`. Id: the name.
pub struct LogGroup;

/// What a log group should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// `/aws/lambda/NAME`; unique per account and region.
    pub name: String,
    /// Days; `None` keeps events for ever. Only the values `PutRetentionPolicy` accepts.
    pub retention_days: Option<u32>,
    /// Includes the ownership tags.
    pub tags: BTreeMap<String, String>,
}

impl Kind for LogGroup {
    const NAME: &'static str = "log-group";
    const TITLE: &'static str = "log group";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("name", "name, unique per region"),
        Field::update("retention-days", "days events are kept; for ever when absent"),
        Field::update("tags", "tags"),
    ];
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
