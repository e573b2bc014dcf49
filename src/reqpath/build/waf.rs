use std::collections::{BTreeMap, BTreeSet};

use super::managed_groups;
use super::read::Reading;
use super::waf_part as part;
use crate::kinds::aws::wafv2::statement::{
    Action, Comparison, DefaultAction, Fallback, Forwarded, LabelScope as LabelScopeInput, Response, ResponseBody,
    Rule as RuleInput, Statement, Words as _,
};
use crate::kinds::aws::wafv2::{ip_set, regex_set, rule_group, web_acl};
use crate::reqpath::Phrase;
use crate::reqpath::model::{
    AclAction, AddressSet, BlockAnswer, Condition, Field, Group, LabelScope, Matcher, Product, Rate, Rule, RuleAction,
    RuleBody, SizeTest, Test, Transform, WebAcl,
};
use crate::value::Text;

/// What rules refer to, by ARN.
struct Around {
    account: String,
    patterns: BTreeMap<String, Vec<Text>>,
    addresses: BTreeMap<String, AddressSet>,
    groups: BTreeMap<String, rule_group::Input>,
}

/// Where a rule stands: what labels of its context begin with, and the bodies its answers may have.
struct Place<'p> {
    context: String,
    bodies: &'p BTreeMap<String, ResponseBody>,
}

pub(super) fn acls(reading: &mut Reading<'_>) -> Vec<WebAcl> {
    let patterns = reading.all::<regex_set::Input>("wafv2-regex-set");
    let addresses = reading.all::<ip_set::Input>("wafv2-ip-set");
    let groups = reading.all::<rule_group::Input>("wafv2-rule-group");
    let around = Around {
        account: reading.account.to_owned(),
        patterns: patterns.into_iter().map(|(at, input)| (reading.output(&at, "arn"), input.patterns)).collect(),
        addresses: addresses
            .into_iter()
            .map(|(at, input)| {
                let set = AddressSet { name: at.to_string(), ranges: Some(input.addresses.into_iter().collect()) };
                (reading.output(&at, "arn"), set)
            })
            .collect(),
        groups: groups.into_iter().map(|(at, input)| (reading.output(&at, "arn"), input)).collect(),
    };
    let mut acls = Vec::new();
    for (at, input) in reading.all::<web_acl::Input>("wafv2-web-acl") {
        let context = format!("awswaf:{}:webacl:{}:", around.account, input.name);
        let place = Place { context, bodies: &input.response_bodies };
        acls.push(WebAcl {
            arn: reading.output(&at, "arn"),
            id: reading.output(&at, "id"),
            at,
            product: Product::V2,
            rules: rules(reading, &around, &place, &input.rules),
            default: match &input.default_action {
                DefaultAction::Allow => AclAction::Allow,
                DefaultAction::Block => AclAction::Block(answer(&place, input.response.as_ref())),
                DefaultAction::Other(what) => AclAction::Other(what.clone()),
            },
            inserts: inserted(&input.insert_headers),
            name: input.name,
        });
    }
    acls
}

fn rules(reading: &Reading<'_>, around: &Around, place: &Place<'_>, inputs: &BTreeMap<String, RuleInput>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = inputs.iter().map(|(name, input)| rule(reading, around, place, name, input)).collect();
    rules.sort_by_key(|rule| rule.priority);
    rules
}

fn rule(reading: &Reading<'_>, around: &Around, place: &Place<'_>, name: &str, input: &RuleInput) -> Rule {
    let only_counts = input.action == Action::Count;
    let body = match &input.statement {
        Statement::ManagedGroup(group) => RuleBody::Group(Group {
            name: format!("{}/{}", group.vendor, group.name),
            rules: None,
            intent: managed_groups::intent(&group.vendor, &group.name).to_owned(),
            narrowed: group.scope_down.as_deref().map(|inner| condition(reading, around, place, inner)),
            only_counts,
            instead: group
                .overrides
                .iter()
                .map(|(rule, one)| (rule.clone(), action(one, BlockAnswer::default())))
                .collect(),
        }),
        Statement::RuleGroup(group) => {
            let arn = reading.texts.plain(&group.group);
            let found = around.groups.get(&arn);
            RuleBody::Group(Group {
                name: found.map_or_else(|| arn.clone(), |group| group.name.clone()),
                rules: found.map(|group| {
                    let context = format!("awswaf:{}:rulegroup:{}:", around.account, group.name);
                    rules(reading, around, &Place { context, bodies: &group.response_bodies }, &group.rules)
                }),
                intent: String::new(),
                narrowed: None,
                only_counts,
                instead: group
                    .overrides
                    .iter()
                    .map(|(rule, one)| (rule.clone(), action(one, BlockAnswer::default())))
                    .collect(),
            })
        }
        statement => RuleBody::When(
            condition(reading, around, place, statement),
            action(&input.action, answer(place, input.response.as_ref())),
        ),
    };
    Rule {
        name: name.to_owned(),
        priority: i64::from(input.priority),
        body,
        labels: input.labels.iter().map(|label| format!("{}{label}", place.context)).collect(),
        inserts: inserted(&input.insert_headers),
    }
}

/// AWS puts this before the names of headers that rules insert (aws-facts 17.3).
fn inserted(headers: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    headers.iter().map(|(name, value)| (format!("x-amzn-waf-{name}"), value.clone())).collect()
}

fn action(input: &Action, answer: BlockAnswer) -> RuleAction {
    match input {
        Action::Allow => RuleAction::Allow,
        Action::Block => RuleAction::Block(answer),
        Action::Count => RuleAction::Count,
        Action::Captcha => RuleAction::Captcha,
        Action::Challenge => RuleAction::Challenge,
        Action::Group => RuleAction::Other("of a group".to_owned()),
        Action::Other(what) => RuleAction::Other(what.clone()),
    }
}

fn answer(place: &Place<'_>, response: Option<&Response>) -> BlockAnswer {
    let Some(response) = response else { return BlockAnswer::default() };
    let body = response.body.as_ref().and_then(|key| place.bodies.get(key));
    BlockAnswer {
        status: u16::try_from(response.status).ok(),
        headers: response.headers.clone(),
        body: body.map(|body| {
            let media_type = match body.content_type.as_str() {
                "TEXT_HTML" => "text/html",
                "APPLICATION_JSON" => "application/json",
                _ => "text/plain",
            };
            (media_type.to_owned(), body.content.clone())
        }),
    }
}

fn condition(reading: &Reading<'_>, around: &Around, place: &Place<'_>, statement: &Statement) -> Condition {
    let inner = |statement: &Statement| condition(reading, around, place, statement);
    let test = |field, transforms: &[String], matcher| {
        Condition::Part(Test { field: part::field(field), transforms: part::transforms(transforms), matcher })
    };
    let header = |forwarded: &Option<Forwarded>| {
        forwarded.as_ref().map(|one| (one.header.clone(), one.fallback == Fallback::Match))
    };
    match statement {
        Statement::And(all) => Condition::All(all.iter().map(inner).collect()),
        Statement::Or(any) => Condition::Any(any.iter().map(inner).collect()),
        Statement::Not(one) => Condition::Not(Box::new(inner(one))),
        Statement::ByteMatch(one) => {
            let text = Matcher::Text(part::position(one.position), reading.texts.phrase(&one.search));
            test(&one.field, &one.transforms, text)
        }
        Statement::RegexMatch(one) => {
            let texts = std::slice::from_ref(&one.pattern);
            patterns(reading, part::field(&one.field), part::transforms(&one.transforms), texts)
        }
        Statement::RegexSet(one) => {
            let set = reading.texts.plain(&one.set);
            match around.patterns.get(&set) {
                Some(texts) => patterns(reading, part::field(&one.field), part::transforms(&one.transforms), texts),
                None => Condition::Opaque(format!("pattern set {set}")),
            }
        }
        Statement::SizeConstraint(one) => {
            let how = match one.comparison {
                Comparison::Eq => SizeTest::Eq,
                Comparison::Ne => SizeTest::Ne,
                Comparison::Le => SizeTest::Le,
                Comparison::Lt => SizeTest::Lt,
                Comparison::Ge => SizeTest::Ge,
                Comparison::Gt => SizeTest::Gt,
            };
            test(&one.field, &one.transforms, Matcher::Size(how, u64::try_from(one.size).unwrap_or_default()))
        }
        Statement::SqliMatch(one) => test(&one.field, &one.transforms, Matcher::Sql),
        Statement::XssMatch(one) => test(&one.field, &one.transforms, Matcher::Script),
        Statement::GeoMatch(one) => {
            Condition::Country { countries: one.countries.iter().cloned().collect(), forwarded: header(&one.forwarded) }
        }
        Statement::IpSet(one) => {
            let set = reading.texts.plain(&one.set);
            let position = one.position.map_or("FIRST", |position| position.aws()).to_owned();
            Condition::Address {
                set: around.addresses.get(&set).cloned().unwrap_or(AddressSet { name: set, ranges: None }),
                forwarded: header(&one.forwarded).map(|(header, fallback)| (header, fallback, position)),
            }
        }
        Statement::AsnMatch(one) => Condition::System {
            numbers: one.asns.clone(),
            forwarded: one.forwarded.as_ref().map(|one| one.header.clone()),
        },
        Statement::LabelMatch(one) => Condition::Label {
            key: reading.texts.plain(&one.key),
            scope: match one.scope {
                LabelScopeInput::Label => LabelScope::Label,
                LabelScopeInput::Namespace => LabelScope::Namespace,
            },
            context: place.context.clone(),
        },
        Statement::RateBased(one) => Condition::Rate(Rate {
            limit: u64::try_from(one.limit).unwrap_or_default(),
            window: u32::try_from(one.window).unwrap_or_default(),
            per: part::rate_keys(&one.per, one.forwarded.as_ref()),
            narrowed: one.scope_down.as_deref().map(|scope| Box::new(inner(scope))),
        }),
        Statement::ManagedGroup(group) => Condition::Opaque(format!("group {}/{}", group.vendor, group.name)),
        Statement::RuleGroup(group) => Condition::Opaque(format!("group {}", reading.texts.plain(&group.group))),
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
