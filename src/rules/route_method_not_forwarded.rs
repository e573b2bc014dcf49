use super::ways::Way;
use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::Methods;
use crate::spec::{Gaps, Gateway, Method, Route, Spec};

/// W0537: a route whose verb no behavior that leads there lets through (aws-facts 16.2).
pub(super) fn check(spec: &Spec, gaps: &Gaps, ways: &[Way], problems: &mut Problems) {
    for gateway in spec.gateways.values().filter(|gateway| !gaps.node(gateway.span)) {
        let to_it: Vec<&Way> = ways.iter().filter(|way| std::ptr::eq(way.gateway, gateway)).collect();
        for (at, route) in gateway.routes.iter().enumerate() {
            if gaps.value(route.path.span) || gaps.value(route.method.span) {
                continue;
            }
            let carried: Vec<&&Way> = to_it.iter().filter(|way| way.carries(at)).collect();
            let unknown = carried.iter().any(|way| gaps.value(way.behavior.methods.span));
            let lets = |methods: Methods, verb: Method| match methods {
                Methods::All => true,
                Methods::ReadOptions => matches!(verb, Method::Get | Method::Head | Method::Options),
                Methods::Read => matches!(verb, Method::Get | Method::Head),
            };
            let narrowest = carried.iter().find(|way| way.behavior.methods.value != Methods::All);
            let (Some(way), false) = (narrowest, unknown) else { continue };
            let any = |verb: Method| carried.iter().any(|way| lets(way.behavior.methods.value, verb));
            let (at, verb, help) = match route.method.value {
                Method::Any => {
                    if any(Method::Post) {
                        continue;
                    }
                    let problem = Diagnostic::advice(
                        "W0537",
                        format!("the cdn lets only reading through to `{}`", route.path.value),
                    )
                    .at(way.behavior.methods.span, "answers 403 to POST, PUT, PATCH and DELETE")
                    .at(route.method.span, "this route serves them")
                    .help("write `methods=\"all\"` on the behavior, or `GET` on the route");
                    problems.push(problem);
                    continue;
                }
                verb if !any(verb) => (route.method.span, verb, "write `methods=\"all\"` on the behavior"),
                _ if asks_before(gateway, route) && !any(Method::Options) => {
                    let cors = route.cors.as_ref().or(gateway.cors.as_ref());
                    (
                        cors.map_or(route.span, |cors| cors.span),
                        Method::Options,
                        "write `methods=\"read-options\"` or `\"all\"` on the behavior",
                    )
                }
                _ => continue,
            };
            let said = format!("the cdn lets no {} through to `{}`", verb.as_str(), route.path.value);
            let problem = Diagnostic::warning("W0537", said)
                .at(way.behavior.methods.span, format!("answers 403 to {}", verb.as_str()))
                .at(
                    at,
                    if verb == Method::Options {
                        "what browsers ask by OPTIONS first"
                    } else {
                        "this route is not reached"
                    },
                )
                .help(help);
            problems.push(problem);
        }
    }
}

/// Whether browsers ask by OPTIONS before they call the route from another page.
fn asks_before(gateway: &Gateway, route: &Route) -> bool {
    route.cors.is_some() || gateway.cors.is_some()
}
