use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A name under which a deployment is served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// The id of the REST API.
    pub rest_api: Text,
    /// First segment of the path callers use: letters, digits, `-` and `_`.
    pub name: String,
    /// The id of the deployment it serves.
    pub deployment: Text,
    pub description: Option<String>,
    /// Stage variables.
    pub variables: BTreeMap<String, Text>,
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
}

/// A name under which a deployment is served; what a web ACL guards.
///
/// Outputs: `arn` (`arn:aws:apigateway:{region}::/restapis/{id}/stages/{name}`), `invoke-url`
/// (`https://{id}.execute-api.{region}.amazonaws.com/{name}`), `name`.
pub struct Stage;

impl Kind for Stage {
    const NAME: &'static str = "apigateway-stage";
    const TITLE: &'static str = "API Gateway stage";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::replace("rest-api", "the id of the REST API"),
        Field::replace("name", "first segment of the path callers use"),
        Field::update("deployment", "the id of the deployment it serves"),
        Field::update("description", "for people"),
        Field::update("variables", "stage variables"),
        Field::update("tags", "tags"),
    ];
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PUT", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(_hands: &Hands, _want: &Input) -> Result<Made, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn find(_hands: &Hands, _want: &Input) -> Result<Option<Made>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn read(_hands: &Hands, _id: &str, _was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn update(_hands: &Hands, _id: &str, _was: &Input, _want: &Input) -> Result<Outputs, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn delete(_hands: &Hands, _id: &str, _was: &Input) -> Result<(), Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }
}
