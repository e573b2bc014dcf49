//! SDK types back to rules as data. What the vocabulary lacks becomes `other`, so that it shows as drift.

use std::collections::BTreeMap;

use aws_sdk_wafv2::types;

use super::statement::{
    Action, ByteMatch, DefaultAction, FieldToMatch, Position, RegexMatch, RegexSetMatch, Rule, Statement,
};
use crate::kinds::aws::live_text::LiveTexts;

/// Shield Advanced puts its own rule into ACLs it protects; it is not ours to see or to remove.
const SHIELD_RULE: &str = "ShieldMitigationRuleGroup_";

/// Whether AWS put this rule there by itself.
pub(super) fn injected(rule: &types::Rule) -> bool {
    rule.name.starts_with(SHIELD_RULE)
}

/// The rules of an ACL by name, without those AWS put there; `recorded` decides where secrets stand.
pub(super) fn rules(
    texts: &LiveTexts<'_>,
    live: &[types::Rule],
    recorded: &BTreeMap<String, Rule>,
) -> BTreeMap<String, Rule> {
    let ours = live.iter().filter(|rule| !injected(rule));
    ours.map(|rule| (rule.name.clone(), self::rule(texts, rule, recorded.get(&rule.name)))).collect()
}

fn rule(texts: &LiveTexts<'_>, live: &types::Rule, recorded: Option<&Rule>) -> Rule {
    let statement = match &live.statement {
        Some(statement) => self::statement(texts, statement, recorded.map(|rule| &rule.statement)),
        None => Statement::Other("none".into()),
    };
    let (metric, sampled) = visibility(live.visibility_config.as_ref());
    Rule { metric, sampled, ..Rule::new(live.priority, action(live), statement) }
}

fn action(live: &types::Rule) -> Action {
    let other = |what: &str| Action::Other(what.to_owned());
    if !live.rule_labels().is_empty() {
        return other("labels");
    }
    let Some(action) = &live.action else { return other("override") };
    match action {
        types::RuleAction { allow: Some(allow), .. } if allow.custom_request_handling.is_none() => Action::Allow,
        types::RuleAction { allow: Some(_), .. } => other("allow with inserted headers"),
        types::RuleAction { block: Some(block), .. } if block.custom_response.is_none() => Action::Block,
        types::RuleAction { block: Some(_), .. } => other("block with a custom response"),
        types::RuleAction { count: Some(count), .. } if count.custom_request_handling.is_none() => Action::Count,
        types::RuleAction { count: Some(_), .. } => other("count with inserted headers"),
        types::RuleAction { captcha: Some(_), .. } => other("captcha"),
        types::RuleAction { challenge: Some(_), .. } => other("challenge"),
        _ => other("unknown"),
    }
}

/// The default action.
pub(super) fn default_action(live: Option<&types::DefaultAction>) -> DefaultAction {
    let other = |what: &str| DefaultAction::Other(what.to_owned());
    match live {
        Some(types::DefaultAction { allow: Some(allow), .. }) if allow.custom_request_handling.is_none() => {
            DefaultAction::Allow
        }
        Some(types::DefaultAction { allow: Some(_), .. }) => other("allow with inserted headers"),
        Some(types::DefaultAction { block: Some(block), .. }) if block.custom_response.is_none() => {
            DefaultAction::Block
        }
        Some(types::DefaultAction { block: Some(_), .. }) => other("block with a custom response"),
        _ => other("none"),
    }
}

/// Metric name, if metrics are on, and whether requests are sampled.
pub(super) fn visibility(live: Option<&types::VisibilityConfig>) -> (Option<String>, bool) {
    let metric = live.filter(|live| live.cloud_watch_metrics_enabled).map(|live| live.metric_name.clone());
    (metric, live.is_some_and(|live| live.sampled_requests_enabled))
}

fn statement(texts: &LiveTexts<'_>, live: &types::Statement, recorded: Option<&Statement>) -> Statement {
    if let Some(live) = &live.byte_match_statement {
        return byte_match(texts, live, recorded);
    }
    if let Some(live) = &live.regex_match_statement {
        return regex_match(texts, live, recorded);
    }
    if let Some(live) = &live.regex_pattern_set_reference_statement {
        return regex_set(live, recorded);
    }
    if let Some(live) = &live.and_statement {
        let recorded = match recorded {
            Some(Statement::And(inner)) => &inner[..],
            _ => &[],
        };
        return Statement::And(statements(texts, &live.statements, recorded));
    }
    if let Some(live) = &live.or_statement {
        let recorded = match recorded {
            Some(Statement::Or(inner)) => &inner[..],
            _ => &[],
        };
        return Statement::Or(statements(texts, &live.statements, recorded));
    }
    if let Some(inner) = live.not_statement.as_ref().and_then(|not| not.statement.as_deref()) {
        let recorded = match recorded {
            Some(Statement::Not(inner)) => Some(&**inner),
            _ => None,
        };
        return Statement::Not(Box::new(statement(texts, inner, recorded)));
    }
    Statement::Other(foreign_statement(live).to_owned())
}

fn statements(texts: &LiveTexts<'_>, live: &[types::Statement], recorded: &[Statement]) -> Vec<Statement> {
    live.iter().enumerate().map(|(at, live)| statement(texts, live, recorded.get(at))).collect()
}

fn foreign_statement(live: &types::Statement) -> &'static str {
    let present = [
        ("sqli-match", live.sqli_match_statement.is_some()),
        ("xss-match", live.xss_match_statement.is_some()),
        ("size-constraint", live.size_constraint_statement.is_some()),
        ("geo-match", live.geo_match_statement.is_some()),
        ("rule-group-reference", live.rule_group_reference_statement.is_some()),
        ("ip-set-reference", live.ip_set_reference_statement.is_some()),
        ("rate-based", live.rate_based_statement.is_some()),
        ("managed-rule-group", live.managed_rule_group_statement.is_some()),
        ("label-match", live.label_match_statement.is_some()),
        ("asn-match", live.asn_match_statement.is_some()),
    ];
    present.into_iter().find(|(_, there)| *there).map_or("unknown", |(name, _)| name)
}

fn byte_match(texts: &LiveTexts<'_>, live: &types::ByteMatchStatement, recorded: Option<&Statement>) -> Statement {
    let recorded = match recorded {
        Some(Statement::ByteMatch(inner)) => Some(inner),
        _ => None,
    };
    let position = match live.positional_constraint {
        types::PositionalConstraint::Exactly => Position::Exactly,
        types::PositionalConstraint::StartsWith => Position::StartsWith,
        types::PositionalConstraint::EndsWith => Position::EndsWith,
        types::PositionalConstraint::Contains => Position::Contains,
        types::PositionalConstraint::ContainsWord => Position::ContainsWord,
        _ => return Statement::Other("byte-match with an unknown position".into()),
    };
    if live.pre_parse_text_transformations.as_ref().is_some_and(|transforms| !transforms.is_empty()) {
        return Statement::Other("byte-match with pre-parse transformations".into());
    }
    let search = String::from_utf8_lossy(live.search_string.as_ref());
    Statement::ByteMatch(ByteMatch {
        field: field(live.field_to_match.as_ref(), recorded.map(|inner| &inner.field)),
        search: texts.text(&search, recorded.map(|inner| &inner.search)),
        position,
        transforms: transforms(&live.text_transformations),
    })
}

fn regex_match(texts: &LiveTexts<'_>, live: &types::RegexMatchStatement, recorded: Option<&Statement>) -> Statement {
    let recorded = match recorded {
        Some(Statement::RegexMatch(inner)) => Some(inner),
        _ => None,
    };
    if live.pre_parse_text_transformations.as_ref().is_some_and(|transforms| !transforms.is_empty()) {
        return Statement::Other("regex-match with pre-parse transformations".into());
    }
    Statement::RegexMatch(RegexMatch {
        field: field(live.field_to_match.as_ref(), recorded.map(|inner| &inner.field)),
        pattern: texts.text(&live.regex_string, recorded.map(|inner| &inner.pattern)),
        transforms: transforms(&live.text_transformations),
    })
}

fn regex_set(live: &types::RegexPatternSetReferenceStatement, recorded: Option<&Statement>) -> Statement {
    let recorded = match recorded {
        Some(Statement::RegexSet(inner)) => Some(inner),
        _ => None,
    };
    if live.pre_parse_text_transformations.as_ref().is_some_and(|transforms| !transforms.is_empty()) {
        return Statement::Other("regex-set with pre-parse transformations".into());
    }
    Statement::RegexSet(RegexSetMatch {
        field: field(live.field_to_match.as_ref(), recorded.map(|inner| &inner.field)),
        set: live.arn.as_str().into(),
        transforms: transforms(&live.text_transformations),
    })
}

/// A header keeps the spelling of the record when only its case differs, because AWS compares without regard to it.
fn field(live: Option<&types::FieldToMatch>, recorded: Option<&FieldToMatch>) -> FieldToMatch {
    let Some(live) = live else { return FieldToMatch::Other("none".into()) };
    if let Some(header) = &live.single_header {
        return match recorded {
            Some(FieldToMatch::Header(name)) if name.eq_ignore_ascii_case(&header.name) => {
                FieldToMatch::Header(name.clone())
            }
            _ => FieldToMatch::Header(header.name.to_ascii_lowercase()),
        };
    }
    let present = [
        ("single-query-argument", live.single_query_argument.is_some()),
        ("all-query-arguments", live.all_query_arguments.is_some()),
        ("uri-path", live.uri_path.is_some()),
        ("query-string", live.query_string.is_some()),
        ("body", live.body.is_some()),
        ("method", live.method.is_some()),
        ("json-body", live.json_body.is_some()),
        ("headers", live.headers.is_some()),
        ("cookies", live.cookies.is_some()),
        ("header-order", live.header_order.is_some()),
        ("uri-fragment", live.uri_fragment.is_some()),
    ];
    FieldToMatch::Other(present.into_iter().find(|(_, there)| *there).map_or("unknown", |(name, _)| name).into())
}

/// In the order they run; `NONE` does nothing and is not written.
fn transforms(live: &[types::TextTransformation]) -> Vec<String> {
    let mut live: Vec<_> = live.iter().filter(|live| live.r#type != types::TextTransformationType::None).collect();
    live.sort_by_key(|live| live.priority);
    live.into_iter().map(|live| live.r#type.as_str().to_ascii_lowercase().replace('_', "-")).collect()
}
