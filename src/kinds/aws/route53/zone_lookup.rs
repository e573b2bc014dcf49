use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A public hosted zone that somebody else keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The domain, lower case, without trailing dot.
    pub name: String,
}

/// A public hosted zone that exists already, found by its name; never changed or deleted.
///
/// Outputs: `id` (without `/hostedzone/`), `name`, `name-servers` (comma-separated).
pub struct ZoneLookup;

impl Kind for ZoneLookup {
    const NAME: &'static str = "route53-zone-lookup";
    const TITLE: &'static str = "Route 53 hosted zone (looked up)";
    const FIELDS: &'static [Field] = &[Field::replace("name", "the domain")];
    const ACTIONS: &'static [&'static str] = &["route53:ListHostedZonesByName", "route53:GetHostedZone"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(want.name.clone())
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
