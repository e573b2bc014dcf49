use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Scope;
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A set of regular expressions that rules refer to by ARN. Outputs: `arn`, `id`.
pub struct Wafv2RegexSet;

/// A regex pattern set as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// us-east-1 when the scope is CLOUDFRONT.
    pub region: String,
    pub scope: Scope,
    /// `[A-Za-z0-9_-]{1,128}`, unique within scope and region.
    pub name: String,
    pub description: Option<String>,
    /// At most ten, each 1-512 characters; any of them may be a secret. Their order means nothing to AWS.
    pub patterns: Vec<Text>,
    pub tags: BTreeMap<String, String>,
}

impl Kind for Wafv2RegexSet {
    const NAME: &'static str = "wafv2-regex-set";
    const TITLE: &'static str = "WAFv2 regex pattern set";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("scope", "REGIONAL or CLOUDFRONT"),
        Field::replace("name", "Unique within scope and region"),
        Field::update("description", "For people"),
        Field::update("patterns", "Regular expressions, searched for unanchored").secret(),
        Field::update("tags", "Tags"),
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
