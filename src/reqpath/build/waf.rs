use std::collections::{BTreeMap, BTreeSet};

use super::read::Reading;
use crate::kinds::aws::wafv2::statement::{
    Action, DefaultAction, FieldToMatch, Position as PositionInput, Rule as RuleInput, Statement,
};
use crate::kinds::aws::wafv2::{regex_set, web_acl};
use crate::reqpath::model::{
    AclAction, BlockAnswer, Condition, Field, Matcher, Product, Rule, RuleAction, RuleBody, Test, Transform, WebAcl,
};
use crate::reqpath::{Phrase, Position};
use crate::value::Text;

/// What rules refer to, by ARN.
struct Around {
    patterns: BTreeMap<String, Vec<Text>>,
}

pub(super) fn acls(reading: &mut Reading<'_>) -> Vec<WebAcl> {
    let sets = reading.all::<regex_set::Input>("wafv2-regex-set");
    let around =
        Around { patterns: sets.into_iter().map(|(at, input)| (reading.output(&at, "arn"), input.patterns)).collect() };
    let mut acls = Vec::new();
    for (at, input) in reading.all::<web_acl::Input>("wafv2-web-acl") {
        let mut rules: Vec<Rule> = input.rules.iter().map(|(name, one)| rule(reading, &around, name, one)).collect();
        rules.sort_by_key(|rule| rule.priority);
        acls.push(WebAcl {
            arn: reading.output(&at, "arn"),
            id: reading.output(&at, "id"),
            at,
            name: input.name,
            product: Product::V2,
            rules,
            default: match input.default_action {
                DefaultAction::Allow => AclAction::Allow,
                DefaultAction::Block => AclAction::Block(BlockAnswer::default()),
                DefaultAction::Other(what) => AclAction::Other(what),
            },
            body_limit: None,
        });
    }
    acls
}

fn rule(reading: &Reading<'_>, around: &Around, name: &str, input: &RuleInput) -> Rule {
    let action = match &input.action {
        Action::Allow => RuleAction::Allow,
        Action::Block => RuleAction::Block(BlockAnswer::default()),
        Action::Count => RuleAction::Count,
        Action::Other(what) => RuleAction::Other(what.clone()),
    };
    Rule {
        name: name.to_owned(),
        priority: i64::from(input.priority),
        body: RuleBody::When(condition(reading, around, &input.statement), action),
        labels: Vec::new(),
    }
}

fn condition(reading: &Reading<'_>, around: &Around, statement: &Statement) -> Condition {
    let all = |inner: &[Statement]| inner.iter().map(|one| condition(reading, around, one)).collect();
    match statement {
        Statement::And(inner) => Condition::All(all(inner)),
        Statement::Or(inner) => Condition::Any(all(inner)),
        Statement::Not(inner) => Condition::Not(Box::new(condition(reading, around, inner))),
        Statement::ByteMatch(test) => Condition::Part(Test {
            field: field(&test.field),
            transforms: transforms(&test.transforms),
            matcher: Matcher::Text(position(test.position), reading.texts.phrase(&test.search)),
        }),
        Statement::RegexMatch(test) => {
            patterns(reading, field(&test.field), transforms(&test.transforms), std::slice::from_ref(&test.pattern))
        }
        Statement::RegexSet(test) => {
            let set = reading.texts.plain(&test.set);
            match around.patterns.get(&set) {
                Some(found) => patterns(reading, field(&test.field), transforms(&test.transforms), found),
                None => Condition::Opaque(format!("the pattern set {set}")),
            }
        }
        Statement::Other(what) => Condition::Opaque(format!("statement {what}")),
    }
}

/// Any of several patterns; one that cannot be read is opaque and leaves the others what they are.
pub(super) fn patterns(reading: &Reading<'_>, field: Field, transforms: Vec<Transform>, texts: &[Text]) -> Condition {
    let read: Vec<Result<Phrase, String>> = texts.iter().map(|text| reading.texts.pattern(text)).collect();
    let opaque: BTreeSet<String> = read.iter().filter_map(|one| one.clone().err()).collect();
    let plain: Vec<Phrase> = read.into_iter().filter_map(Result::ok).collect();
    let test = Condition::Part(Test { field, transforms, matcher: Matcher::Patterns(plain) });
    if opaque.is_empty() {
        return test;
    }
    Condition::Any(std::iter::once(test).chain(opaque.into_iter().map(Condition::Opaque)).collect())
}

fn field(input: &FieldToMatch) -> Field {
    match input {
        FieldToMatch::Header(name) => Field::Header(name.clone()),
        FieldToMatch::Other(what) => Field::Other(what.clone()),
    }
}

fn position(input: PositionInput) -> Position {
    match input {
        PositionInput::Exactly => Position::Exactly,
        PositionInput::StartsWith => Position::StartsWith,
        PositionInput::EndsWith => Position::EndsWith,
        PositionInput::Contains => Position::Contains,
        PositionInput::ContainsWord => Position::ContainsWord,
    }
}

/// Transformations by AWS's names in kebab-case.
pub(super) fn transforms(names: &[String]) -> Vec<Transform> {
    names.iter().filter(|name| *name != "none").map(|name| transform(name)).collect()
}

fn transform(name: &str) -> Transform {
    match name {
        "lowercase" => Transform::Lowercase,
        "url-decode" => Transform::UrlDecode,
        "html-entity-decode" => Transform::HtmlEntityDecode,
        "compress-white-space" => Transform::CompressWhiteSpace,
        "cmd-line" => Transform::CmdLine,
        "base64-decode" => Transform::Base64Decode,
        "hex-decode" => Transform::HexDecode,
        "replace-comments" => Transform::ReplaceComments,
        "normalize-path" => Transform::NormalizePath,
        "normalize-path-win" => Transform::NormalizePathWin,
        "remove-nulls" => Transform::RemoveNulls,
        "replace-nulls" => Transform::ReplaceNulls,
        other => Transform::Other(other.to_owned()),
    }
}
