//! The policies of a role: the inline ones and the attached managed ones.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::role::{Input, REGION, decoded, document};
use crate::kinds::aws::absent::or_gone;
use crate::kinds::aws::policy_document;
use crate::providers::{Hands, Refusal};

/// The live inline policy documents by name.
pub(super) async fn inline_policies(hands: &Hands, role: &str) -> Result<BTreeMap<String, Value>, Refusal> {
    let client = hands.clients.iam(REGION);
    let listing = client.list_role_policies().role_name(role);
    let names = hands
        .read(("iam", "ListRolePolicies"), || {
            listing.clone().into_paginator().items().send().collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let mut documents = BTreeMap::new();
    for name in names {
        let request = client.get_role_policy().role_name(role).policy_name(&name);
        let answer = hands.read(("iam", "GetRolePolicy"), || request.clone().send()).await?;
        documents.insert(name, decoded(answer.policy_document()));
    }
    Ok(documents)
}

/// The ARNs of the managed policies that are attached.
pub(super) async fn managed_policies(hands: &Hands, role: &str) -> Result<BTreeSet<String>, Refusal> {
    let listing = hands.clients.iam(REGION).list_attached_role_policies().role_name(role);
    let attached = hands
        .read(("iam", "ListAttachedRolePolicies"), || {
            listing.clone().into_paginator().items().send().collect::<Result<Vec<_>, _>>()
        })
        .await?;
    Ok(attached.into_iter().filter_map(|policy| policy.policy_arn).collect())
}

/// Puts, attaches, deletes and detaches until the role has the wanted policies and no others.
pub(super) async fn converge(hands: &Hands, role: &str, want: &Input) -> Result<(), Refusal> {
    let client = hands.clients.iam(REGION);
    let inline = inline_policies(hands, role).await?;
    for (name, policy) in &want.inline_policies {
        let policy = document("inline-policies", policy)?;
        if inline.get(name).is_some_and(|live| policy_document::same(live, policy)) {
            continue;
        }
        let request = client.put_role_policy().role_name(role).policy_name(name).policy_document(policy.to_string());
        hands.write(("iam", "PutRolePolicy"), || request.clone().send()).await?;
    }
    let managed = managed_policies(hands, role).await?;
    for arn in want.managed_policies.difference(&managed) {
        let request = client.attach_role_policy().role_name(role).policy_arn(arn);
        hands.write(("iam", "AttachRolePolicy"), || request.clone().send()).await?;
    }
    // New rights are given before old ones are taken, so that what runs meanwhile lacks nothing it had.
    for name in inline.keys().filter(|name| !want.inline_policies.contains_key(*name)) {
        delete_inline(hands, role, name).await?;
    }
    for arn in managed.difference(&want.managed_policies) {
        detach(hands, role, arn).await?;
    }
    Ok(())
}

/// Takes everything from a role that would keep it from being deleted.
pub(super) async fn remove_all(hands: &Hands, role: &str) -> Result<(), Refusal> {
    let client = hands.clients.iam(REGION);
    for arn in managed_policies(hands, role).await? {
        detach(hands, role, &arn).await?;
    }
    let listing = client.list_role_policies().role_name(role);
    let names = hands
        .read(("iam", "ListRolePolicies"), || {
            listing.clone().into_paginator().items().send().collect::<Result<Vec<_>, _>>()
        })
        .await?;
    for name in names {
        delete_inline(hands, role, &name).await?;
    }
    let listing = client.list_instance_profiles_for_role().role_name(role);
    let profiles = hands
        .read(("iam", "ListInstanceProfilesForRole"), || {
            listing.clone().into_paginator().items().send().collect::<Result<Vec<_>, _>>()
        })
        .await?;
    for profile in profiles {
        let request = client
            .remove_role_from_instance_profile()
            .role_name(role)
            .instance_profile_name(profile.instance_profile_name());
        or_gone(hands.write(("iam", "RemoveRoleFromInstanceProfile"), || request.clone().send()).await)?;
    }
    Ok(())
}

async fn delete_inline(hands: &Hands, role: &str, name: &str) -> Result<(), Refusal> {
    let request = hands.clients.iam(REGION).delete_role_policy().role_name(role).policy_name(name);
    or_gone(hands.write(("iam", "DeleteRolePolicy"), || request.clone().send()).await)
}

async fn detach(hands: &Hands, role: &str, arn: &str) -> Result<(), Refusal> {
    let request = hands.clients.iam(REGION).detach_role_policy().role_name(role).policy_arn(arn);
    or_gone(hands.write(("iam", "DetachRolePolicy"), || request.clone().send()).await)
}
