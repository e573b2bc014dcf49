use crate::diag::{Diagnostic, Problems};
use crate::spec::{Spec, WafVersion};

/// W0505: AWS makes no new WAF Classic web ACLs (since 2025-05-01; aws-facts 12.1).
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for waf in spec.wafs.values().filter(|waf| waf.version.value == WafVersion::Classic) {
        let problem = Diagnostic::warning("W0505", "AWS refuses new WAF Classic web ACLs since 2025-05-01")
            .at(waf.version.span, format!("`waf.{}` can be kept and removed, but not made", waf.name.value))
            .help("write `version=\"v2\"` or leave it out: the same rules, in the product that replaces it");
        problems.push(problem);
    }
}
