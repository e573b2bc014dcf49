use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Tree};

/// An IAM role with its inline policies and attached managed policies.
///
/// Outputs: `arn`, `name`. Id: the name.
pub struct IamRole;

/// What a role should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// Unique in the account, case-insensitively.
    pub name: String,
    /// Free text; empty for none.
    pub description: String,
    /// The assume-role policy document as JSON; strings in it may refer to other resources.
    pub trust_policy: Tree,
    /// Inline policy documents as JSON, by policy name; strings in them may refer to other resources (a log group's ARN).
    pub inline_policies: BTreeMap<String, Tree>,
    /// ARNs of attached managed policies.
    pub managed_policies: BTreeSet<String>,
    /// Includes the ownership tags.
    pub tags: BTreeMap<String, String>,
}

impl Kind for IamRole {
    const NAME: &'static str = "iam-role";
    const TITLE: &'static str = "IAM role";
    const FIELDS: &'static [Field] = &[
        Field::replace("name", "name, unique in the account"),
        Field::update("description", "free text"),
        Field::update("trust-policy", "who may assume the role (JSON policy document)"),
        Field::update("inline-policies", "inline policy documents by name"),
        Field::update("managed-policies", "ARNs of attached managed policies"),
        Field::update("tags", "tags"),
    ];
    const ACTIONS: &'static [&'static str] = &[];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(_: &Hands, _: &Input) -> Result<Made, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn find(_: &Hands, _: &Input) -> Result<Option<Made>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn read(_: &Hands, _: &str, _: &Input) -> Result<Option<Live<Input>>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn update(_: &Hands, _: &str, _: &Input, _: &Input) -> Result<Outputs, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn delete(_: &Hands, _: &str, _: &Input) -> Result<(), Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }
}
