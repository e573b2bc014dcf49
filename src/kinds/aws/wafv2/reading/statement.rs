use std::collections::BTreeMap;

use aws_sdk_wafv2::types;

use super::part::{field, transforms};
use super::{Reader, action, group, rate};
use crate::kinds::aws::wafv2::statement::{
    Action, AddressPosition, AsnMatch, ByteMatch, Comparison, Fallback, FieldToMatch, Forwarded, GeoMatch, IpSetMatch,
    LabelMatch, LabelScope, Position, RegexMatch, RegexSetMatch, RuleGroupMatch, Sensitivity, SizeConstraint,
    SqliMatch, Statement, Words, XssMatch,
};

/// A statement; `recorded` is the one at its place in the record.
pub(super) fn read(reader: &Reader<'_>, live: &types::Statement, recorded: Option<&Statement>) -> Statement {
    let name = name(live);
    if before_parsing(live) {
        return Statement::Other(format!("{name} with pre-parse transformations"));
    }
    known(reader, live, recorded).unwrap_or_else(|| Statement::Other(name.to_owned()))
}

/// `None` when something in it has no name here.
fn known(reader: &Reader<'_>, live: &types::Statement, recorded: Option<&Statement>) -> Option<Statement> {
    if let Some(live) = &live.byte_match_statement {
        return byte_match(reader, live, recorded).map(Statement::ByteMatch);
    }
    if let Some(live) = &live.regex_match_statement {
        return Some(Statement::RegexMatch(regex_match(reader, live, recorded)));
    }
    if let Some(live) = &live.regex_pattern_set_reference_statement {
        return Some(Statement::RegexSet(RegexSetMatch {
            field: field(live.field_to_match.as_ref(), recorded.and_then(looked_at)),
            set: live.arn.as_str().into(),
            transforms: transforms(&live.text_transformations),
        }));
    }
    if let Some(live) = &live.size_constraint_statement {
        return Some(Statement::SizeConstraint(SizeConstraint {
            field: field(live.field_to_match.as_ref(), recorded.and_then(looked_at)),
            comparison: Comparison::of(live.comparison_operator.as_str())?,
            size: live.size,
            transforms: transforms(&live.text_transformations),
        }));
    }
    if let Some(live) = &live.sqli_match_statement {
        let level = live.sensitivity_level.as_ref();
        return Some(Statement::SqliMatch(SqliMatch {
            field: field(live.field_to_match.as_ref(), recorded.and_then(looked_at)),
            sensitivity: level.map_or(Some(Sensitivity::Low), |level| Sensitivity::of(level.as_str()))?,
            transforms: transforms(&live.text_transformations),
        }));
    }
    if let Some(live) = &live.xss_match_statement {
        return Some(Statement::XssMatch(XssMatch {
            field: field(live.field_to_match.as_ref(), recorded.and_then(looked_at)),
            transforms: transforms(&live.text_transformations),
        }));
    }
    if let Some(live) = &live.geo_match_statement {
        let mut countries: Vec<String> = live.country_codes().iter().map(|code| code.as_str().to_owned()).collect();
        countries.sort();
        let forwarded = forwarded(live.forwarded_ip_config.as_ref())?;
        return Some(Statement::GeoMatch(GeoMatch { countries, forwarded }));
    }
    if let Some(live) = &live.ip_set_reference_statement {
        return ip_set(live).map(Statement::IpSet);
    }
    if let Some(live) = &live.asn_match_statement {
        let mut asns = live.asn_list.clone();
        asns.sort_unstable();
        let forwarded = forwarded(live.forwarded_ip_config.as_ref())?;
        return Some(Statement::AsnMatch(AsnMatch { asns, forwarded }));
    }
    if let Some(live) = &live.label_match_statement {
        let scope = LabelScope::of(live.scope.as_str())?;
        return Some(Statement::LabelMatch(LabelMatch { scope, key: live.key.as_str().into() }));
    }
    if let Some(live) = &live.rate_based_statement {
        return rate::read(reader, live, recorded).map(Statement::RateBased);
    }
    if let Some(live) = &live.managed_rule_group_statement {
        return group::read(reader, live, recorded).map(Statement::ManagedGroup);
    }
    if let Some(live) = &live.rule_group_reference_statement {
        if !live.excluded_rules().is_empty() {
            return None;
        }
        return Some(Statement::RuleGroup(RuleGroupMatch {
            capacity: reader.groups.get(&live.arn).copied().unwrap_or_default(),
            group: live.arn.as_str().into(),
            overrides: overrides(live.rule_action_overrides()),
        }));
    }
    if let Some(live) = &live.and_statement {
        let recorded = match recorded {
            Some(Statement::And(inner)) => &inner[..],
            _ => &[],
        };
        return Some(Statement::And(several(reader, &live.statements, recorded)));
    }
    if let Some(live) = &live.or_statement {
        let recorded = match recorded {
            Some(Statement::Or(inner)) => &inner[..],
            _ => &[],
        };
        return Some(Statement::Or(several(reader, &live.statements, recorded)));
    }
    let inner = live.not_statement.as_ref().and_then(|not| not.statement.as_deref())?;
    let recorded = match recorded {
        Some(Statement::Not(inner)) => Some(&**inner),
        _ => None,
    };
    Some(Statement::Not(Box::new(read(reader, inner, recorded))))
}

fn several(reader: &Reader<'_>, live: &[types::Statement], recorded: &[Statement]) -> Vec<Statement> {
    live.iter().enumerate().map(|(at, live)| read(reader, live, recorded.get(at))).collect()
}

/// The part of the request a recorded statement looks at.
fn looked_at(recorded: &Statement) -> Option<&FieldToMatch> {
    match recorded {
        Statement::ByteMatch(one) => Some(&one.field),
        Statement::RegexMatch(one) => Some(&one.field),
        Statement::RegexSet(one) => Some(&one.field),
        Statement::SizeConstraint(one) => Some(&one.field),
        Statement::SqliMatch(one) => Some(&one.field),
        Statement::XssMatch(one) => Some(&one.field),
        _ => None,
    }
}

/// Whether it takes the body apart in a way there is no word for here.
fn before_parsing(live: &types::Statement) -> bool {
    let any = |transforms: &Option<Vec<_>>| transforms.as_ref().is_some_and(|all| !all.is_empty());
    live.byte_match_statement.as_ref().is_some_and(|one| any(&one.pre_parse_text_transformations))
        || live.regex_match_statement.as_ref().is_some_and(|one| any(&one.pre_parse_text_transformations))
        || live
            .regex_pattern_set_reference_statement
            .as_ref()
            .is_some_and(|one| any(&one.pre_parse_text_transformations))
        || live.size_constraint_statement.as_ref().is_some_and(|one| any(&one.pre_parse_text_transformations))
        || live.sqli_match_statement.as_ref().is_some_and(|one| any(&one.pre_parse_text_transformations))
        || live.xss_match_statement.as_ref().is_some_and(|one| any(&one.pre_parse_text_transformations))
}

/// What AWS calls it.
fn name(live: &types::Statement) -> &'static str {
    let present = [
        ("byte-match", live.byte_match_statement.is_some()),
        ("regex-match", live.regex_match_statement.is_some()),
        ("regex-pattern-set-reference", live.regex_pattern_set_reference_statement.is_some()),
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

fn byte_match(
    reader: &Reader<'_>,
    live: &types::ByteMatchStatement,
    recorded: Option<&Statement>,
) -> Option<ByteMatch> {
    let text = match recorded {
        Some(Statement::ByteMatch(one)) => Some(&one.search),
        _ => None,
    };
    let search = String::from_utf8_lossy(live.search_string.as_ref());
    Some(ByteMatch {
        field: field(live.field_to_match.as_ref(), recorded.and_then(looked_at)),
        search: reader.texts.text(&search, text),
        position: Position::of(live.positional_constraint.as_str())?,
        transforms: transforms(&live.text_transformations),
    })
}

fn regex_match(reader: &Reader<'_>, live: &types::RegexMatchStatement, recorded: Option<&Statement>) -> RegexMatch {
    let text = match recorded {
        Some(Statement::RegexMatch(one)) => Some(&one.pattern),
        _ => None,
    };
    RegexMatch {
        field: field(live.field_to_match.as_ref(), recorded.and_then(looked_at)),
        pattern: reader.texts.text(&live.regex_string, text),
        transforms: transforms(&live.text_transformations),
    }
}

/// A header in place of the connection's address; `None` in it for none, `None` around it for what has no name here.
pub(super) fn forwarded(live: Option<&types::ForwardedIpConfig>) -> Option<Option<Forwarded>> {
    let Some(live) = live else { return Some(None) };
    let fallback = Fallback::of(live.fallback_behavior.as_str())?;
    Some(Some(Forwarded { header: live.header_name.clone(), fallback }))
}

fn ip_set(live: &types::IpSetReferenceStatement) -> Option<IpSetMatch> {
    let set = live.arn.as_str().into();
    let Some(config) = &live.ip_set_forwarded_ip_config else {
        return Some(IpSetMatch { set, forwarded: None, position: None });
    };
    let fallback = Fallback::of(config.fallback_behavior.as_str())?;
    let position = AddressPosition::of(config.position.as_str())?;
    let forwarded = Some(Forwarded { header: config.header_name.clone(), fallback });
    Some(IpSetMatch { set, forwarded, position: Some(position) })
}

pub(super) fn overrides(live: &[types::RuleActionOverride]) -> BTreeMap<String, Action> {
    let one = |live: &types::RuleActionOverride| {
        let action = live.action_to_use.as_ref().map(action::read);
        let action = match action {
            Some(did) if did.insert_headers.is_empty() && did.response.is_none() => did.action,
            Some(_) => Action::Other("one with a custom request or response".into()),
            None => Action::Other("none".into()),
        };
        (live.name.clone(), action)
    };
    live.iter().map(one).collect()
}
