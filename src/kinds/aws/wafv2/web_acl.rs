use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Scope;
use super::statement::{DefaultAction, Rule};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// A WAFv2 web ACL. Outputs: `arn`, `id`, `name`.
pub struct Wafv2WebAcl;

/// A web ACL as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// us-east-1 when the scope is CLOUDFRONT.
    pub region: String,
    pub scope: Scope,
    /// `[A-Za-z0-9_-]{1,128}`, unique within scope and region.
    pub name: String,
    pub description: Option<String>,
    pub default_action: DefaultAction,
    /// By rule name.
    pub rules: BTreeMap<String, Rule>,
    /// CloudWatch metric name of the default action; none switches the metric off.
    pub metric: Option<String>,
    /// Whether AWS keeps samples of requests that no rule decided.
    pub sampled: bool,
    pub tags: BTreeMap<String, String>,
}

impl Kind for Wafv2WebAcl {
    const NAME: &'static str = "wafv2-web-acl";
    const TITLE: &'static str = "WAFv2 web ACL";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("scope", "REGIONAL or CLOUDFRONT"),
        Field::replace("name", "Unique within scope and region"),
        Field::update("description", "For people"),
        Field::update("default-action", "What happens to requests that no rule decided"),
        Field::update("rules", "Rules by name, evaluated by ascending priority").secret(),
        Field::update("metric", "CloudWatch metric name of the default action"),
        Field::update("sampled", "Whether undecided requests are sampled"),
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
