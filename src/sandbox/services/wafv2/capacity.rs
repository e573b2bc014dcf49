//! What rules cost, in web ACL capacity units.

use serde_json::{Value, json};

use super::check::Checker;
use super::refuse::{Reply, list};
use super::state::State;
use super::statement::inner;
use super::{check, entity};
use crate::sandbox::{Call, World};

/// WCU of AWS's own rule groups.
const MANAGED: [(&str, u64); 15] = [
    ("AWSManagedRulesCommonRuleSet", 700),
    ("AWSManagedRulesKnownBadInputsRuleSet", 200),
    ("AWSManagedRulesSQLiRuleSet", 200),
    ("AWSManagedRulesLinuxRuleSet", 200),
    ("AWSManagedRulesWindowsRuleSet", 200),
    ("AWSManagedRulesUnixRuleSet", 100),
    ("AWSManagedRulesAdminProtectionRuleSet", 100),
    ("AWSManagedRulesAmazonIpReputationList", 25),
    ("AWSManagedRulesPHPRuleSet", 100),
    ("AWSManagedRulesWordPressRuleSet", 100),
    ("AWSManagedRulesAnonymousIpList", 50),
    ("AWSManagedRulesBotControlRuleSet", 50),
    ("AWSManagedRulesATPRuleSet", 50),
    ("AWSManagedRulesACFPRuleSet", 50),
    ("AWSManagedRulesAntiDDoSRuleSet", 50),
];

/// WCU of a managed group of AWS's; none when there is no such group.
pub(super) fn managed(name: &str) -> Option<u64> {
    MANAGED.iter().find(|(known, _)| *known == name).map(|(_, capacity)| *capacity)
}

/// WCU of a checked statement.
fn of_statement(state: &State, statement: &Value) -> u64 {
    let Some((kind, content)) = statement.as_object().and_then(|object| object.iter().next()) else { return 0 };
    let nested: u64 = inner(statement).into_iter().map(|inner| of_statement(state, inner)).sum();
    let base = match kind.as_str() {
        "GeoMatchStatement" | "AsnMatchStatement" | "LabelMatchStatement" | "SizeConstraintStatement" => 1,
        "IPSetReferenceStatement" if content["IPSetForwardedIPConfig"]["Position"] == "ANY" => 5,
        "IPSetReferenceStatement" => 1,
        "ByteMatchStatement" => match content["PositionalConstraint"].as_str() {
            Some("CONTAINS" | "CONTAINS_WORD") => 10,
            _ => 2,
        },
        "RegexMatchStatement" => 3,
        "RegexPatternSetReferenceStatement" => 25,
        "SqliMatchStatement" if content["SensitivityLevel"] == "HIGH" => 30,
        "SqliMatchStatement" => 20,
        "XssMatchStatement" => 40,
        "RateBasedStatement" => 2 + 30 * list(content, "CustomKeys").len() as u64,
        "ManagedRuleGroupStatement" => content["Name"].as_str().and_then(managed).unwrap_or(0),
        "RuleGroupReferenceStatement" => {
            let group = content["ARN"].as_str().and_then(|arn| state.rule_groups.get(arn));
            group.map_or(0, |group| group.content.capacity)
        }
        _ => 0,
    };
    let part = &content["FieldToMatch"];
    let base = if part.get("JsonBody").is_some() { base * 2 } else { base };
    let everywhere = if part.get("AllQueryArguments").is_some() { 10 } else { 0 };
    let transforms =
        list(content, "TextTransformations").iter().filter(|transform| transform["Type"] != "NONE").count();
    base + everywhere + 10 * transforms as u64 + nested
}

/// WCU of checked rules.
pub(super) fn of_rules(state: &State, rules: &[Value]) -> u64 {
    rules.iter().map(|rule| of_statement(state, &rule["Statement"])).sum()
}

pub(super) fn check_capacity(call: &Call, world: &mut World, body: &Value) -> Reply {
    let scope = entity::scope(call, body)?;
    let rules = list(body, "Rules");
    let state = world.wafv2.entry(call.region.clone()).or_default();
    check::rules(&Checker { state, scope, bodies: None, in_group: false }, rules)?;
    Ok(json!({ "Capacity": of_rules(state, rules) }))
}
