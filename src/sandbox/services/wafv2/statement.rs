//! What a rule looks for, as it is on the wire: checks, references and capacity.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::entity;
use super::refuse::{Reply, invalid, list, must, nonexistent, refuse, text};
use super::regex::{Dialect, problem};
use super::state::State;
use crate::sandbox::{Call, World};

/// WCU of AWS's own rule groups.
const MANAGED: [(&str, u64); 16] = [
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
    ("AWSManagedIPDDoSList", 25),
];

/// Parts of a request that may be larger than what is inspected, so that a statement must say what happens then.
const OVERSIZE: [&str; 5] = ["Body", "JsonBody", "Headers", "Cookies", "HeaderOrder"];

/// Whether any rule of any ACL refers to `arn`.
pub(super) fn referenced(state: &State, arn: &str) -> bool {
    let mut found = BTreeSet::new();
    let rules = state.web_acls.values().flat_map(|acl| &acl.content.rules);
    rules.for_each(|rule| references(&rule["Statement"], &mut found));
    found.contains(arn)
}

fn references<'a>(statement: &'a Value, found: &mut BTreeSet<&'a str>) {
    for member in ["RegexPatternSetReferenceStatement", "IPSetReferenceStatement", "RuleGroupReferenceStatement"] {
        found.extend(statement[member]["ARN"].as_str());
    }
    for inner in inner(statement) {
        references(inner, found);
    }
}

/// Statements within a statement.
fn inner(statement: &Value) -> Vec<&Value> {
    let combined =
        ["AndStatement", "OrStatement"].into_iter().flat_map(|member| list(&statement[member], "Statements"));
    let not = statement["NotStatement"].get("Statement");
    let scoped = ["RateBasedStatement", "ManagedRuleGroupStatement"].into_iter();
    combined.chain(not).chain(scoped.filter_map(|member| statement[member].get("ScopeDownStatement"))).collect()
}

/// Checks the rules of an ACL: names, priorities, actions, statements and what they refer to.
pub(super) fn check_rules(state: &State, rules: &[Value]) -> Reply<()> {
    let mut names = BTreeSet::new();
    let mut priorities = BTreeSet::new();
    for rule in rules {
        let name = text(rule, "Name")?;
        must(entity::named(name), || {
            invalid(format!("Error reason: The name is not valid., field: RULE, parameter: {name}"))
        })?;
        must(names.insert(name), || invalid(format!("Error reason: two rules are called {name}, field: RULE")))?;
        let priority = rule["Priority"].as_i64().filter(|priority| *priority >= 0);
        let priority = priority.ok_or_else(|| invalid("Error reason: Priority must not be null, field: RULE"))?;
        must(priorities.insert(priority), || {
            invalid("Error reason: Duplicate rule priorities are not allowed., field: RULE, parameter: Priority")
        })?;
        let group = ["ManagedRuleGroupStatement", "RuleGroupReferenceStatement"];
        let group = group.iter().any(|member| rule["Statement"].get(member).is_some());
        let wanted = if group { "OverrideAction" } else { "Action" };
        let actions = ["Action", "OverrideAction"].map(|member| rule.get(member).is_some_and(Value::is_object));
        must(actions == [!group, group], || {
            invalid(format!("Error reason: A rule of this kind has {wanted} and nothing else., field: RULE_ACTION"))
        })?;
        must(rule["VisibilityConfig"].is_object(), || invalid("VisibilityConfig must not be null"))?;
        check(state, &rule["Statement"], true)?;
    }
    Ok(())
}

fn check(state: &State, statement: &Value, top: bool) -> Reply<()> {
    let members = statement.as_object().map(|object| object.keys().map(String::as_str).collect::<Vec<_>>());
    let Some([kind]) = members.as_deref() else {
        return Err(invalid(
            "Error reason: You have used none or multiple values for a field that requires exactly one value., field: STATEMENT",
        ));
    };
    let content = &statement[*kind];
    match *kind {
        "ByteMatchStatement" => {
            let search =
                STANDARD.decode(text(content, "SearchString")?).map_err(|_| invalid("SearchString is not base64"))?;
            must((1..=200).contains(&search.len()), || {
                invalid("Error reason: The search string has 1 to 200 bytes., field: BYTE_MATCH_STATEMENT")
            })?;
            let positions = ["EXACTLY", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "CONTAINS_WORD"];
            must(positions.contains(&text(content, "PositionalConstraint")?), || {
                invalid("PositionalConstraint is unknown")
            })?;
            check_inspected(content)
        }
        "RegexMatchStatement" => {
            let pattern = text(content, "RegexString")?;
            if let Some(problem) = problem(pattern, Dialect::V2) {
                return Err(invalid(format!("Error reason: {problem}, field: REGEX_PATTERN, parameter: {pattern}")));
            }
            check_inspected(content)
        }
        "RegexPatternSetReferenceStatement" => {
            must(state.regex_sets.contains_key(text(content, "ARN")?), nonexistent)?;
            check_inspected(content)
        }
        "IPSetReferenceStatement" => must(state.ip_sets.contains_key(text(content, "ARN")?), nonexistent),
        "SizeConstraintStatement" | "SqliMatchStatement" | "XssMatchStatement" => check_inspected(content),
        "GeoMatchStatement" | "LabelMatchStatement" | "AsnMatchStatement" => Ok(()),
        "AndStatement" | "OrStatement" => {
            let statements = list(content, "Statements");
            must(statements.len() >= 2, || {
                invalid(format!("Error reason: {kind} has at least two statements., field: STATEMENT"))
            })?;
            statements.iter().try_for_each(|statement| check(state, statement, false))
        }
        "NotStatement" => check(state, &content["Statement"], false),
        "RateBasedStatement" => {
            must(top, || {
                invalid("Error reason: A rate-based statement cannot be nested., field: RATE_BASED_STATEMENT")
            })?;
            let limit = content["Limit"].as_u64().unwrap_or_default();
            must((10..=2_000_000_000).contains(&limit), || invalid("Limit is between 10 and 2,000,000,000"))?;
            inner(statement).into_iter().try_for_each(|statement| check(state, statement, false))
        }
        "ManagedRuleGroupStatement" => {
            must(top, || invalid("Error reason: A rule group cannot be nested., field: STATEMENT"))?;
            let name = text(content, "Name")?;
            must(managed(name).is_some(), nonexistent)?;
            inner(statement).into_iter().try_for_each(|statement| check(state, statement, false))
        }
        "RuleGroupReferenceStatement" => Err(nonexistent()),
        other => Err(invalid(format!("there is no statement {other}"))),
    }
}

/// The part of the request and the transformations of a statement that inspects one.
fn check_inspected(content: &Value) -> Reply<()> {
    let part = content.get("FieldToMatch").and_then(Value::as_object);
    let part = part.filter(|part| part.len() == 1).and_then(|part| part.iter().next());
    let (part, settings) = part.ok_or_else(|| {
        invalid("Error reason: You have used none or multiple values for a field that requires exactly one value., field: FIELD_TO_MATCH")
    })?;
    must(!OVERSIZE.contains(&part.as_str()) || settings.get("OversizeHandling").is_some(), || {
        refuse("WAFConfigurationWarningException", format!("{part} is inspected without OversizeHandling"))
    })?;
    if matches!(part.as_str(), "SingleHeader" | "SingleQueryArgument") {
        must(!text(settings, "Name")?.is_empty(), || invalid("Name must not be empty"))?;
    }
    let transforms = list(content, "TextTransformations");
    must((1..=10).contains(&transforms.len()), || invalid("a statement has 1 to 10 text transformations"))?;
    let priorities: BTreeSet<_> = transforms.iter().map(|transform| transform["Priority"].as_i64()).collect();
    must(priorities.len() == transforms.len(), || {
        invalid("Error reason: text transformations have different priorities, field: TEXT_TRANSFORMATION")
    })
}

fn managed(name: &str) -> Option<u64> {
    MANAGED.iter().find(|(known, _)| *known == name).map(|(_, capacity)| *capacity)
}

/// WCU of a checked statement.
pub(super) fn capacity(statement: &Value) -> u64 {
    let Some((kind, content)) = statement.as_object().and_then(|object| object.iter().next()) else { return 0 };
    let nested: u64 = inner(statement).into_iter().map(capacity).sum();
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
        "RateBasedStatement" => 2,
        "ManagedRuleGroupStatement" => content["Name"].as_str().and_then(managed).unwrap_or(0),
        _ => 0,
    };
    let part = &content["FieldToMatch"];
    let base = if part.get("JsonBody").is_some() { base * 2 } else { base };
    let everywhere = if part.get("AllQueryArguments").is_some() { 10 } else { 0 };
    let transforms =
        list(content, "TextTransformations").iter().filter(|transform| transform["Type"] != "NONE").count();
    base + everywhere + 10 * transforms as u64 + nested
}

/// WCU of rules.
pub(super) fn capacity_of_rules(rules: &[Value]) -> u64 {
    rules.iter().map(|rule| capacity(&rule["Statement"])).sum()
}

pub(super) fn check_capacity(call: &Call, world: &mut World, body: &Value) -> Reply {
    entity::scope(call, body)?;
    let rules = list(body, "Rules");
    check_rules(world.wafv2.entry(call.region.clone()).or_default(), rules)?;
    Ok(json!({ "Capacity": capacity_of_rules(rules) }))
}
