use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A frozen copy of an API's routes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// The id of the REST API.
    pub rest_api: Text,
    /// Digest of everything that is served, so that a change of it makes another deployment.
    pub digest: Text,
    /// For people; digest and token are written behind it.
    pub description: String,
    /// Marks this generation (in the description).
    pub token: String,
}

/// A frozen copy of an API's routes that stages serve.
///
/// Outputs: `id`.
pub struct Deployment;

impl Kind for Deployment {
    const NAME: &'static str = "apigateway-deployment";
    const TITLE: &'static str = "API Gateway deployment";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::replace("rest-api", "the id of the REST API"),
        Field::replace("digest", "digest of everything that is served"),
        Field::update("description", "for people"),
        Field::update("token", "marks this generation"),
    ];
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(want.token.clone())
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
