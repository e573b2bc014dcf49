use super::waf_tests::needs_secret;
use super::ways::{Way, as_pattern};
use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::waf::{RuleAction, RuleBody};
use crate::spec::{DefaultAction, Gaps, Gateway, Spec};

/// W0536: a route of a gateway that only the cdn may ask, and no behavior sends its path there.
pub(super) fn check(spec: &Spec, gaps: &Gaps, ways: &[Way], problems: &mut Problems) {
    for gateway in spec.gateways.values() {
        let to_it: Vec<&Way> = ways.iter().filter(|way| std::ptr::eq(way.gateway, gateway)).collect();
        if to_it.is_empty() || gaps.node(gateway.span) || !only_by_secret(spec, gaps, gateway) {
            continue;
        }
        for (at, route) in gateway.routes.iter().enumerate() {
            if gaps.value(route.path.span) || to_it.iter().any(|way| way.carries(at)) {
                continue;
            }
            let path = &route.path.value;
            let slashed = format!("{}/", as_pattern(route).trim_end_matches('/'));
            let mut problem = if to_it.iter().any(|way| way.may_carry_path(&slashed)) {
                Diagnostic::advice("W0536", format!("`{path}` gets there only as `{path}/`"))
                    .at(route.path.span, "without the slash it goes elsewhere")
            } else {
                Diagnostic::warning("W0536", format!("no behavior sends `{path}` to `gateway.{}`", gateway.name.value))
                    .at(route.path.span, "nobody gets here: the gateway answers only what comes through a cdn")
            };
            let taken = to_it.iter().find_map(|way| way.taken_before(&as_pattern(route)));
            if let Some(earlier) = taken {
                problem = problem
                    .at(earlier.pattern.span, format!("these paths go to `{}`", earlier.behavior.origin.value))
                    .help("put a narrower behavior for this path before it, or remove the route");
            } else {
                for pattern in to_it.iter().filter_map(|way| way.pattern).take(3) {
                    problem = problem.at(pattern.span, "sends other paths");
                }
                problem = problem.help(format!(
                    "add `behavior \"{}\" origin=\"{}\"`, or remove the route; CloudFront takes nothing off the path",
                    as_pattern(route),
                    to_it.first().map_or("…", |way| way.origin.id.value.as_str())
                ));
            }
            problems.push(problem);
        }
    }
}

/// Whether nothing gets past the gateway's web ACL without a secret.
pub(super) fn only_by_secret(spec: &Spec, gaps: &Gaps, gateway: &Gateway) -> bool {
    let known = |addr: &BlockAddr| spec.wafs.get(addr.name()).filter(|_| !gaps.twice(addr));
    let Some(waf) = gateway.waf.as_ref().and_then(|named| known(&named.value)) else { return false };
    !gaps.node(waf.span)
        && waf.default.value == DefaultAction::Block
        && !gaps.value(waf.default.span)
        && spec.rules_asked_by(waf).into_iter().all(|rule| {
            let allows = match (&rule.body, rule.action) {
                // What a group of somebody else does is not known.
                (RuleBody::Managed(_), None) => true,
                (RuleBody::Group(_), None) if rule.foreign_group().is_some() => true,
                (_, action) => {
                    action.is_some_and(|action| action.value == RuleAction::Allow || gaps.value(action.span))
                }
            };
            !gaps.node(rule.span) && (!allows || needs_secret(rule, gaps))
        })
}
