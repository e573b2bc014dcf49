use super::waf_pattern;
use crate::diag::{Diagnostic, Problems, Span};
use crate::spec::waf::{RequestPart, RuleBody, RuleGroup, Test, What};
use crate::spec::{Gaps, PartTest, Spec, Template, Waf, WafRule, WafVersion};

/// What one of the two products takes (aws-facts 17.2, 17.3, 20).
pub(super) struct Limits {
    product: &'static str,
    /// Bytes of a compared text.
    pub(super) text: usize,
    /// Characters of a regular expression.
    pub(super) regex: usize,
    /// Characters of a header name.
    header: usize,
    transforms: usize,
    rules: usize,
    rates: usize,
}

const CLASSIC: Limits =
    Limits { product: "WAF Classic", text: 50, regex: 70, header: 40, transforms: 1, rules: 10, rates: 5 };
// AWS documents no number of rules; the capacity units bound it.
const V2: Limits =
    Limits { product: "WAF", text: 200, regex: 200, header: 64, transforms: 10, rules: usize::MAX, rates: 10 };
const GROUP: Limits =
    Limits { product: "WAF", text: 200, regex: 200, header: 64, transforms: 10, rules: usize::MAX, rates: 4 };

/// The limits of a web ACL's product.
pub(super) fn limits_of(waf: &Waf) -> Limits {
    match waf.version.value {
        WafVersion::V2 => V2,
        WafVersion::Classic => CLASSIC,
    }
}

/// E0506: more than the product of a web ACL takes.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    // Which limits hold depends on the product.
    for waf in spec.wafs.values().filter(|waf| !gaps.value(waf.version.span)) {
        let of = Of { limits: limits_of(waf), name: format!("waf.{}", waf.name.value), version: waf.version.value };
        rules(spec, &of, &waf.rules, problems);
    }
    for RuleGroup { name, rules: own, .. } in spec.rule_groups.values() {
        let of = Of { limits: GROUP, name: format!("rule-group.{}", name.value), version: WafVersion::V2 };
        rules(spec, &of, own, problems);
    }
    for (pattern, span) in waf_pattern::of_groups(spec).filter(|(pattern, _)| pattern.chars().count() > GROUP_REGEX) {
        let said = format!("WAF takes at most {GROUP_REGEX} characters of a regular expression");
        let problem = Diagnostic::error("E0506", said)
            .at(span, format!("{} are given", pattern.chars().count()))
            .help("shorten it");
        problems.push(problem);
    }
    for set in spec.ip_sets.values() {
        if let Some(extra) = set.addresses.get(ADDRESSES) {
            let said = format!("an IP set takes at most {ADDRESSES} blocks of addresses");
            let problem = Diagnostic::error("E0506", said)
                .at(extra.span, format!("{} in `ip-set.{}`", set.addresses.len(), set.name.value))
                .help("make two sets of it, and look in `any { … }` of them");
            problems.push(problem);
        }
    }
    for set in spec.regex_sets.values() {
        if let Some(extra) = set.patterns.get(PATTERNS) {
            let said = format!("a regex set takes at most {PATTERNS} regular expressions");
            let problem = Diagnostic::error("E0506", said)
                .at(extra.span, format!("{} in `regex-set.{}`", set.patterns.len(), set.name.value))
                .help("make two sets of it, and look in `any { … }` of them");
            problems.push(problem);
        }
    }
}

/// Characters of an expression that a managed group is told.
const GROUP_REGEX: usize = 512;
/// Patterns in one regex pattern set, of both products.
const PATTERNS: usize = 10;
/// Blocks of addresses in one IP set, of both products.
const ADDRESSES: usize = 10_000;
/// Characters of an argument's name, of both products.
const ARGUMENT: usize = 30;
/// Countries of one statement.
const COUNTRIES: usize = 50;

/// Whose limits are judged.
struct Of {
    limits: Limits,
    /// Its address.
    name: String,
    version: WafVersion,
}

fn rules(spec: &Spec, of: &Of, rules: &[WafRule], problems: &mut Problems) {
    if let Some(rule) = rules.get(of.limits.rules) {
        problems.push(over(of, "rules in a web ACL", rules.len(), of.limits.rules, rule.span));
    }
    let rates: Vec<&WafRule> = rules.iter().filter(|rule| matches!(rule.body, RuleBody::Rate(_))).collect();
    if let Some(rule) = rates.get(of.limits.rates) {
        problems.push(over(of, "rate limits together", rates.len(), of.limits.rates, rule.span));
    }
    for rule in rules {
        for test in rule.tests() {
            part_test(spec, of, test, problems);
        }
        for statement in rule.statements() {
            if let What::Country(test) = &statement.what
                && let Some(extra) = test.countries.get(COUNTRIES)
            {
                problems.push(over(of, "countries in one statement", test.countries.len(), COUNTRIES, extra.span));
            }
        }
    }
}

fn part_test(spec: &Spec, of: &Of, test: &PartTest, problems: &mut Problems) {
    let limits = &of.limits;
    let named = match &test.part {
        RequestPart::Header(name) => Some((name, limits.header, "characters of a header's name")),
        RequestPart::Argument(name) => Some((name, ARGUMENT, "characters of an argument's name")),
        _ => None,
    };
    if let Some((name, limit, what)) = named {
        let length = name.value.chars().count();
        if length > limit {
            problems.push(over(of, what, length, limit, name.span));
        }
    }
    if let Some(extra) = test.transforms.get(limits.transforms) {
        let found = test.transforms.len();
        problems.push(over(of, "transformations of one test", found, limits.transforms, extra.span));
    }
    if let Test::Matches { alternatives, .. } = &test.test
        && let Some(extra) = alternatives.get(PATTERNS - 1)
    {
        let found = alternatives.len() + 1;
        problems.push(over(of, "regular expressions in one test", found, PATTERNS, extra.span));
    }
    let as_regex = matches!(test.test, Test::Matches { .. } | Test::MatchesSet(_));
    let shared = match &test.test {
        Test::MatchesSet(set) => spec.regex_sets.get(set.value.name()),
        _ => None,
    };
    for value in test.values().into_iter().chain(shared.into_iter().flat_map(|set| &set.patterns)) {
        value_limits(spec, of, as_regex, value, problems);
    }
}

fn value_limits(spec: &Spec, of: &Of, as_regex: bool, value: &Template, problems: &mut Problems) {
    let limits = &of.limits;
    if let Some(text) = value.as_literal() {
        let (what, length, limit) = if as_regex {
            ("characters of a regular expression", text.chars().count(), limits.regex)
        } else {
            ("bytes of a compared text", text.len(), limits.text)
        };
        if length > limit {
            problems.push(over(of, what, length, limit, value.span));
        }
    }
    // A secret's value is not known here, but the shortest one that is allowed is.
    for secret in value.secrets() {
        let Some(declared) = spec.secrets.get(secret.value) else { continue };
        let least = declared.min_length.value as usize;
        if least > limits.text {
            let problem = over(of, "bytes of a compared text", least, limits.text, secret.span)
                .at(declared.min_length.span, format!("every value has at least {least} characters"));
            problems.push(problem);
        }
    }
}

fn over(of: &Of, what: &str, found: usize, limit: usize, span: Span) -> Diagnostic {
    Diagnostic::error("E0506", format!("{} takes at most {limit} {what}", of.limits.product))
        .at(span, format!("{found} in `{}`", of.name))
        .help(match of.version {
            WafVersion::Classic => "shorten it, or use `version=\"v2\"`, which takes more",
            WafVersion::V2 => "shorten it",
        })
}
