use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A public hosted zone of ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The domain, lower case, without trailing dot.
    pub name: String,
    /// For people; empty for none.
    pub comment: String,
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
    /// Marks this generation (caller reference).
    pub token: String,
}

/// A public hosted zone of ours.
///
/// Outputs: `id` (without `/hostedzone/`), `name`, `name-servers` (comma-separated), `arn`.
pub struct Zone;

impl Kind for Zone {
    const NAME: &'static str = "route53-zone";
    const TITLE: &'static str = "Route 53 hosted zone";
    const FIELDS: &'static [Field] = &[
        Field::replace("name", "the domain"),
        Field::update("comment", "for people"),
        Field::update("tags", "tags"),
        Field::update("token", "marks this generation"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "route53:CreateHostedZone",
        "route53:GetHostedZone",
        "route53:ListHostedZonesByName",
        "route53:UpdateHostedZoneComment",
        "route53:ListResourceRecordSets",
        "route53:ListTagsForResource",
        "route53:ChangeTagsForResource",
        "route53:DeleteHostedZone",
    ];
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
