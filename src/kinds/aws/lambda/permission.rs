use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// One statement of the resource policy of a function, or of one of its aliases or versions.
///
/// Outputs: `statement-id`. Id: `FUNCTION[:QUALIFIER]/STATEMENT`.
pub struct LambdaPermission;

/// What a permission should be. Every change replaces it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Name of the function; a reference to its `name` output.
    pub function: Text,
    /// Alias or version the grant is for; without it, only unqualified calls are allowed.
    pub qualifier: Option<Text>,
    /// Unique within the policy of that qualifier; letters, digits, `-` and `_`.
    pub statement_id: String,
    /// `apigateway.amazonaws.com`, an account id, an ARN, or `*`.
    pub principal: String,
    /// `lambda:InvokeFunction`.
    pub action: String,
    /// Pattern over ARNs (`ArnLike`) the call must come from.
    pub source_arn: Text,
    /// Twelve digits: the account the source must belong to.
    pub source_account: Option<String>,
}

impl Kind for LambdaPermission {
    const NAME: &'static str = "lambda-permission";
    const TITLE: &'static str = "Lambda permission";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("function", "name of the function"),
        Field::replace("qualifier", "alias or version the grant is for"),
        Field::replace("statement-id", "id of the statement"),
        Field::replace("principal", "who may call"),
        Field::replace("action", "what they may do"),
        Field::replace("source-arn", "pattern of ARNs the call must come from"),
        Field::replace("source-account", "account the source must belong to"),
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
