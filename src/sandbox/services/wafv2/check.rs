//! The checks of rules: names, priorities, actions, and statements with what they refer to.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::refuse::{Reply, invalid, list, must, nonexistent, over_limit, text};
use super::regex::{Dialect, problem};
use super::state::{Scope, State};
use super::statement::{inner, is_group, references};
use super::{action, capacity, entity, managed, part, rate};

/// Rate-based rules of an ACL and of a rule group; sets and groups an ACL refers to.
const RATE_RULES: usize = 10;
const GROUP_RATE_RULES: usize = 4;
const REFERENCES: usize = 50;

/// What the rules of one object are checked against.
pub(super) struct Checker<'a> {
    pub(super) state: &'a State,
    /// What they refer to has the same.
    pub(super) scope: Scope,
    /// The bodies custom responses may name, by key; none when nothing is said about them.
    pub(super) bodies: Option<&'a Value>,
    /// Whether they are those of a rule group.
    pub(super) in_group: bool,
}

/// Checks the rules of an ACL or a rule group.
pub(super) fn rules(checker: &Checker<'_>, rules: &[Value]) -> Reply<()> {
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
        let group = is_group(&rule["Statement"]);
        let wanted = if group { "OverrideAction" } else { "Action" };
        let actions = ["Action", "OverrideAction"].map(|member| rule.get(member).is_some_and(Value::is_object));
        must(actions == [!group, group], || {
            invalid(format!("Error reason: A rule of this kind has {wanted} and nothing else., field: RULE_ACTION"))
        })?;
        if !group {
            action::check(checker, &rule["Action"])?;
        }
        let limits = rule["Statement"].get("RateBasedStatement").is_some();
        must(!limits || rule["Action"].get("Allow").is_none(), || {
            invalid("Error reason: A rate-based rule cannot allow., field: RULE_ACTION, parameter: ALLOW")
        })?;
        action::labels(rule)?;
        action::immunity(rule)?;
        must(rule["VisibilityConfig"].is_object(), || invalid("VisibilityConfig must not be null"))?;
        statement(checker, &rule["Statement"], true)?;
    }
    let limits = rules.iter().filter(|rule| rule["Statement"].get("RateBasedStatement").is_some()).count();
    must(limits <= if checker.in_group { GROUP_RATE_RULES } else { RATE_RULES }, || {
        over_limit("AWS WAF couldn't perform the operation: too many rate-based rules")
    })?;
    let mut found = BTreeSet::new();
    rules.iter().for_each(|rule| references(&rule["Statement"], &mut found));
    must(found.len() <= REFERENCES, || over_limit("AWS WAF couldn't perform the operation: more than 50 references"))
}

/// A set or group that a statement refers to must be of the same scope.
fn refers(checker: &Checker<'_>, content: &Value, known: impl Fn(&State, &str) -> bool) -> Reply<()> {
    let arn = text(content, "ARN")?;
    must(known(checker.state, arn), nonexistent)?;
    let folder = match checker.scope {
        Scope::Regional => ":regional/",
        Scope::Cloudfront => ":global/",
    };
    must(arn.contains(folder), || {
        invalid(format!("Error reason: The scope is not valid., field: STATEMENT, parameter: {arn}"))
    })
}

fn statement(checker: &Checker<'_>, one: &Value, top: bool) -> Reply<()> {
    let members = one.as_object().map(|object| object.keys().map(String::as_str).collect::<Vec<_>>());
    let Some([kind]) = members.as_deref() else {
        return Err(invalid(
            "Error reason: You have used none or multiple values for a field that requires exactly one value., field: STATEMENT",
        ));
    };
    let content = &one[*kind];
    let scoped = || inner(one).into_iter().try_for_each(|inner| statement(checker, inner, false));
    match *kind {
        "ByteMatchStatement" => {
            let search =
                STANDARD.decode(text(content, "SearchString")?).map_err(|_| invalid("SearchString is not base64"))?;
            must((1..=200).contains(&search.len()), || {
                invalid("Error reason: The search string has 1 to 200 bytes., field: BYTE_MATCH_STATEMENT")
            })?;
            let positions = ["EXACTLY", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "CONTAINS_WORD"];
            one_of(content, "PositionalConstraint", &positions)?;
            part::check(content)
        }
        "RegexMatchStatement" => {
            let pattern = text(content, "RegexString")?;
            if let Some(problem) = problem(pattern, Dialect::V2) {
                return Err(invalid(format!("Error reason: {problem}, field: REGEX_PATTERN, parameter: {pattern}")));
            }
            part::check(content)
        }
        "RegexPatternSetReferenceStatement" => {
            refers(checker, content, |state, arn| state.regex_sets.contains_key(arn))?;
            part::check(content)
        }
        "IPSetReferenceStatement" => {
            refers(checker, content, |state, arn| state.ip_sets.contains_key(arn))?;
            let Some(config) = content.get("IPSetForwardedIPConfig") else { return Ok(()) };
            one_of(config, "Position", &["FIRST", "LAST", "ANY"])?;
            part::forwarded(config)
        }
        "SizeConstraintStatement" => {
            one_of(content, "ComparisonOperator", &["EQ", "NE", "LE", "LT", "GE", "GT"])?;
            let size = content["Size"].as_i64().unwrap_or(-1);
            must((0..=21_474_836_480).contains(&size), || invalid("Size is between 0 and 21,474,836,480"))?;
            part::check(content)
        }
        "SqliMatchStatement" => {
            if content.get("SensitivityLevel").is_some() {
                one_of(content, "SensitivityLevel", &["LOW", "HIGH"])?;
            }
            part::check(content)
        }
        "XssMatchStatement" => part::check(content),
        "GeoMatchStatement" => {
            let codes = list(content, "CountryCodes");
            let code = |code: &Value| code.as_str().is_some_and(|code| code.len() == 2);
            must((1..=50).contains(&codes.len()) && codes.iter().all(code), || {
                invalid("Error reason: The country codes are not valid., field: GEO_MATCH_STATEMENT")
            })?;
            content.get("ForwardedIPConfig").map_or(Ok(()), part::forwarded)
        }
        "AsnMatchStatement" => {
            must((1..=100).contains(&list(content, "AsnList").len()), || invalid("AsnList has 1 to 100 numbers"))?;
            content.get("ForwardedIPConfig").map_or(Ok(()), part::forwarded)
        }
        "LabelMatchStatement" => {
            one_of(content, "Scope", &["LABEL", "NAMESPACE"])?;
            let key = text(content, "Key")?;
            let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"_-:".contains(&byte);
            let whole = content["Scope"] == "LABEL" && !key.ends_with(':');
            let space = content["Scope"] == "NAMESPACE" && key.ends_with(':');
            must((1..=1_024).contains(&key.len()) && key.bytes().all(legal) && (whole || space), || {
                invalid(format!(
                    "Error reason: The label is not valid., field: LABEL_MATCH_STATEMENT, parameter: {key}"
                ))
            })
        }
        "AndStatement" | "OrStatement" => {
            must(list(content, "Statements").len() >= 2, || {
                invalid(format!("Error reason: {kind} has at least two statements., field: STATEMENT"))
            })?;
            scoped()
        }
        "NotStatement" => statement(checker, &content["Statement"], false),
        "RateBasedStatement" => {
            must(top, || {
                invalid("Error reason: A rate-based statement cannot be nested., field: RATE_BASED_STATEMENT")
            })?;
            rate::check(content)?;
            scoped()
        }
        "ManagedRuleGroupStatement" => {
            must(top && !checker.in_group, || {
                invalid("Error reason: A rule group cannot be nested., field: STATEMENT")
            })?;
            must(text(content, "VendorName")? == "AWS", nonexistent)?;
            must(capacity::managed(text(content, "Name")?).is_some(), nonexistent)?;
            if let Some(version) = content.get("Version") {
                let known = version.as_str().is_some_and(|version| version.starts_with("Version_"));
                must(known, nonexistent)?;
            }
            managed::check(checker, content)?;
            overrides(content)?;
            scoped()
        }
        "RuleGroupReferenceStatement" => {
            must(top && !checker.in_group, || {
                invalid("Error reason: A rule group cannot be nested., field: STATEMENT")
            })?;
            refers(checker, content, |state, arn| state.rule_groups.contains_key(arn))?;
            overrides(content)?;
            let group = checker.state.rule_groups.get(text(content, "ARN")?).ok_or_else(nonexistent)?;
            list(content, "RuleActionOverrides").iter().try_for_each(|one| {
                let name = &one["Name"];
                must(group.content.rules.iter().any(|rule| rule["Name"] == *name), || {
                    invalid(format!("Error reason: The group has no rule {name}., field: EXCLUDED_RULE"))
                })
            })
        }
        other => Err(invalid(format!("there is no statement {other}"))),
    }
}

fn overrides(content: &Value) -> Reply<()> {
    let overrides = list(content, "RuleActionOverrides");
    must(overrides.len() <= 100, || over_limit("at most 100 rule action overrides"))?;
    overrides.iter().try_for_each(|one| {
        text(one, "Name")?;
        must(one["ActionToUse"].is_object(), || invalid("ActionToUse must not be null"))
    })
}

/// A member that is one of some words.
pub(super) fn one_of(content: &Value, member: &str, words: &[&str]) -> Reply<()> {
    let word = text(content, member)?;
    must(words.contains(&word), || {
        invalid(format!(
            "1 validation error: Value '{word}' at '{member}' failed to satisfy constraint: Member must satisfy enum value set: {words:?}"
        ))
    })
}
