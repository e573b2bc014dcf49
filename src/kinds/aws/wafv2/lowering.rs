//! Rules as data to SDK types. The only place where the secrets in them are opened.

use aws_sdk_wafv2::error::BuildError;
use aws_sdk_wafv2::primitives::Blob;
use aws_sdk_wafv2::types;

use super::statement::{
    Action, ByteMatch, DefaultAction, FieldToMatch, Position, RegexMatch, RegexSetMatch, Rule, Statement,
};
use crate::providers::{Hands, Refusal};
use crate::value::Text;

/// A request that the SDK will not build because something AWS requires is missing.
pub(super) fn incomplete(problem: BuildError) -> Refusal {
    Refusal::local("InvalidRequest", problem.to_string())
}

fn unspeakable(what: &str, name: &str) -> Refusal {
    Refusal::local("Unsupported", format!("the {what} `{name}` was read from AWS and cannot be written back"))
}

/// What opens the secrets of rules.
pub(super) struct Opener<'a> {
    pub(super) hands: &'a Hands,
    /// The texts of the ACL that is there: some may be wanted again.
    pub(super) live: Vec<String>,
}

impl<'a> Opener<'a> {
    /// For an ACL that is to hold nothing it does not know.
    pub(super) fn new(hands: &'a Hands) -> Self {
        Self { hands, live: Vec::new() }
    }

    /// For an ACL that has these rules.
    pub(super) fn beside(hands: &'a Hands, live: &[types::Rule]) -> Self {
        let mut texts = Vec::new();
        live.iter().filter_map(|rule| rule.statement.as_ref()).for_each(|one| collect(one, &mut texts));
        Self { hands, live: texts }
    }

    fn open<T>(&self, text: &Text, into: impl FnOnce(&str) -> T) -> Result<T, Refusal> {
        Ok(into(self.hands.open_again(text, &self.live)?.expose()))
    }
}

fn collect(statement: &types::Statement, texts: &mut Vec<String>) {
    if let Some(one) = &statement.byte_match_statement {
        texts.push(String::from_utf8_lossy(one.search_string.as_ref()).into_owned());
    }
    if let Some(one) = &statement.regex_match_statement {
        texts.push(one.regex_string.clone());
    }
    let and = statement.and_statement.iter().flat_map(|and| &and.statements);
    let or = statement.or_statement.iter().flat_map(|or| &or.statements);
    let not = statement.not_statement.iter().filter_map(|not| not.statement.as_deref());
    and.chain(or).chain(not).for_each(|inner| collect(inner, texts));
}

/// A rule as AWS takes it.
///
/// # Errors
/// `Locked`, `Unresolved` and `Changed` from opening its texts; `Unsupported` for what can only be read.
pub(super) fn rule(opener: &Opener<'_>, name: &str, rule: &Rule) -> Result<types::Rule, Refusal> {
    let action = types::RuleAction::builder();
    let action = match &rule.action {
        Action::Allow => action.allow(types::AllowAction::builder().build()),
        Action::Block => action.block(types::BlockAction::builder().build()),
        Action::Count => action.count(types::CountAction::builder().build()),
        Action::Other(action) => return Err(unspeakable("action", action)),
        _ => return Err(unspeakable("action", "new")),
    };
    types::Rule::builder()
        .name(name)
        .priority(rule.priority)
        .action(action.build())
        .statement(statement(opener, &rule.statement)?)
        .visibility_config(visibility(name, rule.metric.as_deref(), rule.sampled)?)
        .build()
        .map_err(incomplete)
}

/// The default action as AWS takes it.
///
/// # Errors
/// `Unsupported` for what can only be read.
pub(super) fn default_action(action: &DefaultAction) -> Result<types::DefaultAction, Refusal> {
    let builder = types::DefaultAction::builder();
    Ok(match action {
        DefaultAction::Allow => builder.allow(types::AllowAction::builder().build()).build(),
        DefaultAction::Block => builder.block(types::BlockAction::builder().build()).build(),
        DefaultAction::Other(action) => return Err(unspeakable("default action", action)),
    })
}

/// Metric and sampling of an ACL or a rule called `name`; AWS wants a metric's name even when it is off.
pub(super) fn visibility(name: &str, metric: Option<&str>, sampled: bool) -> Result<types::VisibilityConfig, Refusal> {
    types::VisibilityConfig::builder()
        .cloud_watch_metrics_enabled(metric.is_some())
        .metric_name(metric.unwrap_or(name))
        .sampled_requests_enabled(sampled)
        .build()
        .map_err(incomplete)
}

fn statement(opener: &Opener<'_>, statement: &Statement) -> Result<types::Statement, Refusal> {
    let builder = types::Statement::builder();
    let builder = match statement {
        Statement::ByteMatch(inner) => builder.byte_match_statement(byte_match(opener, inner)?),
        Statement::RegexMatch(inner) => builder.regex_match_statement(regex_match(opener, inner)?),
        Statement::RegexSet(inner) => builder.regex_pattern_set_reference_statement(regex_set(opener, inner)?),
        Statement::And(inner) => {
            let inner = statements(opener, inner)?;
            builder
                .and_statement(types::AndStatement::builder().set_statements(Some(inner)).build().map_err(incomplete)?)
        }
        Statement::Or(inner) => {
            let inner = statements(opener, inner)?;
            builder.or_statement(types::OrStatement::builder().set_statements(Some(inner)).build().map_err(incomplete)?)
        }
        Statement::Not(inner) => {
            let inner = self::statement(opener, inner)?;
            builder.not_statement(types::NotStatement::builder().statement(inner).build())
        }
        Statement::Other(name) => return Err(unspeakable("statement", name)),
        _ => return Err(unspeakable("statement", "new")),
    };
    Ok(builder.build())
}

fn statements(opener: &Opener<'_>, inner: &[Statement]) -> Result<Vec<types::Statement>, Refusal> {
    inner.iter().map(|inner| statement(opener, inner)).collect()
}

fn byte_match(opener: &Opener<'_>, inner: &ByteMatch) -> Result<types::ByteMatchStatement, Refusal> {
    let position = match inner.position {
        Position::Exactly => types::PositionalConstraint::Exactly,
        Position::StartsWith => types::PositionalConstraint::StartsWith,
        Position::EndsWith => types::PositionalConstraint::EndsWith,
        Position::Contains => types::PositionalConstraint::Contains,
        Position::ContainsWord => types::PositionalConstraint::ContainsWord,
    };
    types::ByteMatchStatement::builder()
        .field_to_match(field(&inner.field)?)
        .search_string(opener.open(&inner.search, |text| Blob::new(text))?)
        .positional_constraint(position)
        .set_text_transformations(Some(transforms(&inner.transforms)?))
        .build()
        .map_err(incomplete)
}

fn regex_match(opener: &Opener<'_>, inner: &RegexMatch) -> Result<types::RegexMatchStatement, Refusal> {
    types::RegexMatchStatement::builder()
        .field_to_match(field(&inner.field)?)
        .regex_string(opener.open(&inner.pattern, str::to_owned)?)
        .set_text_transformations(Some(transforms(&inner.transforms)?))
        .build()
        .map_err(incomplete)
}

fn regex_set(opener: &Opener<'_>, inner: &RegexSetMatch) -> Result<types::RegexPatternSetReferenceStatement, Refusal> {
    types::RegexPatternSetReferenceStatement::builder()
        .field_to_match(field(&inner.field)?)
        .arn(opener.hands.known("rules.statement.regex-set.set", &inner.set)?)
        .set_text_transformations(Some(transforms(&inner.transforms)?))
        .build()
        .map_err(incomplete)
}

fn field(field: &FieldToMatch) -> Result<types::FieldToMatch, Refusal> {
    match field {
        FieldToMatch::Header(name) => {
            let header = types::SingleHeader::builder().name(name.to_ascii_lowercase()).build().map_err(incomplete)?;
            Ok(types::FieldToMatch::builder().single_header(header).build())
        }
        FieldToMatch::Other(name) => Err(unspeakable("part of the request", name)),
        _ => Err(unspeakable("part", "new")),
    }
}
fn _x(name: &str) -> Result<types::FieldToMatch, Refusal> {
    match name {
        name => Err(unspeakable("part of the request", name)),
    }
}

/// `url-decode` to `URL_DECODE`, in the order they run; AWS wants `NONE` spelt out.
fn transforms(names: &[String]) -> Result<Vec<types::TextTransformation>, Refusal> {
    let none = ["none".to_owned()];
    let names = if names.is_empty() { &none[..] } else { names };
    names
        .iter()
        .zip(0..)
        .map(|(name, priority)| {
            let kind = types::TextTransformationType::try_parse(&name.replace('-', "_").to_ascii_uppercase())
                .map_err(|_| Refusal::local("InvalidRequest", format!("there is no text transformation `{name}`")))?;
            types::TextTransformation::builder().priority(priority).r#type(kind).build().map_err(incomplete)
        })
        .collect()
}
