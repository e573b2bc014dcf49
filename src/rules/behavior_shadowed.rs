use super::pattern::covers;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// W0510: a behavior behind one that matches everything it does.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for cdn in spec.cdns.values() {
        for (at, later) in cdn.behaviors.iter().enumerate() {
            let pattern = &later.pattern.value;
            // Equal patterns are an error of their own.
            let wider = cdn.behaviors[..at].iter().find(|earlier| {
                !gaps.value(earlier.pattern.span)
                    && earlier.pattern.value.trim_start_matches('/') != pattern.trim_start_matches('/')
                    && covers(&earlier.pattern.value, pattern)
            });
            let Some(earlier) = wider else { continue };
            let problem = Diagnostic::warning("W0510", format!("the behavior `{pattern}` is never used"))
                .at(later.pattern.span, "everything it matches is taken before it is asked")
                .at(earlier.pattern.span, "by this one")
                .help("put the narrower pattern first: CloudFront takes the first that matches");
            problems.push(problem);
        }
    }
}
