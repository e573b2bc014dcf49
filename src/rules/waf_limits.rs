use crate::diag::{Diagnostic, Problems, Span};
use crate::spec::{Gaps, HeaderTest, Spec, Template, Test, Waf, WafVersion};

/// What one of the two products takes (aws-facts 17.2, 17.3, 20).
struct Limits {
    product: &'static str,
    /// Bytes of a compared text.
    text: usize,
    /// Characters of a regular expression.
    regex: usize,
    /// Characters of a header name.
    header: usize,
    transforms: usize,
    rules: usize,
}

const CLASSIC: Limits = Limits { product: "WAF Classic", text: 50, regex: 70, header: 40, transforms: 1, rules: 10 };
// AWS documents no number of rules; the capacity units bound it.
const V2: Limits = Limits { product: "WAF", text: 200, regex: 200, header: 64, transforms: 10, rules: usize::MAX };

/// E0506: more than the product of a web ACL takes.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    // Which limits hold depends on the product.
    for waf in spec.wafs.values().filter(|waf| !gaps.value(waf.version.span)) {
        let limits = match waf.version.value {
            WafVersion::V2 => V2,
            WafVersion::Classic => CLASSIC,
        };
        if let Some(rule) = waf.rules.get(limits.rules) {
            problems.push(over(&limits, waf, "rules in a web ACL", waf.rules.len(), limits.rules, rule.span));
        }
        for test in waf.rules.iter().flat_map(|rule| &rule.headers) {
            header_test(spec, waf, test, &limits, problems);
        }
    }
}

/// Patterns in one regex pattern set.
const PATTERNS: usize = 10;

fn header_test(spec: &Spec, waf: &Waf, test: &HeaderTest, limits: &Limits, problems: &mut Problems) {
    let name = test.header.value.chars().count();
    if name > limits.header {
        problems.push(over(limits, waf, "characters of a header's name", name, limits.header, test.header.span));
    }
    if let Some(extra) = test.transforms.get(limits.transforms) {
        problems.push(over(
            limits,
            waf,
            "transformations of one test",
            test.transforms.len(),
            limits.transforms,
            extra.span,
        ));
    }
    // Both products: ten patterns in a regex pattern set.
    if let Some(extra) = test.alternatives.get(PATTERNS - 1) {
        let found = test.alternatives.len() + 1;
        problems.push(over(limits, waf, "regular expressions in one test", found, PATTERNS, extra.span));
    }
    for value in test.values() {
        value_limits(spec, waf, test, value, limits, problems);
    }
}

fn value_limits(spec: &Spec, waf: &Waf, test: &HeaderTest, value: &Template, limits: &Limits, problems: &mut Problems) {
    if let Some(text) = value.as_literal() {
        let (what, length, limit) = match test.test {
            Test::Matches => ("characters of a regular expression", text.chars().count(), limits.regex),
            Test::Equals | Test::Contains | Test::StartsWith | Test::EndsWith => {
                ("bytes of a compared text", text.len(), limits.text)
            }
        };
        if length > limit {
            problems.push(over(limits, waf, what, length, limit, value.span));
        }
    }
    // A secret's value is not known here, but the shortest one that is allowed is.
    for secret in value.secrets() {
        let Some(declared) = spec.secrets.get(secret.value) else { continue };
        let least = declared.min_length.value as usize;
        if least > limits.text {
            let problem = over(limits, waf, "bytes of a compared text", least, limits.text, secret.span)
                .at(declared.min_length.span, format!("every value has at least {least} characters"));
            problems.push(problem);
        }
    }
}

fn over(limits: &Limits, waf: &Waf, what: &str, found: usize, limit: usize, span: Span) -> Diagnostic {
    Diagnostic::error("E0506", format!("{} takes at most {limit} {what}", limits.product))
        .at(span, format!("{found} in `waf.{}`", waf.name.value))
        .help(match waf.version.value {
            WafVersion::Classic => "shorten it, or use `version=\"v2\"`, which takes more",
            WafVersion::V2 => "shorten it",
        })
}
