use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// Makes edge caches forget paths whenever the content they show has changed.
///
/// It is an act rather than a thing: reading it finds it unchanged, deleting it does nothing. Outputs: `id`.
pub struct CloudfrontInvalidation;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The caller reference of the request; random, one for each new generation.
    pub token: String,
    /// The distribution's id.
    pub distribution: Text,
    /// Digest of the content; another digest asks for another invalidation.
    pub digest: Text,
    /// Paths with `*` at the end at most: `/*`.
    pub paths: BTreeSet<String>,
}

impl Kind for CloudfrontInvalidation {
    const NAME: &'static str = "cloudfront-invalidation";
    const TITLE: &'static str = "CloudFront invalidation";
    const FIELDS: &'static [Field] = &[
        Field::update("token", "the caller reference"),
        Field::replace("distribution", "the distribution's id"),
        Field::replace("digest", "digest of the content"),
        Field::replace("paths", "what is forgotten"),
    ];
    const ACTIONS: &'static [&'static str] =
        &["cloudfront:CreateInvalidation", "cloudfront:ListInvalidations", "cloudfront:GetInvalidation"];
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
