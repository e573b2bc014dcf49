use super::ways::Way;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// W0535: a web ACL on a cdn, and a gateway behind it that everybody can also ask directly.
pub(super) fn check(_: &Spec, gaps: &Gaps, ways: &[Way], problems: &mut Problems) {
    let mut told = Vec::new();
    for way in ways {
        let Some(waf) = &way.cdn.waf else { continue };
        let gateway = way.gateway;
        // A resource policy, or somebody who is asked on every route, may keep strangers out.
        let guarded = gateway.waf.is_some()
            || gateway.policy.is_some()
            || gateway.no_endpoint.is_some()
            || gateway.routes.iter().all(|route| route.auth.is_some() || route.key.value)
            || gaps.node(gateway.span);
        let sends = way.origin.send_headers.iter().any(|header| header.value.secrets().next().is_some());
        let pair = (way.cdn.span, gateway.span);
        if guarded || sends || told.contains(&pair) {
            continue;
        }
        told.push(pair);
        let said = format!("`{}` can be walked around", waf.value);
        let problem = Diagnostic::warning("W0535", said)
            .at(waf.span, "judges what comes through the cdn")
            .at(gateway.span, "this gateway answers whoever asks it directly")
            .help("let the origin send a secret header, and put a `waf` on the gateway that allows nothing without it");
        problems.push(problem);
    }
}
