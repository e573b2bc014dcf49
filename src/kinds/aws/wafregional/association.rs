use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// The Classic web ACL that guards a resource. Output: `resource`.
pub struct ClassicAssociation;

/// An association as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Id of the web ACL.
    pub web_acl: Text,
    /// ARN of what it guards: `arn:aws:apigateway:REGION::/restapis/API/stages/STAGE`.
    pub resource: Text,
}

impl Kind for ClassicAssociation {
    const NAME: &'static str = "classic-association";
    const TITLE: &'static str = "WAF Classic association";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::update("web-acl", "Id of the web ACL"),
        Field::replace("resource", "ARN of what it guards"),
    ];
    const ACTIONS: &'static [&'static str] = &[];
    type Input = Input;

    fn natural_key(_want: &Input) -> NaturalKey {
        NaturalKey::Unique(String::new())
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
