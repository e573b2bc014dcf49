use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::OriginTarget;
use crate::spec::{Gaps, Spec};

/// E0518: a gateway whose own address is turned off, and who comes by it or has no other.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for gateway in spec.gateways.values() {
        let Some(off) = gateway.no_endpoint else { continue };
        let comes = |target: &OriginTarget| matches!(target, OriginTarget::Gateway(of) if of.value.name() == gateway.name.value);
        let origins = spec.cdns.values().flat_map(|cdn| &cdn.origins).filter(|origin| comes(&origin.target));
        let mut reached = false;
        for origin in origins {
            reached = true;
            let said = format!("`gateway.{}` does not answer this origin", gateway.name.value);
            let problem = Diagnostic::error("E0518", said)
                .at(origin.span, "comes by the address of the stage")
                .at(off, "which is turned off here")
                .help(
                    "a web ACL that looks for a secret header keeps others out; remove `disable-execute-api-endpoint`",
                );
            problems.push(problem);
        }
        if !reached && gateway.domain.is_none() && !gaps.node(gateway.span) {
            let problem = Diagnostic::error("E0518", format!("nobody reaches `gateway.{}`", gateway.name.value))
                .at(off, "its own address is turned off, and it has no other")
                .help("add a `domain`, or remove this");
            problems.push(problem);
        }
    }
}
