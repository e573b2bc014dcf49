use super::credentials::{in_key, keeps, wanted};
use super::ways::Way;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Method, Spec};

/// W0540: answers that are kept, on a route that asks who is calling: the next caller gets what was meant for another.
pub(super) fn check(_: &Spec, gaps: &Gaps, ways: &[Way], problems: &mut Problems) {
    for way in ways {
        let behavior = way.behavior;
        let own = behavior.cache_policy.as_ref().map(|policy| policy.span);
        let place = own.unwrap_or(behavior.cache.span);
        let unknown = gaps.node(behavior.span)
            || own.is_some_and(|span| gaps.node(span))
            || gaps.value(behavior.cache.span)
            || gaps.node(way.gateway.span);
        if unknown || !keeps(way) {
            continue;
        }
        let mixed = way.routes().filter(|route| !gaps.value(route.path.span)).find_map(|route| {
            // CloudFront keeps answers to reading only.
            let reads = matches!(route.method.value, Method::Any | Method::Get | Method::Head);
            let header = wanted(way.gateway, route).into_iter().find(|header| !in_key(way, header))?;
            reads.then_some((route, header))
        });
        let Some((route, header)) = mixed else { continue };
        let asks = route.auth.as_ref().map_or(route.key.span, |auth| auth.span);
        let said = format!("an answer of `{}` may be given to another caller", route.path.value);
        let problem = Diagnostic::warning("W0540", said)
            .at(place, format!("answers are kept, whatever `{header}` says"))
            .at(asks, "they are meant for one caller")
            .help(format!("write `cache=\"disabled\"`, or `cache-policy {{ headers \"{header}\" }}`"));
        problems.push(problem);
    }
}
