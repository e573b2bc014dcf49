use super::waf_limits::limits_of;
use crate::diag::Span;
use crate::spec::waf::Test;
use crate::spec::{Part, Spec, Template};

/// A place a secret goes to, and how much of it fits there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretRoom {
    /// The secret's name.
    pub secret: String,
    /// Where it stands in the spec.
    pub at: Span,
    /// What stands there: `a header that CloudFront sends`.
    pub what: &'static str,
    /// In bytes; without what stands around the secret.
    pub most: usize,
    /// Whether it is written there as a regular expression that matches exactly its value, and has to fit as such.
    pub as_regex: bool,
    /// Whether a request carries it in a header.
    pub in_header: bool,
}

/// Of a header that CloudFront adds (aws-facts 16).
const SENT: usize = 1783;
/// Of the value of an API key (API Gateway documentation).
const API_KEY: usize = 128;
/// Of all variables of a function together (aws-facts 22).
const ENVIRONMENT: usize = 4096;

/// Every place of a spec that a secret goes to. What is longer than the room there is refused by AWS, half-way through an apply.
pub fn secret_rooms(spec: &Spec) -> Vec<SecretRoom> {
    let mut rooms = Vec::new();
    for waf in spec.wafs.values() {
        let limits = limits_of(waf);
        for test in spec.rules_asked_by(waf).into_iter().flat_map(|rule| rule.tests()) {
            let as_regex = matches!(test.test, Test::Matches { .. });
            let (what, most) = if as_regex {
                ("a pattern of the web ACL", limits.regex)
            } else {
                ("a text that the web ACL compares with", limits.text)
            };
            for value in test.values() {
                rooms.extend(in_template(value, what, most, as_regex, test.header().is_some()));
            }
            let Test::MatchesSet(set) = &test.test else { continue };
            for value in spec.regex_sets.get(set.value.name()).into_iter().flat_map(|set| &set.patterns) {
                rooms.extend(in_template(
                    value,
                    "a pattern of a regex set",
                    limits.regex,
                    true,
                    test.header().is_some(),
                ));
            }
        }
    }
    for header in spec.cdns.values().flat_map(|cdn| &cdn.origins).flat_map(|origin| &origin.send_headers) {
        rooms.extend(in_template(&header.value, "a header that CloudFront sends", SENT, false, true));
    }
    for variable in spec.functions.values().flat_map(|function| function.env.values()) {
        rooms.extend(in_template(&variable.value, "the environment of a function", ENVIRONMENT, false, false));
    }
    for key in spec.gateways.values().flat_map(|gateway| &gateway.usage_plans).flat_map(|plan| &plan.keys) {
        rooms.extend(in_template(&key.value, "an API key", API_KEY, false, true));
    }
    rooms
}

fn in_template(
    template: &Template,
    what: &'static str,
    most: usize,
    as_regex: bool,
    in_header: bool,
) -> impl Iterator<Item = SecretRoom> {
    let around: usize = template
        .parts
        .iter()
        .map(|part| match &part.value {
            Part::Literal(text) => text.len(),
            Part::Param(_) | Part::Stack(_) | Part::Attr { .. } | Part::Secret(_) => 0,
        })
        .sum();
    let most = most.saturating_sub(around);
    template.secrets().map(move |secret| SecretRoom {
        secret: secret.value.to_owned(),
        at: secret.span,
        what,
        most,
        as_regex,
        in_header,
    })
}
