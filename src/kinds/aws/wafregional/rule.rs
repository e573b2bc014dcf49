use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A WAF Classic rule: it matches when all of its predicates do. Output: `id`.
pub struct ClassicRule;

/// A rule as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// Letters and digits, at most 128.
    pub metric_name: String,
    /// By a name of the caller's choice; AWS knows them by content only.
    pub predicates: BTreeMap<String, Predicate>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

/// Whether a set matches, or with `negated` whether it does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Predicate {
    /// Id of the set.
    pub data: Text,
    #[serde(rename = "type")]
    pub kind: PredicateType,
    /// Inverts the whole set: also a request without the inspected part matches then.
    pub negated: bool,
}

/// What kind of set a predicate refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PredicateType {
    ByteMatch,
    GeoMatch,
    IpMatch,
    RegexMatch,
    SizeConstraint,
    SqlInjectionMatch,
    XssMatch,
}

impl Kind for ClassicRule {
    const NAME: &'static str = "classic-rule";
    const TITLE: &'static str = "WAF Classic rule";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::replace("metric-name", "CloudWatch metric name"),
        Field::update("predicates", "What must hold, all at once"),
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
