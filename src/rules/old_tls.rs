use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::{OriginTarget, OriginTls, TlsMinimum};
use crate::spec::declare::Choices;
use crate::spec::{SecurityPolicy, Spec};

/// W0509: TLS 1.0 or 1.1, or something older: with viewers, with callers of a gateway's domain, or with an origin.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for cdn in spec.cdns.values().filter(|cdn| cdn.tls.minimum.value < TlsMinimum::Tls12_2018) {
        let minimum = cdn.tls.minimum.value.word();
        let problem = Diagnostic::warning("W0509", format!("`{minimum}` lets viewers use outdated TLS"))
            .at(cdn.tls.minimum.span, "TLS 1.0 and 1.1 are broken")
            .help("use `TLSv1.2_2021`, which is the default");
        problems.push(problem);
    }
    for domain in spec.gateways.values().filter_map(|gateway| gateway.domain.as_ref()) {
        if domain.tls.value == SecurityPolicy::Tls10 {
            let problem =
                Diagnostic::warning("W0509", format!("`{}` lets callers use outdated TLS", domain.tls.value.word()))
                    .at(domain.tls.span, "TLS 1.0 and 1.1 are broken")
                    .help("use `TLS_1_2`, which is the default");
            problems.push(problem);
        }
    }
    for origin in spec.cdns.values().flat_map(|cdn| &cdn.origins) {
        let OriginTarget::Host(custom) = &origin.target else { continue };
        if custom.tls.value < OriginTls::Tls12 {
            let problem =
                Diagnostic::warning("W0509", format!("`{}` lets the origin use outdated TLS", custom.tls.value.word()))
                    .at(custom.tls.span, "whoever is on the way may read and change what passes")
                    .help("use `TLSv1.2`, which is the default");
            problems.push(problem);
        }
    }
}
