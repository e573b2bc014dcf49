use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// A function at the edge, published to `LIVE` whenever its code or configuration changes.
///
/// Outputs: `arn`, `name`.
pub struct CloudfrontFunction;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// Unique in the account: 1 to 64 of `[a-zA-Z0-9-_]`.
    pub name: String,
    /// `cloudfront-js-2.0`.
    pub runtime: String,
    /// The source text, at most 10 KB.
    pub code: String,
    /// Carries the marker of the owner.
    pub comment: String,
}

impl Kind for CloudfrontFunction {
    const NAME: &'static str = "cloudfront-function";
    const TITLE: &'static str = "CloudFront function";
    const FIELDS: &'static [Field] = &[
        Field::replace("name", "unique in the account"),
        Field::update("runtime", "the JavaScript runtime"),
        Field::update("code", "the source text"),
        Field::update("comment", "whose it is"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateFunction",
        "cloudfront:DescribeFunction",
        "cloudfront:GetFunction",
        "cloudfront:UpdateFunction",
        "cloudfront:PublishFunction",
        "cloudfront:DeleteFunction",
    ];
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
