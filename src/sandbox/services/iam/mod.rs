//! IAM: roles with their inline and attached policies. Speaks awsQuery: a form in, XML out. Global.
//!
//! Managed policies of AWS (`arn:aws:iam::aws:policy/…`) all exist, whatever their name; managed policies of the account do
//! not, because nothing here makes them.

mod document;
mod form;
mod policies;
mod roles;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sandbox::{Answer, Call, World};

use form::Form;
pub use roles::Role;

/// What IAM remembers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// By name in lower case: names are unique without regard to case.
    pub roles: BTreeMap<String, Role>,
}

impl State {
    /// The role of this name, whatever its case.
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(&name.to_ascii_lowercase())
    }

    /// The role of this ARN in `account`.
    pub fn role_by_arn(&self, account: &str, arn: &str) -> Option<&Role> {
        let path_and_name = arn.strip_prefix(&format!("arn:aws:iam::{account}:role/"))?;
        let role = self.role(path_and_name.rsplit('/').next()?)?;
        (role.arn(account) == arn).then_some(role)
    }
}

/// Answers one request.
pub fn handle(call: &Call, world: &mut World) -> Answer {
    let form = Form::read(&call.body);
    let action = form.text("Action").unwrap_or("").to_owned();
    let done = match action.as_str() {
        "CreateRole" => roles::create(call, &form, world),
        "GetRole" => roles::get(call, &form, world),
        "ListRoles" => roles::list(call, &form, world),
        "UpdateRole" => roles::update(&form, world),
        "UpdateRoleDescription" => roles::update_description(call, &form, world),
        "UpdateAssumeRolePolicy" => roles::update_trust(call, &form, world),
        "DeleteRole" => roles::delete(&form, world),
        "TagRole" => roles::tag(&form, world),
        "UntagRole" => roles::untag(&form, world),
        "ListRoleTags" => roles::list_tags(&form, world),
        "ListInstanceProfilesForRole" => roles::list_instance_profiles(&form, world),
        "PutRolePolicy" => policies::put_inline(&form, world),
        "GetRolePolicy" => policies::get_inline(&form, world),
        "ListRolePolicies" => policies::list_inline(&form, world),
        "DeleteRolePolicy" => policies::delete_inline(&form, world),
        "AttachRolePolicy" => policies::attach(&form, world),
        "DetachRolePolicy" => policies::detach(&form, world),
        "ListAttachedRolePolicies" => policies::list_attached(&form, world),
        other => {
            Err(Answer::xml_error(501, "NotImplemented", &format!("the embedded cloud does not know iam {other}")))
        }
    };
    match done {
        Ok(result) => form::response(&action, &result),
        Err(refused) => refused,
    }
}
