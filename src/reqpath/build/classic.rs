use std::collections::BTreeMap;

use super::read::Reading;
use super::waf::patterns;
use crate::kinds::aws::wafregional::byte_match_set::ByteMatchTuple;
use crate::kinds::aws::wafregional::rule::{Predicate, PredicateType};
use crate::kinds::aws::wafregional::size_constraint_set::SizeTuple;
use crate::kinds::aws::wafregional::sql_injection_match_set::SqlInjectionTuple;
use crate::kinds::aws::wafregional::web_acl::{Action, DefaultAction, RuleType};
use crate::kinds::aws::wafregional::xss_match_set::XssTuple;
use crate::kinds::aws::wafregional::{
    FieldToMatch, Position as PositionInput, Transform as TransformInput, byte_match_set, condition_set,
    rate_based_rule, regex_match_set, regex_pattern_set, rule, web_acl,
};
use crate::reqpath::Position;
use crate::reqpath::model::{
    AclAction, AddressSet, BlockAnswer, Condition, Field, Matcher, Oversize, Product, Rate, RateKey, Rule, RuleAction,
    RuleBody, SizeTest, Test, Transform, WebAcl,
};
use crate::value::Text;

/// The time in which requests of a rate-based rule are counted, in seconds (aws-facts 17.2).
const WINDOW: u32 = 300;

/// Conditions of the sets of every sort, by id.
type Sets = BTreeMap<String, Condition>;

pub(super) fn acls(reading: &mut Reading<'_>) -> Vec<WebAcl> {
    let sets = sets(reading);
    let rules: BTreeMap<String, rule::Input> = reading
        .all::<rule::Input>("classic-rule")
        .into_iter()
        .map(|(at, input)| (reading.output(&at, "id"), input))
        .collect();
    let rates: BTreeMap<String, rate_based_rule::Input> = reading
        .all::<rate_based_rule::Input>("classic-rate-based-rule")
        .into_iter()
        .map(|(at, input)| (reading.output(&at, "id"), input))
        .collect();
    let mut acls = Vec::new();
    for (at, input) in reading.all::<web_acl::Input>("classic-web-acl") {
        let mut activated: Vec<Rule> = Vec::new();
        for (name, place) in &input.rules {
            let id = reading.texts.plain(&place.rule_id);
            let condition = match place.rule_type {
                RuleType::Regular => rules.get(&id).map(|rule| of_rule(reading, &sets, &rule.predicates)),
                RuleType::RateBased => rates.get(&id).map(|rule| of_rate(reading, &sets, rule)),
                RuleType::Group => None,
            };
            let condition = condition.unwrap_or_else(|| Condition::Opaque(format!("rule {id}")));
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
fn of_rule(reading: &Reading<'_>, sets: &Sets, predicates: &BTreeMap<String, Predicate>) -> Condition {
    if predicates.is_empty() { Condition::Any(Vec::new()) } else { all(reading, sets, predicates) }
}

/// Beyond a number of requests; without predicates all are counted.
fn of_rate(reading: &Reading<'_>, sets: &Sets, rule: &rate_based_rule::Input) -> Condition {
    let narrowed = (!rule.predicates.is_empty()).then(|| Box::new(all(reading, sets, &rule.predicates)));
    let limit = u64::try_from(rule.limit).unwrap_or_default();
    Condition::Rate(Rate { limit, window: WINDOW, per: vec![RateKey::Address], narrowed })
}

fn all(reading: &Reading<'_>, sets: &Sets, predicates: &BTreeMap<String, Predicate>) -> Condition {
    let predicates = predicates.values().map(|predicate| {
        let id = reading.texts.plain(&predicate.data);
        let set = sets.get(&id).cloned().unwrap_or_else(|| {
            Condition::Opaque(match predicate.kind {
                PredicateType::ByteMatch => format!("byte match set {id}"),
                PredicateType::GeoMatch => format!("geo match set {id}"),
                PredicateType::IpMatch => format!("IP set {id}"),
                PredicateType::RegexMatch => format!("regex match set {id}"),
                PredicateType::SizeConstraint => format!("size constraint set {id}"),
                PredicateType::SqlInjectionMatch => format!("SQL injection match set {id}"),
                PredicateType::XssMatch => format!("XSS match set {id}"),
            })
        });
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
    plain_sets(reading, &mut sets);
    sets
}

/// Sets that hold neither secrets nor references.
fn plain_sets(reading: &mut Reading<'_>, sets: &mut Sets) {
    for (at, input) in reading.all::<condition_set::Input<String>>("classic-geo-match-set") {
        let condition = Condition::Country { countries: input.items, forwarded: None };
        sets.insert(reading.output(&at, "id"), condition);
    }
    for (at, input) in reading.all::<condition_set::Input<String>>("classic-ip-set") {
        let set = AddressSet { name: at.to_string(), ranges: Some(input.items.into_iter().collect()) };
        sets.insert(reading.output(&at, "id"), Condition::Address { set, forwarded: None });
    }
    let part = |field: &FieldToMatch, transform, matcher| {
        Condition::Part(Test { field: self::field(field), transforms: transforms(transform), matcher })
    };
    for (at, input) in reading.all::<condition_set::Input<SizeTuple>>("classic-size-constraint-set") {
        let any = input.items.iter().map(|tuple| match size(&tuple.comparison) {
            Some(how) => {
                let matcher = Matcher::Size(how, u64::try_from(tuple.size).unwrap_or_default());
                match &tuple.field {
                    FieldToMatch::Body => Condition::Part(Test {
                        field: Field::WholeBody,
                        transforms: transforms(tuple.transform),
                        matcher,
                    }),
                    field => part(field, tuple.transform, matcher),
                }
            }
            None => Condition::Opaque(format!("comparison {}", tuple.comparison)),
        });
        sets.insert(reading.output(&at, "id"), Condition::Any(any.collect()));
    }
    for (at, input) in reading.all::<condition_set::Input<SqlInjectionTuple>>("classic-sql-injection-match-set") {
        let any = input.items.iter().map(|tuple| part(&tuple.field, tuple.transform, Matcher::Sql));
        sets.insert(reading.output(&at, "id"), Condition::Any(any.collect()));
    }
    for (at, input) in reading.all::<condition_set::Input<XssTuple>>("classic-xss-match-set") {
        let any = input.items.iter().map(|tuple| part(&tuple.field, tuple.transform, Matcher::Script));
        sets.insert(reading.output(&at, "id"), Condition::Any(any.collect()));
    }
}

fn size(comparison: &str) -> Option<SizeTest> {
    Some(match comparison {
        "EQ" => SizeTest::Eq,
        "NE" => SizeTest::Ne,
        "LE" => SizeTest::Le,
        "LT" => SizeTest::Lt,
        "GE" => SizeTest::Ge,
        "GT" => SizeTest::Gt,
        _ => return None,
    })
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
        // What is beyond the limit is not looked at.
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
