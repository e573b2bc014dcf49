use super::route_not_forwarded::only_by_secret;
use super::ways::Way;
use crate::diag::{Diagnostic, Problems, Span};
use crate::spec::waf::{RatePer, RuleAction, RuleBody, WafRule, What};
use crate::spec::{Gaps, Spec};

/// W0565: a web ACL behind a cdn that judges addresses, and sees those of CloudFront (aws-facts 16.3).
pub(super) fn check(spec: &Spec, gaps: &Gaps, ways: &[Way], problems: &mut Problems) {
    let mut told = Vec::new();
    let mut judged = Vec::new();
    for way in ways {
        if judged.contains(&way.gateway.span) {
            continue;
        }
        judged.push(way.gateway.span);
        // Where others may ask directly, their own addresses are seen.
        let waf = way.gateway.waf.as_ref().and_then(|named| spec.wafs.get(named.value.name()));
        let Some(waf) = waf.filter(|_| only_by_secret(spec, gaps, way.gateway)) else { continue };
        for (place, what) in spec.rules_asked_by(waf).into_iter().flat_map(of_addresses) {
            if told.contains(&place) {
                continue;
            }
            told.push(place);
            let problem = Diagnostic::warning("W0565", format!("{what} of CloudFront, not of viewers"))
                .at(place, "looks at who connects")
                .at(way.origin.span, "and that is CloudFront: nobody else gets in")
                .help("add `forwarded-header=\"X-Forwarded-For\"`, or move the rule to a web ACL on the cdn");
            problems.push(problem);
        }
    }
}

/// Where a rule looks at the address of the connection, and what it takes from it.
fn of_addresses(rule: &WafRule) -> Vec<(Span, &'static str)> {
    let mut found = Vec::new();
    if let RuleBody::Rate(rate) = &rule.body
        && matches!(rate.per, RatePer::Ip)
        && rate.forwarded.is_none()
    {
        found.push((rate.span, "this counts requests by addresses"));
    }
    // That a request comes from CloudFront may well be asked of what is let in.
    let lets_in = rule.action.is_some_and(|action| action.value == RuleAction::Allow);
    for statement in rule.statements() {
        match &statement.what {
            What::Country(test) if test.forwarded.is_none() => found.push((statement.span, "this sees the country")),
            What::Asn(test) if test.forwarded.is_none() && !lets_in => {
                found.push((statement.span, "this sees the network"));
            }
            What::Ip(test) if test.forwarded.is_none() && !lets_in => {
                found.push((statement.span, "this sees the address"));
            }
            What::Part(_)
            | What::Ip(_)
            | What::Country(_)
            | What::Asn(_)
            | What::Label(_)
            | What::All(_)
            | What::Any(_) => {}
        }
    }
    found
}
