use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::OriginTarget;
use crate::spec::{Endpoint, Spec};

/// W0514: a cdn before a gateway that has a distribution of AWS's own before it.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for origin in spec.cdns.values().flat_map(|cdn| &cdn.origins) {
        let OriginTarget::Gateway(target) = &origin.target else { continue };
        let Some(gateway) = spec.gateways.get(target.value.name()) else { continue };
        if gateway.endpoint.value != Endpoint::Edge {
            continue;
        }
        let problem = Diagnostic::warning("W0514", format!("requests to `{}` pass two CDNs", target.value))
            .at(gateway.endpoint.span, "AWS puts a distribution of its own before this")
            .at(origin.span, "and this cdn stands before that")
            .help("write `endpoint \"regional\"`, which is the default");
        problems.push(problem);
    }
}
