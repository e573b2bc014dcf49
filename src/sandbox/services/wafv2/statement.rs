//! What statements refer to and consist of, as they are on the wire.

use std::collections::BTreeSet;

use serde_json::Value;

use super::refuse::list;
use super::state::State;

/// Whether any rule of any ACL or rule group refers to `arn`.
pub(super) fn referenced(state: &State, arn: &str) -> bool {
    let mut found = BTreeSet::new();
    let rules = state.web_acls.values().flat_map(|acl| &acl.content.rules);
    let grouped = state.rule_groups.values().flat_map(|group| &group.content.rules);
    rules.chain(grouped).for_each(|rule| references(&rule["Statement"], &mut found));
    found.contains(arn)
}

/// ARNs of the sets and groups a statement refers to.
pub(super) fn references<'a>(statement: &'a Value, found: &mut BTreeSet<&'a str>) {
    for member in ["RegexPatternSetReferenceStatement", "IPSetReferenceStatement", "RuleGroupReferenceStatement"] {
        found.extend(statement[member]["ARN"].as_str());
    }
    for inner in inner(statement) {
        references(inner, found);
    }
}

/// Statements within a statement.
pub(super) fn inner(statement: &Value) -> Vec<&Value> {
    let combined =
        ["AndStatement", "OrStatement"].into_iter().flat_map(|member| list(&statement[member], "Statements"));
    let not = statement["NotStatement"].get("Statement");
    let scoped = ["RateBasedStatement", "ManagedRuleGroupStatement"].into_iter();
    combined.chain(not).chain(scoped.filter_map(|member| statement[member].get("ScopeDownStatement"))).collect()
}

/// Whether the statement stands for the rules of a group.
pub(super) fn is_group(statement: &Value) -> bool {
    ["ManagedRuleGroupStatement", "RuleGroupReferenceStatement"].iter().any(|member| statement.get(member).is_some())
}
