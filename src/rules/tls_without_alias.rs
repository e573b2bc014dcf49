use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// W0560: what is said about TLS of a distribution that has no name of its own.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for cdn in spec.cdns.values() {
        let written = cdn.tls.minimum.span != cdn.span;
        let certificate = cdn.tls.certificate.as_ref().map(|certificate| certificate.span);
        let Some(place) = certificate.or(written.then_some(cdn.tls.minimum.span)) else { continue };
        if !cdn.aliases.is_empty() || gaps.node(cdn.span) {
            continue;
        }
        let problem = Diagnostic::warning("W0560", "this has no effect without an alias")
            .at(place, "a name under `cloudfront.net` has CloudFront's own certificate and minimum, `TLSv1`")
            .help("add `alias \"DOMAIN\" zone=\"DOMAIN\"`, or remove it");
        problems.push(problem);
    }
}
