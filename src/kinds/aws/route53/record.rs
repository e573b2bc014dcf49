use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// Another AWS resource that answers for the name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Alias {
    /// Its DNS name, `d111.cloudfront.net`.
    pub target: Text,
    /// The hosted zone it lives in: `Z2FDTNDATAQYW2` for every distribution.
    pub zone_id: Text,
    pub evaluate_target_health: bool,
}

/// A record set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The id of the hosted zone.
    pub zone: Text,
    /// The full name; case and a trailing dot do not matter.
    pub name: Text,
    /// `A`, `AAAA`, `CNAME`, `TXT`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Seconds; `null` for an alias.
    pub ttl: Option<u32>,
    /// As Route 53 writes them (TXT in quotes); empty for an alias. Their order does not matter.
    pub values: Vec<Text>,
    /// Instead of `ttl` and `values`.
    pub alias: Option<Alias>,
}

/// A DNS name as it is compared: lower case, without trailing dot, `*` for Route 53's `\\052`.
pub fn normal_name(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase().replace("\\052", "*")
}

/// A record set; never overwrites one that is not ours.
///
/// Outputs: `name` (normalised), `type`.
pub struct Record;

impl Kind for Record {
    const NAME: &'static str = "route53-record";
    const TITLE: &'static str = "Route 53 record";
    const FIELDS: &'static [Field] = &[
        Field::replace("zone", "the id of the hosted zone"),
        Field::replace("name", "the full name"),
        Field::replace("type", "A, AAAA, CNAME, TXT"),
        Field::update("ttl", "seconds"),
        Field::update("values", "the values"),
        Field::update("alias", "the AWS resource that answers for the name"),
    ];
    const ACTIONS: &'static [&'static str] = &["route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(format!("{:?} {:?} {}", want.zone, want.name, want.kind))
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
