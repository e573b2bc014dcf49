use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FieldToMatch, Position, Transform};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A WAF Classic byte match set: it matches when any of its tuples does. Output: `id`.
pub struct ClassicByteMatchSet;

/// A byte match set as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// By a name of the caller's choice; AWS knows them by content only.
    pub tuples: BTreeMap<String, ByteMatchTuple>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

/// One comparison with a fixed, case-sensitive text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ByteMatchTuple {
    pub field: FieldToMatch,
    pub position: Position,
    /// At most 50 bytes; may be a secret.
    pub target: Text,
    /// Applied to the request, not to `target`.
    pub transform: Transform,
}

impl Kind for ClassicByteMatchSet {
    const NAME: &'static str = "classic-byte-match-set";
    const TITLE: &'static str = "WAF Classic byte match set";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::update("tuples", "What to look for; one match is enough").secret(),
        Field::update("token", "Tells this generation from others of the same name"),
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
