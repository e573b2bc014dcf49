use crate::diag::{Diagnostic, Problems};
use crate::spec::Spec;
use crate::spec::cdn::TlsMinimum;
use crate::spec::declare::Choices;

/// W0509: a cdn that speaks TLS 1.0 or 1.1.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for cdn in spec.cdns.values().filter(|cdn| cdn.tls.minimum.value < TlsMinimum::Tls12_2018) {
        let minimum = cdn.tls.minimum.value.word();
        let problem = Diagnostic::warning("W0509", format!("`{minimum}` lets viewers use outdated TLS"))
            .at(cdn.tls.minimum.span, "TLS 1.0 and 1.1 are broken")
            .help("use `TLSv1.2_2021`, which is the default");
        problems.push(problem);
    }
}
