use std::collections::BTreeMap;

use super::read::Reading;
use super::waf::patterns;
use crate::kinds::aws::wafregional::byte_match_set::ByteMatchTuple;
use crate::kinds::aws::wafregional::rule::PredicateType;
use crate::kinds::aws::wafregional::web_acl::{Action, DefaultAction, RuleType};
use crate::kinds::aws::wafregional::{
    FieldToMatch, Position as PositionInput, Transform as TransformInput, byte_match_set, regex_match_set,
    regex_pattern_set, rule, web_acl,
};
use crate::reqpath::Position;
use crate::reqpath::model::{
    AclAction, BlockAnswer, Condition, Field, Matcher, Oversize, Product, Rule, RuleAction, RuleBody, Test, Transform,
    WebAcl,
};
use crate::value::Text;

/// Conditions of the sets of every sort, by id.
type Sets = BTreeMap<String, Condition>;

pub(super) fn acls(reading: &mut Reading<'_>) -> Vec<WebAcl> {
    let sets = sets(reading);
    let rules: BTreeMap<String, rule::Input> = reading
        .all::<rule::Input>("classic-rule")
        .into_iter()
        .map(|(at, input)| (reading.output(&at, "id"), input))
        .collect();
    let mut acls = Vec::new();
    for (at, input) in reading.all::<web_acl::Input>("classic-web-acl") {
        let mut activated: Vec<Rule> = Vec::new();
        for (name, place) in &input.rules {
            let condition = match (rules.get(&reading.texts.plain(&place.rule_id)), place.rule_type) {
                (Some(rule), RuleType::Regular) => of_rule(reading, &sets, rule),
                (_, RuleType::Regular) => Condition::Opaque(format!("rule {}", reading.texts.plain(&place.rule_id))),
                (_, RuleType::RateBased) => Condition::Opaque("a rate-based rule".to_owned()),
                (_, RuleType::Group) => Condition::Opaque("a rule group".to_owned()),
            };
            let action = match place.action {
                Action::Allow => RuleAction::Allow,
                Action::Block => RuleAction::Block(BlockAnswer::default()),
                Action::Count => RuleAction::Count,
                Action::Group => RuleAction::Other("of the group".to_owned()),
            };
            activated.push(Rule {
                name: name.clone(),
                priority: i64::from(place.priority),
                body: RuleBody::When(condition, action),
                labels: Vec::new(),
                inserts: BTreeMap::new(),
            });
        }
        activated.sort_by_key(|rule| rule.priority);
        acls.push(WebAcl {
            arn: reading.output(&at, "arn"),
            id: reading.output(&at, "id"),
            at,
            name: input.name,
            product: Product::Classic,
            rules: activated,
            default: match input.default_action {
                DefaultAction::Allow => AclAction::Allow,
                DefaultAction::Block => AclAction::Block(BlockAnswer::default()),
            },
            inserts: BTreeMap::new(),
        });
    }
    acls
}

/// All predicates must hold; `negated` turns the whole set round. One without predicates matches nothing.
fn of_rule(reading: &Reading<'_>, sets: &Sets, rule: &rule::Input) -> Condition {
    if rule.predicates.is_empty() {
        return Condition::Any(Vec::new());
    }
    let predicates = rule.predicates.values().map(|predicate| {
        let id = reading.texts.plain(&predicate.data);
        let set = match (predicate.kind, sets.get(&id)) {
            (_, Some(set)) => set.clone(),
            (PredicateType::ByteMatch, None) => Condition::Opaque(format!("byte match set {id}")),
            (PredicateType::GeoMatch, None) => Condition::Opaque(format!("geo match set {id}")),
            (PredicateType::IpMatch, None) => Condition::Opaque(format!("IP set {id}")),
            (PredicateType::RegexMatch, None) => Condition::Opaque(format!("regex match set {id}")),
            (PredicateType::SizeConstraint, None) => Condition::Opaque(format!("size constraint set {id}")),
            (PredicateType::SqlInjectionMatch, None) => Condition::Opaque(format!("SQL injection match set {id}")),
            (PredicateType::XssMatch, None) => Condition::Opaque(format!("XSS match set {id}")),
        };
        if predicate.negated { Condition::Not(Box::new(set)) } else { set }
    });
    Condition::All(predicates.collect())
}

fn sets(reading: &mut Reading<'_>) -> Sets {
    let mut sets = Sets::new();
    for (at, input) in reading.all::<byte_match_set::Input>("classic-byte-match-set") {
        let tuples = input.tuples.values().map(|tuple| bytes(reading, tuple)).collect();
        sets.insert(reading.output(&at, "id"), Condition::Any(tuples));
    }
    let pattern_sets: BTreeMap<String, Vec<Text>> = reading
        .all::<regex_pattern_set::Input>("classic-regex-pattern-set")
        .into_iter()
        .map(|(at, input)| (reading.output(&at, "id"), input.patterns))
        .collect();
    for (at, input) in reading.all::<regex_match_set::Input>("classic-regex-match-set") {
        let condition = match &input.tuple {
            None => Condition::Any(Vec::new()),
            Some(tuple) => {
                let id = reading.texts.plain(&tuple.pattern_set);
                match pattern_sets.get(&id) {
                    Some(found) => patterns(reading, field(&tuple.field), transforms(tuple.transform), found),
                    None => Condition::Opaque(format!("regex pattern set {id}")),
                }
            }
        };
        sets.insert(reading.output(&at, "id"), condition);
    }
    sets
}

fn bytes(reading: &Reading<'_>, tuple: &ByteMatchTuple) -> Condition {
    Condition::Part(Test {
        field: field(&tuple.field),
        transforms: transforms(tuple.transform),
        matcher: Matcher::Text(
            match tuple.position {
                PositionInput::Exactly => Position::Exactly,
                PositionInput::StartsWith => Position::StartsWith,
                PositionInput::EndsWith => Position::EndsWith,
                PositionInput::Contains => Position::Contains,
                PositionInput::ContainsWord => Position::ContainsWord,
            },
            reading.texts.phrase(&tuple.target),
        ),
    })
}

fn field(input: &FieldToMatch) -> Field {
    match input {
        FieldToMatch::Header(name) => Field::Header(name.clone()),
        FieldToMatch::QueryArgument(name) => Field::QueryArgument(name.clone()),
        FieldToMatch::AllQueryArguments => Field::QueryArguments,
        FieldToMatch::Path => Field::UriPath,
        FieldToMatch::QueryString => Field::QueryString,
        FieldToMatch::Method => Field::Method,
        // Classic looks at what it can and goes on as if that were all.
        FieldToMatch::Body => Field::Body(Oversize::Continue),
        FieldToMatch::Other(what) => Field::Other(what.clone()),
    }
}

fn transforms(input: TransformInput) -> Vec<Transform> {
    match input {
        TransformInput::None => Vec::new(),
        TransformInput::Lowercase => vec![Transform::Lowercase],
        TransformInput::UrlDecode => vec![Transform::UrlDecode],
        TransformInput::HtmlEntityDecode => vec![Transform::HtmlEntityDecode],
        TransformInput::CompressWhiteSpace => vec![Transform::CompressWhiteSpace],
        TransformInput::CmdLine => vec![Transform::CmdLine],
    }
}
