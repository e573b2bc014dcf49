use super::waf_tests::secret_tests;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// E0463: the web ACL of a cdn looks for the header that the same cdn adds on the way to an origin (aws-facts 16.3).
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for cdn in spec.cdns.values() {
        let Some(named) = cdn.waf.as_ref().filter(|named| !gaps.twice(&named.value)) else { continue };
        let Some(waf) = spec.wafs.get(named.value.name()) else { continue };
        for test in spec.rules_asked_by(waf).into_iter().flat_map(secret_tests) {
            let mut sent = cdn.origins.iter().flat_map(|origin| &origin.send_headers);
            let Some(sent) =
                sent.find(|header| test.is_of(&header.name.value) && header.value.secrets().next().is_some())
            else {
                continue;
            };
            let said = format!("`{}` sees requests before `{}` is added", named.value, sent.name.value);
            let problem = Diagnostic::error("E0463", said)
                .at(test.header.span, "looks for it")
                .at(named.span, "this web ACL judges what viewers send")
                .at(sent.span, "added later, on the way to the origin")
                .help("put the web ACL on the gateway that the origin leads to");
            problems.push(problem);
        }
    }
}
