use super::pattern::matches;
use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::cdn::{Cdn, OriginTarget};
use crate::spec::{DefaultAction, Gaps, Gateway, Route, Spec};

/// W0508: a `{proxy+}` whose parent no route serves, when a request for the parent can get there (aws-facts 18.3).
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for gateway in spec.gateways.values() {
        // A route that could not be read may be the one that is missed.
        if gaps.node(gateway.span) || gateway.routes.iter().any(|route| gaps.value(route.path.span)) {
            continue;
        }
        for route in &gateway.routes {
            let Some(parent) = greedy_parent(&route.path.value) else { continue };
            let path = if parent.is_empty() { "/" } else { parent };
            if gateway.routes.iter().any(|other| serves(other, path)) || !is_reachable(spec, gaps, gateway, path) {
                continue;
            }
            let problem = Diagnostic::advice("W0508", format!("`{}` does not serve `{path}` itself", route.path.value))
                .at(route.path.span, format!("`{path}` answers 403 \"Missing Authentication Token\""))
                .help(format!("add `route \"{}\" \"{path}\" …`, unless that is meant", route.method.value.as_str()));
            problems.push(problem);
        }
    }
}

fn greedy_parent(path: &str) -> Option<&str> {
    let (parent, last) = path.rsplit_once('/')?;
    last.ends_with("+}").then_some(parent)
}

/// Whether a route's template matches a path whose parameters are taken as plain segments.
fn serves(route: &Route, path: &str) -> bool {
    let segments =
        |path: &str| path.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (segments(&route.path.value), segments(path));
    let greedy = template.last().is_some_and(|last| last.ends_with("+}"));
    if if greedy { path.len() < template.len() } else { path.len() != template.len() } {
        return false;
    }
    template.iter().zip(&path).all(|(wanted, found)| wanted.starts_with('{') || wanted == found)
}

/// Whether a request for the path can get to the gateway for sure: directly, or through a cdn that sends it there.
fn is_reachable(spec: &Spec, gaps: &Gaps, gateway: &Gateway, path: &str) -> bool {
    let blocks = |addr: &BlockAddr| match spec.wafs.get(addr.name()) {
        Some(waf) => waf.default.value == DefaultAction::Block || gaps.value(waf.default.span) || gaps.twice(addr),
        None => true,
    };
    let guarded = gateway.waf.as_ref().is_some_and(|waf| blocks(&waf.value));
    let slashed = format!("{}/", path.trim_end_matches('/'));
    !guarded
        || spec
            .cdns
            .values()
            .any(|cdn| is_known(gaps, cdn) && (leads(cdn, gateway, path) || leads(cdn, gateway, &slashed)))
}

/// Whether it is plain which behavior serves what.
fn is_known(gaps: &Gaps, cdn: &Cdn) -> bool {
    let mut patterns = cdn.behaviors.iter().map(|behavior| behavior.pattern.span);
    !gaps.node(cdn.span) && !patterns.any(|pattern| gaps.value(pattern))
}

fn leads(cdn: &Cdn, gateway: &Gateway, path: &str) -> bool {
    let first = cdn.behaviors.iter().find(|behavior| matches(&behavior.pattern.value, path));
    let behavior = first.map_or(&cdn.default_behavior, |behavior| &behavior.behavior);
    let origin = cdn.origins.iter().find(|origin| origin.id.value == behavior.origin.value);
    origin.is_some_and(
        |origin| matches!(&origin.target, OriginTarget::Gateway(to) if to.value.name() == gateway.name.value),
    )
}
