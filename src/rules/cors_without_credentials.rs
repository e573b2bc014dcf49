use super::credentials::wanted;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// W0544: pages may call a route, but not send the header it wants from its callers.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for gateway in spec.gateways.values().filter(|gateway| !gaps.node(gateway.span)) {
        let mut told = Vec::new();
        for route in &gateway.routes {
            let Some(cors) = route.cors.as_ref().or(gateway.cors.as_ref()) else { continue };
            let allowed = cors.allowed_headers();
            let unknown = gaps.node(cors.span) || cors.headers.iter().any(|header| gaps.value(header.span));
            let missing = wanted(gateway, route)
                .into_iter()
                .find(|header| !allowed.iter().any(|known| known.eq_ignore_ascii_case(header) || *known == "*"));
            let Some(header) = missing.filter(|header| !unknown && !told.contains(&(cors.span, *header))) else {
                continue;
            };
            told.push((cors.span, header));
            let place = cors.headers.first().map_or(cors.span, |header| header.span);
            let asks = route.auth.as_ref().map_or(route.key.span, |auth| auth.span);
            let problem =
                Diagnostic::warning("W0544", format!("pages may not send `{header}`, which this route wants"))
                    .at(place, "browsers send no other headers than these")
                    .at(asks, format!("wants `{header}` from its callers"))
                    .help(format!("add `\"{header}\"` to `headers` of the `cors`"));
            problems.push(problem);
        }
    }
}
