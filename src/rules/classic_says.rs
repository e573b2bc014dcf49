use crate::diag::{Diagnostic, Problems, Span};
use crate::spec::waf::classic::predicates;
use crate::spec::waf::{Destination, IpSource, Network, Test, What};
use crate::spec::{Spec, Template, Waf, WafVersion};

/// Predicates of a rule, and things in a set, of WAF Classic (aws-facts 20).
const MOST: usize = 10;

/// E0541: what WAF Classic has no word for.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for waf in spec.wafs.values().filter(|waf| waf.version.value == WafVersion::Classic) {
        for (span, what) in beside(waf) {
            problems.push(unsaid(waf, span, what));
        }
        for rule in &waf.rules {
            let (known, unknown) = predicates(rule);
            for one in &unknown {
                problems.push(unsaid(waf, one.span, &one.what));
            }
            if let Some(extra) = known.get(MOST) {
                problems.push(unsaid(waf, extra.span, "more than ten statements in a rule"));
            }
            for one in rule.statements() {
                if let What::Part(test) = &one.what
                    && let Test::MatchesSet(set) = &test.test
                    && set.value.foreign().is_some()
                {
                    problems.push(unsaid(waf, set.span, "sets of WAFv2"));
                }
                let What::Ip(test) = &one.what else { continue };
                if let IpSource::Set(set) = &test.among
                    && set.value.foreign().is_some()
                {
                    problems.push(unsaid(waf, set.span, "sets of WAFv2"));
                }
                let addresses = match &test.among {
                    IpSource::Here(addresses) => addresses,
                    IpSource::Set(set) => match spec.ip_sets.get(set.value.name()) {
                        Some(set) => &set.addresses,
                        None => continue,
                    },
                };
                for address in addresses.iter().filter(|address| !is_taken(address)) {
                    problems.push(unsaid(
                        waf,
                        address.span,
                        "blocks of this size: /8, /16 to /32, or /24 to /128 by 8",
                    ));
                }
            }
        }
    }
}

/// Whether Classic takes a block of addresses of this size (aws-facts 17.2).
fn is_taken(address: &Template) -> bool {
    let Some(Ok(network)) = address.as_literal().map(|text| Network::read(text, address.span)) else { return true };
    match (network.is_ipv4(), network.prefix()) {
        (true, prefix) => prefix == 8 || prefix >= 16,
        (false, prefix) => [24, 32, 48, 56, 64, 128].contains(&prefix),
    }
}

/// What stands beside the rules.
fn beside(waf: &Waf) -> Vec<(Span, &'static str)> {
    let mut found = Vec::new();
    found.extend(waf.bodies.first().map(|body| (body.span, "custom responses")));
    found.extend(waf.default_does.response.as_ref().map(|response| (response.span, "custom responses")));
    found.extend(waf.default_does.add_headers.values().next().map(|value| (value.span, "headers added to requests")));
    found.extend(waf.captcha_immunity.map(|time| (time.span, "puzzles")));
    found.extend(waf.challenge_immunity.map(|time| (time.span, "challenges")));
    found.extend(waf.token_domains.first().map(|domain| (domain.span, "puzzles")));
    if let Some(logging) = &waf.logging {
        if !matches!(logging.destination, Destination::Arn(_)) {
            found.push((logging.span, "logs but to a Firehose stream (`to=` its ARN)"));
        }
        found.extend(logging.filters.first().map(|filter| (filter.span, "filters of logs")));
    }
    found
}

fn unsaid(waf: &Waf, span: Span, what: &str) -> Diagnostic {
    Diagnostic::error("E0541", format!("WAF Classic knows no {what}"))
        .at(span, "cannot be said there")
        .at(waf.version.span, "classic here")
        .help("remove `version=\"classic\"`: WAFv2 knows it")
}
