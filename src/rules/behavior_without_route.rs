use super::pattern::meet;
use super::ways::{Way, as_pattern};
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// Places that are shown of one problem.
const MOST: usize = 5;

/// W0538: behaviors that send paths to a gateway which has no route for any of them.
pub(super) fn check(spec: &Spec, gaps: &Gaps, ways: &[Way], problems: &mut Problems) {
    for gateway in spec.gateways.values() {
        if gaps.node(gateway.span) || gateway.routes.iter().any(|route| gaps.value(route.path.span)) {
            continue;
        }
        for cdn in spec.cdns.values() {
            let here = |way: &&Way| std::ptr::eq(way.gateway, gateway) && std::ptr::eq(way.cdn, cdn);
            let vain: Vec<_> =
                ways.iter().filter(here).filter_map(|way| way.pattern.filter(|_| !is_served(way))).collect();
            let Some(first) = vain.first() else { continue };
            let said = match vain.len() {
                1 => format!("`gateway.{}` has no route for `{}`", gateway.name.value, first.value),
                several => {
                    format!("`gateway.{}` has no route for what {several} behaviors send there", gateway.name.value)
                }
            };
            let mut problem = Diagnostic::warning("W0538", said);
            for (at, pattern) in vain.iter().take(MOST).enumerate() {
                let answer = "every request is answered 403 \"Missing Authentication Token\"";
                problem = problem.at(pattern.span, if at == 0 { answer } else { "and here" });
            }
            for route in gateway.routes.iter().take(2) {
                problem = problem.at(route.path.span, "another path");
            }
            problems.push(
                problem
                    .help("the whole path arrives at the gateway: write it out in the routes, or use another pattern"),
            );
        }
    }
}

/// Whether some path that comes this way may have a route.
fn is_served(way: &Way) -> bool {
    let Some(pattern) = way.pattern else { return true };
    way.gateway.routes.iter().any(|route| {
        let path = as_pattern(route);
        // The gateway drops doubled and final slashes.
        meet(&pattern.value, &path) || meet(&pattern.value, &format!("{}/", path.trim_end_matches('/')))
    })
}
