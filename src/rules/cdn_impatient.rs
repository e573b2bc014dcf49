use super::ways::Way;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Code, Gaps, Spec, Target};

/// W0555: a cdn that stops waiting before the function behind its gateway has to be done.
pub(super) fn check(spec: &Spec, gaps: &Gaps, ways: &[Way], problems: &mut Problems) {
    let mut told = Vec::new();
    for way in ways {
        let waits = &way.origin.read_timeout;
        if told.contains(&way.origin.span) || gaps.value(waits.span) || gaps.node(way.gateway.span) {
            continue;
        }
        let patient = way.routes().filter(|route| !gaps.value(route.path.span)).find_map(|route| {
            let Target::Function(called) = &route.target else { return None };
            let function = spec.functions.get(called.value.name()).filter(|_| !gaps.twice(&called.value))?;
            let ours = !matches!(function.code, Code::Existing { .. });
            // What the gateway does not wait for is told of the function and the gateway.
            let takes = (function.timeout.value * 1_000).min(route.timeout.value);
            (ours && !gaps.value(function.timeout.span) && takes > waits.value * 1_000).then_some(function)
        });
        let Some(function) = patient else { continue };
        told.push(way.origin.span);
        let said = format!("the cdn stops waiting after {} s", waits.value);
        let problem = Diagnostic::warning("W0555", said)
            .at(waits.span, "viewers are answered 504 then")
            .at(
                function.timeout.span,
                format!("`function.{}` may take {} s", function.name.value, function.timeout.value),
            )
            .help(format!(
                "write `read-timeout=\"{}s\"` or more, or give the function less time",
                function.timeout.value.min(30)
            ));
        problems.push(problem);
    }
}
