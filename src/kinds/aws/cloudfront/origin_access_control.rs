use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// Lets a distribution sign its requests to an S3 origin (SigV4, always).
///
/// It has no tags; the description says whose it is. Outputs: `id`.
pub struct CloudfrontOriginAccessControl;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// Unique in the account, at most 64 characters.
    pub name: String,
    /// At most 256 characters; carries the marker of the owner.
    pub description: String,
    /// `s3`.
    pub origin_type: String,
    /// `always`, `never` or `no-override`.
    pub signing_behavior: String,
}

impl Kind for CloudfrontOriginAccessControl {
    const NAME: &'static str = "cloudfront-origin-access-control";
    const TITLE: &'static str = "CloudFront origin access control";
    const FIELDS: &'static [Field] = &[
        Field::update("name", "unique in the account"),
        Field::update("description", "whose it is"),
        Field::update("origin-type", "what kind of origin it signs for"),
        Field::update("signing-behavior", "which requests are signed"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateOriginAccessControl",
        "cloudfront:GetOriginAccessControl",
        "cloudfront:UpdateOriginAccessControl",
        "cloudfront:DeleteOriginAccessControl",
        "cloudfront:ListOriginAccessControls",
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
