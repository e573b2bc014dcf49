use super::credentials::{arrives, wanted};
use super::ways::Way;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// W0539: a behavior on which the header that a route wants from its callers gets lost.
pub(super) fn check(_: &Spec, gaps: &Gaps, ways: &[Way], problems: &mut Problems) {
    for way in ways {
        let behavior = way.behavior;
        let policy = behavior.origin_request_policy.as_ref().map(|policy| policy.span);
        let place = policy.unwrap_or(behavior.forward.span);
        let unknown = gaps.node(behavior.span)
            || policy.is_some_and(|span| gaps.node(span))
            || behavior.cache_policy.as_ref().is_some_and(|policy| gaps.node(policy.span))
            || gaps.value(behavior.forward.span)
            || gaps.node(way.gateway.span);
        if unknown {
            continue;
        }
        let lost = way.routes().filter(|route| !gaps.value(route.path.span)).find_map(|route| {
            let header = wanted(way.gateway, route).into_iter().find(|header| !arrives(way, header))?;
            Some((route, header))
        });
        let Some((route, header)) = lost else { continue };
        let asks = match (&route.auth, route.key.value) {
            (_, true) if header == "x-api-key" => route.key.span,
            (Some(auth), _) => auth.span,
            (None, _) => route.key.span,
        };
        let said = format!("`{header}` does not get to `{} {}`", route.method.value.as_str(), route.path.value);
        let problem = Diagnostic::warning("W0539", said)
            .at(place, format!("the cdn does not send `{header}` on"))
            .at(asks, "callers must send it")
            .help(match policy {
                Some(_) => "write `headers which=\"all-except\" \"Host\"` in the policy",
                None => "write `forward=\"all-except-host\"`, which is the default before a gateway",
            });
        problems.push(problem);
    }
}
