use std::collections::{BTreeMap, BTreeSet};

use super::super::Desired;
use super::super::lower::Lowering;
use super::home::Home;
use super::logging;
use super::rule::pattern;
use super::set::{Addresses, networks};
use crate::diag::Span;
use crate::kinds::aws::wafregional::byte_match_set::ByteMatchTuple;
use crate::kinds::aws::wafregional::condition_set::{ConditionSet, Conditions};
use crate::kinds::aws::wafregional::geo_match_set::GeoMatchSets;
use crate::kinds::aws::wafregional::ip_set::IpSets;
use crate::kinds::aws::wafregional::regex_match_set::RegexMatchTuple;
use crate::kinds::aws::wafregional::rule::{Predicate, PredicateType};
use crate::kinds::aws::wafregional::size_constraint_set::{SizeConstraintSets, SizeTuple};
use crate::kinds::aws::wafregional::sql_injection_match_set::{SqlInjectionMatchSets, SqlInjectionTuple};
use crate::kinds::aws::wafregional::web_acl::{Action, ActivatedRule, DefaultAction, RuleType};
use crate::kinds::aws::wafregional::xss_match_set::{XssMatchSets, XssTuple};
use crate::kinds::aws::wafregional::{
    ClassicByteMatchSet, ClassicRateBasedRule, ClassicRegexMatchSet, ClassicRegexPatternSet, ClassicRule,
    ClassicWebAcl, FieldToMatch, Position, Transform, byte_match_set, condition_set, rate_based_rule, regex_match_set,
    regex_pattern_set, rule, web_acl,
};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::waf::classic::{self, ClassicSet};
use crate::spec::waf::{Comparison, IpSource, PartTest, RequestPart, RuleBody, Test, TextTest};
use crate::spec::{self, RuleAction, Template, Waf};
use crate::value::Text;

/// A Classic web ACL is itself, its rules, and a set for every test of a rule.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Waf) {
    let addr = BlockAddr::new("waf", &block.name.value);
    let name = at.physical_name(&addr, block.physical_name.as_ref());
    let region = at.region();
    let mut activated = BTreeMap::new();
    for wanted in &block.rules {
        let rule_id = addr.resource(&format!("rule/{}", wanted.name.value));
        let rule_name = format!("{name}-{}", wanted.name.value);
        let mut predicates = BTreeMap::new();
        for (index, predicate) in classic::predicates(wanted).0.iter().enumerate() {
            let part = format!("{}-{}", wanted.name.value, index + 1);
            let place = Place { addr: &addr, region: &region, name: &format!("{name}-{part}"), part: &part };
            let (set, kind) = set(at, &place, &predicate.set, predicate.span);
            let data = Text::reference(&set, "id");
            let key = format!("{} {}", called(&predicate.set), index + 1);
            predicates.insert(key, Predicate { data, kind, negated: predicate.negated });
        }
        let (metric_name, name) = (metric(&rule_name), rule_name);
        let (region, token) = (region.clone(), String::new());
        let rule_type = match &wanted.body {
            RuleBody::Rate(rate) => {
                let limit = i64::from(rate.limit.value);
                let input = rate_based_rule::Input { region, name, metric_name, limit, predicates, token };
                at.want(Desired::new::<ClassicRateBasedRule>(rule_id.clone(), &input, wanted.span));
                RuleType::RateBased
            }
            RuleBody::Statements(_) | RuleBody::Managed(_) | RuleBody::Group(_) => {
                let input = rule::Input { region, name, metric_name, predicates, token };
                at.want(Desired::new::<ClassicRule>(rule_id.clone(), &input, wanted.span));
                RuleType::Regular
            }
        };
        let rule = ActivatedRule {
            priority: i32::try_from(wanted.priority.value).unwrap_or(i32::MAX),
            action: match wanted.action.map(|action| action.value) {
                Some(RuleAction::Allow) => Action::Allow,
                Some(RuleAction::Block) => Action::Block,
                // The others have been complained about: Classic has no word for them.
                Some(RuleAction::Count | RuleAction::Captcha | RuleAction::Challenge) | None => Action::Count,
            },
            rule_id: Text::reference(&rule_id, "id"),
            rule_type,
        };
        activated.insert(wanted.name.value.clone(), rule);
    }
    let input = web_acl::Input {
        region,
        metric_name: metric(&name),
        name,
        default_action: match block.default.value {
            spec::DefaultAction::Allow => DefaultAction::Allow,
            spec::DefaultAction::Block => DefaultAction::Block,
        },
        rules: activated,
        token: String::new(),
    };
    at.want(
        Desired::new::<ClassicWebAcl>(addr.resource("web-acl"), &input, block.span)
            .written("default-action", block.default.span),
    );
    if let Some(wanted) = &block.logging {
        logging::classic(at, block, wanted);
    }
}

/// What a web ACL offers to `${waf.NAME.…}`.
pub(in super::super) fn attr(block: &BlockAddr, attr: &str) -> Option<Text> {
    matches!(attr, "id" | "arn").then(|| Text::reference(&block.resource("web-acl"), attr))
}

/// Where a set belongs, and what it is called.
struct Place<'p> {
    addr: &'p BlockAddr,
    region: &'p str,
    /// The physical name.
    name: &'p str,
    /// The end of the resource's name.
    part: &'p str,
}

impl Place<'_> {
    fn id(&self, kind: &str) -> ResourceId {
        self.addr.resource(&format!("{kind}/{}", self.part))
    }
}

/// The set of a predicate.
fn set(at: &mut Lowering<'_>, place: &Place<'_>, set: &ClassicSet<'_>, span: Span) -> (ResourceId, PredicateType) {
    match set {
        ClassicSet::Bytes(tests) => (bytes(at, place, tests, span), PredicateType::ByteMatch),
        ClassicSet::Regex(test) => (regex(at, place, test), PredicateType::RegexMatch),
        ClassicSet::Sizes(tests) => {
            let items = tests.iter().filter_map(|test| match &test.test {
                Test::Size { comparison, bytes } => Some(SizeTuple {
                    field: field(&test.part),
                    comparison: compared(*comparison).to_owned(),
                    size: bytes.value,
                    transform: transform(test),
                }),
                _ => None,
            });
            let id = want::<SizeConstraintSets>(at, place, "size-constraint-set", items.collect(), span);
            (id, PredicateType::SizeConstraint)
        }
        ClassicSet::Sqli(tests) => {
            let tuple = |test: &&PartTest| SqlInjectionTuple { field: field(&test.part), transform: transform(test) };
            let items = tests.iter().map(tuple).collect();
            let id = want::<SqlInjectionMatchSets>(at, place, "sql-injection-match-set", items, span);
            (id, PredicateType::SqlInjectionMatch)
        }
        ClassicSet::Xss(tests) => {
            let tuple = |test: &&PartTest| XssTuple { field: field(&test.part), transform: transform(test) };
            let items = tests.iter().map(tuple).collect();
            (want::<XssMatchSets>(at, place, "xss-match-set", items, span), PredicateType::XssMatch)
        }
        ClassicSet::Countries(tests) => {
            let items = tests.iter().flat_map(|test| &test.countries).map(|code| code.value.clone()).collect();
            (want::<GeoMatchSets>(at, place, "geo-match-set", items, span), PredicateType::GeoMatch)
        }
        ClassicSet::Ips(tests) => {
            let shared = tests.iter().find_map(|test| match &test.among {
                IpSource::Set(set) => Some(Home::Classic.resource(&set.value, "ip-set")),
                IpSource::Here(_) => None,
            });
            let id = shared.unwrap_or_else(|| {
                let here = tests.iter().filter_map(|test| match &test.among {
                    IpSource::Here(addresses) => Some(addresses),
                    IpSource::Set(_) => None,
                });
                let addresses: Vec<Template> = here.flatten().cloned().collect();
                own_ip_set(at, place.id("ip-set"), place.name, &addresses, span)
            });
            (id, PredicateType::IpMatch)
        }
    }
}

/// A set that holds neither secrets nor references.
fn want<C: Conditions>(
    at: &mut Lowering<'_>,
    place: &Place<'_>,
    kind: &str,
    items: BTreeSet<C::Item>,
    span: Span,
) -> ResourceId {
    let id = place.id(kind);
    let (region, name) = (place.region.to_owned(), place.name.to_owned());
    let input = condition_set::Input { region, name, items, token: String::new() };
    at.want(Desired::new::<ConditionSet<C>>(id.clone(), &input, span));
    id
}

fn own_ip_set(at: &mut Lowering<'_>, id: ResourceId, name: &str, addresses: &[Template], span: Span) -> ResourceId {
    let Addresses { v4, v6 } = networks(at, addresses);
    let items = v4.iter().chain(&v6).map(ToString::to_string).collect();
    let input = condition_set::Input { region: at.region(), name: name.to_owned(), items, token: String::new() };
    at.want(Desired::new::<ConditionSet<IpSets>>(id.clone(), &input, span));
    id
}

/// A shared set of addresses.
pub(super) fn ip_set(
    at: &mut Lowering<'_>,
    block: &BlockAddr,
    (part, name): (&str, &str),
    addresses: &[Template],
    span: Span,
) -> ResourceId {
    own_ip_set(at, Home::Classic.resource(block, part), name, addresses, span)
}

fn bytes(at: &mut Lowering<'_>, place: &Place<'_>, tests: &[&PartTest], span: Span) -> ResourceId {
    let id = place.id("byte-match-set");
    let mut tuples = BTreeMap::new();
    for test in tests {
        let Test::Text { how, value } = &test.test else { continue };
        let position = match how {
            TextTest::Equals => Position::Exactly,
            TextTest::Contains => Position::Contains,
            TextTest::StartsWith => Position::StartsWith,
            TextTest::EndsWith => Position::EndsWith,
            TextTest::Word => Position::ContainsWord,
        };
        let tuple =
            ByteMatchTuple { field: field(&test.part), position, target: at.text(value), transform: transform(test) };
        let name = part_name(&test.part);
        let taken = tuples.keys().filter(|key: &&String| key.starts_with(&name)).count();
        tuples.insert(if taken == 0 { name } else { format!("{name} {}", taken + 1) }, tuple);
    }
    let (region, name) = (place.region.to_owned(), place.name.to_owned());
    let input = byte_match_set::Input { region, name, tuples, token: String::new() };
    at.want(Desired::new::<ClassicByteMatchSet>(id.clone(), &input, span));
    id
}

fn regex(at: &mut Lowering<'_>, place: &Place<'_>, test: &PartTest) -> ResourceId {
    let patterns = match &test.test {
        Test::MatchesSet(set) => Home::Classic.resource(&set.value, "regex-pattern-set"),
        _ => {
            let id = place.id("regex-pattern-set");
            pattern_set(at, id.clone(), place.name, test.values().into_iter(), test.span);
            id
        }
    };
    let id = place.id("regex-match-set");
    let pattern_set = Text::reference(&patterns, "id");
    let tuple = Some(RegexMatchTuple { field: field(&test.part), transform: transform(test), pattern_set });
    let (region, name) = (place.region.to_owned(), place.name.to_owned());
    let input = regex_match_set::Input { region, name, tuple, token: String::new() };
    at.want(Desired::new::<ClassicRegexMatchSet>(id.clone(), &input, test.span));
    id
}

/// The expressions of a test, or of a shared set.
pub(super) fn pattern_set<'t>(
    at: &mut Lowering<'_>,
    id: ResourceId,
    name: &str,
    values: impl Iterator<Item = &'t Template>,
    span: Span,
) {
    let patterns = values.map(|value| pattern(at, value)).collect();
    let input = regex_pattern_set::Input { region: at.region(), name: name.to_owned(), patterns, token: String::new() };
    at.want(Desired::new::<ClassicRegexPatternSet>(id, &input, span));
}

/// Classic knows fewer parts of a request; others have been complained about.
fn field(part: &RequestPart) -> FieldToMatch {
    match part {
        RequestPart::Header(name) => FieldToMatch::Header(name.value.to_ascii_lowercase()),
        RequestPart::Argument(name) => FieldToMatch::QueryArgument(name.value.to_ascii_lowercase()),
        RequestPart::Arguments => FieldToMatch::AllQueryArguments,
        RequestPart::Path => FieldToMatch::Path,
        RequestPart::QueryString => FieldToMatch::QueryString,
        RequestPart::Method => FieldToMatch::Method,
        RequestPart::Body(_) => FieldToMatch::Body,
        RequestPart::Fragment(_)
        | RequestPart::JsonBody { .. }
        | RequestPart::Headers { .. }
        | RequestPart::Cookies { .. }
        | RequestPart::HeaderOrder(_)
        | RequestPart::Ja3(_)
        | RequestPart::Ja4(_) => FieldToMatch::Other("unknown".to_owned()),
    }
}

/// What a part is called among others of a set or rule.
fn part_name(part: &RequestPart) -> String {
    match field(part) {
        FieldToMatch::Header(name) => name,
        FieldToMatch::QueryArgument(name) => format!("argument {name}"),
        FieldToMatch::AllQueryArguments => "arguments".to_owned(),
        FieldToMatch::Path => "path".to_owned(),
        FieldToMatch::QueryString => "query-string".to_owned(),
        FieldToMatch::Method => "method".to_owned(),
        FieldToMatch::Body => "body".to_owned(),
        FieldToMatch::Other(name) => name,
    }
}

/// What a predicate is called in its rule.
fn called(set: &ClassicSet<'_>) -> String {
    match set {
        ClassicSet::Bytes(tests) | ClassicSet::Sizes(tests) | ClassicSet::Sqli(tests) | ClassicSet::Xss(tests) => {
            tests.first().map_or(String::new(), |test| part_name(&test.part))
        }
        ClassicSet::Regex(test) => part_name(&test.part),
        ClassicSet::Ips(_) => "ip".to_owned(),
        ClassicSet::Countries(_) => "country".to_owned(),
    }
}

fn compared(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "EQ",
        Comparison::NotEqual => "NE",
        Comparison::Less => "LT",
        Comparison::AtMost => "LE",
        Comparison::Greater => "GT",
        Comparison::AtLeast => "GE",
    }
}

/// Classic runs at most one transformation, and knows five; others have been complained about.
fn transform(test: &PartTest) -> Transform {
    test.transforms.first().map_or(Transform::None, |wanted| match wanted.value {
        spec::Transform::Lowercase => Transform::Lowercase,
        spec::Transform::UrlDecode => Transform::UrlDecode,
        spec::Transform::HtmlEntityDecode => Transform::HtmlEntityDecode,
        spec::Transform::CompressWhiteSpace => Transform::CompressWhiteSpace,
        spec::Transform::CmdLine => Transform::CmdLine,
        _ => Transform::None,
    })
}

/// Classic metric names: letters and digits only, at most 128.
fn metric(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).take(128).collect()
}
