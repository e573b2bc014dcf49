//! Web ACLs of both products and what they share. [`lower`] is the entry point; `home` says where shared things have to stand.

mod acl;
mod action;
mod classic;
mod group_settings;
mod home;
mod logging;
mod part;
mod rate;
mod rule;
mod rule_group;
mod set;
mod statement;

pub(super) use acl::attr;
pub(super) use classic::attr as classic_attr;

use super::lower::Lowering;
use crate::spec::WafVersion;

/// Every web ACL, rule group and set of the spec.
pub(super) fn lower(at: &mut Lowering<'_>) {
    let spec = at.spec;
    for block in spec.ip_sets.values() {
        set::ip_set(at, block);
    }
    for block in spec.regex_sets.values() {
        set::regex_set(at, block);
    }
    for block in spec.rule_groups.values() {
        rule_group::lower(at, block);
    }
    for block in spec.wafs.values() {
        match block.version.value {
            WafVersion::V2 => acl::lower(at, block),
            WafVersion::Classic => classic::lower(at, block),
        }
    }
}
