use super::ways::Way;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// W0557: an API whose errors are answered with success. W0558: errors that outlive their cause.
pub(super) fn check(spec: &Spec, _: &Gaps, ways: &[Way], problems: &mut Problems) {
    for way in ways {
        for page in way.behavior.error_pages.iter().filter(|page| page.status.value.0 == 200) {
            let code = page.code.value.0;
            let problem = Diagnostic::warning(
                "W0557",
                format!("callers of `gateway.{}` get 200 in place of {code}", way.gateway.name.value),
            )
            .at(page.status.span, "no caller can tell that the request failed")
            .at(way.origin.span, "this is an API")
            .help("leave `status` out: then the page comes with the error's own status");
            problems.push(problem);
        }
    }
    /// Seconds.
    const LONG: u32 = 300;
    for behavior in spec.cdns.values().flat_map(super::ways::behaviors).map(|(_, behavior)| behavior) {
        for page in behavior.error_pages.iter().filter(|page| page.code.value.0 >= 500 && page.keep.value > LONG) {
            let said = format!("viewers get this page for {} s after the origin has recovered", page.keep.value);
            let problem = Diagnostic::warning("W0558", said)
                .at(page.keep.span, format!("a {} is kept so long", page.code.value.0))
                .help("keep errors of the origin for some seconds; 10 s is the default");
            problems.push(problem);
        }
    }
}
