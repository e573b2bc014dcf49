use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A WAF Classic web ACL. Outputs: `id`, `arn`.
///
/// AWS has refused to make new ones since May 2025; existing ones can be read, changed and removed.
pub struct ClassicWebAcl;

/// A web ACL as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// Letters and digits, at most 128.
    pub metric_name: String,
    pub default_action: DefaultAction,
    /// At most ten, by a name of the caller's choice; AWS knows them by rule id only.
    pub rules: BTreeMap<String, ActivatedRule>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

/// A rule at its place in the ACL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ActivatedRule {
    /// Evaluated in ascending order; unique within the ACL.
    pub priority: i32,
    pub action: Action,
    /// Id of the rule.
    pub rule_id: Text,
    pub rule_type: RuleType,
}

/// What happens to a request that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    Allow,
    Block,
    Count,
}

/// What happens to a request that no rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefaultAction {
    Allow,
    Block,
}

/// What kind of rule an ACL refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleType {
    Regular,
    RateBased,
}

impl Kind for ClassicWebAcl {
    const NAME: &'static str = "classic-web-acl";
    const TITLE: &'static str = "WAF Classic web ACL";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::replace("metric-name", "CloudWatch metric name"),
        Field::update("default-action", "What happens to requests that no rule decided"),
        Field::update("rules", "Rules by name, evaluated by ascending priority"),
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
