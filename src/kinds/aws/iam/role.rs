use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_iam::types::{Role, Tag};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::attached;
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::aws::policy_document;
use crate::kinds::aws::tags::{self, TagChanges};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
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
    const ACTIONS: &'static [&'static str] = &[
        "iam:CreateRole",
        "iam:GetRole",
        "iam:UpdateRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:DeleteRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:PutRolePolicy",
        "iam:GetRolePolicy",
        "iam:DeleteRolePolicy",
        "iam:ListRolePolicies",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:RemoveRoleFromInstanceProfile",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let request = hands
            .clients
            .iam(REGION)
            .create_role()
            .role_name(&want.name)
            .assume_role_policy_document(document("trust-policy", &want.trust_policy)?.to_string())
            .set_description(Some(want.description.clone()).filter(|text| !text.is_empty()))
            .set_tags(Some(sdk_tags(&want.tags)?));
        let answer = hands.create(("iam", "CreateRole"), || request.clone().send()).await?;
        let arn = answer.role().map(|role| role.arn().to_owned()).unwrap_or_default();
        // A new role is not visible to every endpoint at once.
        hands
            .patiently(&[Class::NotFound, Class::Busy], SETTLE, || attached::converge(hands, &want.name, want))
            .await?;
        Ok(Made { id: want.name.clone(), outputs: outputs(&arn, &want.name) })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let Some(role) = get(hands, &want.name).await? else { return Ok(None) };
        if !tags::are_ours(&tags_of(&role), &want.tags) {
            return Err(Refusal::foreign(format!("role `{}` exists and is not this resource", want.name)));
        }
        Ok(Some(Made { id: want.name.clone(), outputs: outputs(role.arn(), role.role_name()) }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(role) = get(hands, id).await? else { return Ok(None) };
        let Some(inline) = or_none(attached::inline_policies(hands, id).await)? else { return Ok(None) };
        let Some(managed) = or_none(attached::managed_policies(hands, id).await)? else { return Ok(None) };
        let input = Input {
            name: role.role_name().to_owned(),
            description: role.description().unwrap_or("").to_owned(),
            trust_policy: as_recorded(decoded(role.assume_role_policy_document().unwrap_or("")), &was.trust_policy),
            inline_policies: inline
                .into_iter()
                .map(|(name, live)| {
                    let recorded = was.inline_policies.get(&name);
                    let tree = recorded.map_or_else(|| Tree::new(live.clone()), |tree| as_recorded(live.clone(), tree));
                    (name, tree)
                })
                .collect(),
            managed_policies: managed,
            tags: tags_of(&role),
        };
        Ok(Some(Live { input, outputs: outputs(role.arn(), role.role_name()) }))
    }

    async fn update(hands: &Hands, id: &str, _: &Input, want: &Input) -> Result<Outputs, Refusal> {
        hands.patiently(&[Class::Busy], SETTLE, || async { update(hands, id, want).await }).await
    }

    async fn delete(hands: &Hands, id: &str, _: &Input) -> Result<(), Refusal> {
        if or_none(attached::remove_all(hands, id).await)?.is_none() {
            return Ok(());
        }
        let request = hands.clients.iam(REGION).delete_role().role_name(id);
        // Detachments settle after they are answered.
        let done = hands
            .patiently(&[Class::InUse, Class::Busy], SETTLE, || async {
                hands.write(("iam", "DeleteRole"), || request.clone().send()).await
            })
            .await;
        or_gone(done)
    }
}

/// IAM is global and signed for this region.
pub(super) const REGION: &str = "us-east-1";

/// How long IAM is given to agree with itself (Terraform: two minutes).
const SETTLE: Duration = Duration::from_secs(120);

async fn update(hands: &Hands, id: &str, want: &Input) -> Result<Outputs, Refusal> {
    let Some(role) = get(hands, id).await? else {
        return Err(Refusal::local("Gone", format!("role `{id}` is gone")));
    };
    let client = hands.clients.iam(REGION);
    if role.description().unwrap_or("") != want.description {
        // Left out, the session duration would fall back to an hour.
        let request = client
            .update_role()
            .role_name(id)
            .description(&want.description)
            .set_max_session_duration(role.max_session_duration());
        hands.write(("iam", "UpdateRole"), || request.clone().send()).await?;
    }
    let trust = document("trust-policy", &want.trust_policy)?;
    if !policy_document::same(&decoded(role.assume_role_policy_document().unwrap_or("")), trust) {
        let request = client.update_assume_role_policy().role_name(id).policy_document(trust.to_string());
        hands.write(("iam", "UpdateAssumeRolePolicy"), || request.clone().send()).await?;
    }
    let changes = TagChanges::between(&tags_of(&role), &want.tags);
    if !changes.remove.is_empty() {
        let request = client.untag_role().role_name(id).set_tag_keys(Some(changes.remove));
        hands.write(("iam", "UntagRole"), || request.clone().send()).await?;
    }
    if !changes.set.is_empty() {
        let request = client.tag_role().role_name(id).set_tags(Some(sdk_tags(&changes.set)?));
        hands.write(("iam", "TagRole"), || request.clone().send()).await?;
    }
    attached::converge(hands, id, want).await?;
    Ok(outputs(role.arn(), role.role_name()))
}

async fn get(hands: &Hands, name: &str) -> Result<Option<Role>, Refusal> {
    let request = hands.clients.iam(REGION).get_role().role_name(name);
    let answer = or_none(hands.read(("iam", "GetRole"), || request.clone().send()).await)?;
    Ok(answer.and_then(|answer| answer.role))
}

/// A policy document with every reference resolved.
pub(super) fn document<'t>(field: &str, tree: &'t Tree) -> Result<&'t Value, Refusal> {
    if tree.references().is_empty() { Ok(tree.as_value()) } else { Err(Refusal::unresolved(field)) }
}

/// IAM gives documents back URL-encoded.
pub(super) fn decoded(document: &str) -> Value {
    let text = percent_encoding::percent_decode_str(document).decode_utf8_lossy();
    serde_json::from_str(&text).unwrap_or_else(|_| Value::String(text.into_owned()))
}

/// The recorded spelling when the live document says the same.
fn as_recorded(live: Value, recorded: &Tree) -> Tree {
    if policy_document::same(&live, recorded.as_value()) {
        return recorded.clone();
    }
    Tree::new(policy_document::spelt_like(&live, recorded.as_value()))
}

fn tags_of(role: &Role) -> BTreeMap<String, String> {
    tags::without_aws(role.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())))
}

fn sdk_tags(tags: &BTreeMap<String, String>) -> Result<Vec<Tag>, Refusal> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect::<Result<_, _>>()
        .map_err(|problem| Refusal::local("InvalidRequest", problem.to_string()))
}

fn outputs(arn: &str, name: &str) -> Outputs {
    Outputs::from([("arn".into(), arn.to_owned()), ("name".into(), name.to_owned())])
}
