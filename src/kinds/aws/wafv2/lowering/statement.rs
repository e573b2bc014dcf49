use std::collections::BTreeMap;

use aws_sdk_wafv2::primitives::Blob;
use aws_sdk_wafv2::types;

use super::part::{field, transforms};
use super::rule::{incomplete, unspeakable};
use super::{Opener, action, group, rate};
use crate::kinds::aws::wafv2::statement::{
    Action, AsnMatch, ByteMatch, Forwarded, GeoMatch, IpSetMatch, LabelMatch, RegexMatch, RegexSetMatch,
    RuleGroupMatch, SizeConstraint, SqliMatch, Statement, Words, XssMatch,
};
use crate::providers::Refusal;

/// A statement as AWS takes it.
pub(super) fn lower(opener: &Opener<'_>, statement: &Statement) -> Result<types::Statement, Refusal> {
    let builder = types::Statement::builder();
    let builder = match statement {
        Statement::ByteMatch(one) => builder.byte_match_statement(byte_match(opener, one)?),
        Statement::RegexMatch(one) => builder.regex_match_statement(regex_match(opener, one)?),
        Statement::RegexSet(one) => builder.regex_pattern_set_reference_statement(regex_set(opener, one)?),
        Statement::SizeConstraint(one) => builder.size_constraint_statement(size_constraint(one)?),
        Statement::SqliMatch(one) => builder.sqli_match_statement(sqli_match(one)?),
        Statement::XssMatch(one) => builder.xss_match_statement(xss_match(one)?),
        Statement::GeoMatch(one) => builder.geo_match_statement(geo_match(one)?),
        Statement::IpSet(one) => builder.ip_set_reference_statement(ip_set(opener, one)?),
        Statement::AsnMatch(one) => builder.asn_match_statement(asn_match(one)?),
        Statement::LabelMatch(one) => builder.label_match_statement(label_match(opener, one)?),
        Statement::RateBased(one) => builder.rate_based_statement(rate::lower(opener, one)?),
        Statement::ManagedGroup(one) => builder.managed_rule_group_statement(group::lower(opener, one)?),
        Statement::RuleGroup(one) => builder.rule_group_reference_statement(rule_group(opener, one)?),
        Statement::And(inner) => {
            let and = types::AndStatement::builder().set_statements(Some(several(opener, inner)?)).build();
            builder.and_statement(and.map_err(incomplete)?)
        }
        Statement::Or(inner) => {
            let or = types::OrStatement::builder().set_statements(Some(several(opener, inner)?)).build();
            builder.or_statement(or.map_err(incomplete)?)
        }
        Statement::Not(inner) => {
            builder.not_statement(types::NotStatement::builder().statement(lower(opener, inner)?).build())
        }
        Statement::Other(name) => return Err(unspeakable("statement", name)),
    };
    Ok(builder.build())
}

fn several(opener: &Opener<'_>, inner: &[Statement]) -> Result<Vec<types::Statement>, Refusal> {
    inner.iter().map(|inner| lower(opener, inner)).collect()
}

fn byte_match(opener: &Opener<'_>, one: &ByteMatch) -> Result<types::ByteMatchStatement, Refusal> {
    types::ByteMatchStatement::builder()
        .field_to_match(field(&one.field)?)
        .search_string(opener.open(&one.search, |text| Blob::new(text))?)
        .positional_constraint(types::PositionalConstraint::from(one.position.aws()))
        .set_text_transformations(transforms(&one.transforms)?)
        .build()
        .map_err(incomplete)
}

fn regex_match(opener: &Opener<'_>, one: &RegexMatch) -> Result<types::RegexMatchStatement, Refusal> {
    types::RegexMatchStatement::builder()
        .field_to_match(field(&one.field)?)
        .regex_string(opener.open(&one.pattern, str::to_owned)?)
        .set_text_transformations(transforms(&one.transforms)?)
        .build()
        .map_err(incomplete)
}

fn regex_set(opener: &Opener<'_>, one: &RegexSetMatch) -> Result<types::RegexPatternSetReferenceStatement, Refusal> {
    types::RegexPatternSetReferenceStatement::builder()
        .field_to_match(field(&one.field)?)
        .arn(opener.hands.known("rules.statement.regex-set.set", &one.set)?)
        .set_text_transformations(transforms(&one.transforms)?)
        .build()
        .map_err(incomplete)
}

fn size_constraint(one: &SizeConstraint) -> Result<types::SizeConstraintStatement, Refusal> {
    types::SizeConstraintStatement::builder()
        .field_to_match(field(&one.field)?)
        .comparison_operator(types::ComparisonOperator::from(one.comparison.aws()))
        .size(one.size)
        .set_text_transformations(transforms(&one.transforms)?)
        .build()
        .map_err(incomplete)
}

fn sqli_match(one: &SqliMatch) -> Result<types::SqliMatchStatement, Refusal> {
    types::SqliMatchStatement::builder()
        .field_to_match(field(&one.field)?)
        .sensitivity_level(types::SensitivityLevel::from(one.sensitivity.aws()))
        .set_text_transformations(transforms(&one.transforms)?)
        .build()
        .map_err(incomplete)
}

fn xss_match(one: &XssMatch) -> Result<types::XssMatchStatement, Refusal> {
    types::XssMatchStatement::builder()
        .field_to_match(field(&one.field)?)
        .set_text_transformations(transforms(&one.transforms)?)
        .build()
        .map_err(incomplete)
}

pub(super) fn forwarded(forwarded: Option<&Forwarded>) -> Result<Option<types::ForwardedIpConfig>, Refusal> {
    let Some(forwarded) = forwarded else { return Ok(None) };
    let config = types::ForwardedIpConfig::builder()
        .header_name(&forwarded.header)
        .fallback_behavior(types::FallbackBehavior::from(forwarded.fallback.aws()))
        .build();
    config.map(Some).map_err(incomplete)
}

fn geo_match(one: &GeoMatch) -> Result<types::GeoMatchStatement, Refusal> {
    let countries = one.countries.iter().map(|code| types::CountryCode::from(code.as_str())).collect();
    Ok(types::GeoMatchStatement::builder()
        .set_country_codes(Some(countries))
        .set_forwarded_ip_config(forwarded(one.forwarded.as_ref())?)
        .build())
}

fn ip_set(opener: &Opener<'_>, one: &IpSetMatch) -> Result<types::IpSetReferenceStatement, Refusal> {
    let builder =
        types::IpSetReferenceStatement::builder().arn(opener.hands.known("rules.statement.ip-set.set", &one.set)?);
    let builder = match (&one.forwarded, one.position) {
        (Some(forwarded), Some(position)) => {
            let config = types::IpSetForwardedIpConfig::builder()
                .header_name(&forwarded.header)
                .fallback_behavior(types::FallbackBehavior::from(forwarded.fallback.aws()))
                .position(types::ForwardedIpPosition::from(position.aws()))
                .build();
            builder.ip_set_forwarded_ip_config(config.map_err(incomplete)?)
        }
        _ => builder,
    };
    builder.build().map_err(incomplete)
}

fn asn_match(one: &AsnMatch) -> Result<types::AsnMatchStatement, Refusal> {
    types::AsnMatchStatement::builder()
        .set_asn_list(Some(one.asns.clone()))
        .set_forwarded_ip_config(forwarded(one.forwarded.as_ref())?)
        .build()
        .map_err(incomplete)
}

fn label_match(opener: &Opener<'_>, one: &LabelMatch) -> Result<types::LabelMatchStatement, Refusal> {
    // The namespace of a rule group and a label in it are two texts.
    let key = opener.hands.open(&one.key)?;
    types::LabelMatchStatement::builder()
        .scope(types::LabelMatchScope::from(one.scope.aws()))
        .key(key.expose())
        .build()
        .map_err(incomplete)
}

fn rule_group(opener: &Opener<'_>, one: &RuleGroupMatch) -> Result<types::RuleGroupReferenceStatement, Refusal> {
    types::RuleGroupReferenceStatement::builder()
        .arn(opener.hands.known("rules.statement.rule-group.group", &one.group)?)
        .set_rule_action_overrides(overrides(&one.overrides)?)
        .build()
        .map_err(incomplete)
}

pub(super) fn overrides(
    overrides: &BTreeMap<String, Action>,
) -> Result<Option<Vec<types::RuleActionOverride>>, Refusal> {
    let one = |(name, action): (&String, &Action)| {
        let action = action::lower(action, &BTreeMap::new(), None)?;
        types::RuleActionOverride::builder().name(name).action_to_use(action).build().map_err(incomplete)
    };
    let overrides: Vec<_> = overrides.iter().map(one).collect::<Result<_, _>>()?;
    Ok(Some(overrides).filter(|overrides| !overrides.is_empty()))
}
