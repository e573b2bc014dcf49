use crate::diag::{Diagnostic, Problems};
use crate::spec::{Code, Gaps, Spec};

/// W0501: a function that may run longer than the route before it waits.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    // How long somebody else's function may run is theirs to say.
    let ours = spec.functions.values().filter(|function| !matches!(function.code, Code::Existing { .. }));
    for function in ours {
        let millis = u64::from(function.timeout.value) * 1_000;
        let routes = spec.gateways.values().flat_map(|gateway| &gateway.routes);
        let impatient: Vec<_> = routes
            .filter(|route| {
                route.function().is_some_and(|called| called.value.name() == function.name.value)
                    && u64::from(route.timeout.value) < millis
                    && !gaps.value(route.timeout.span)
            })
            .collect();
        let Some(first) = impatient.first() else { continue };
        let waits = time(first.timeout.value);
        let said = format!(
            "`function.{}` may run for {} s, but its gateway stops waiting after {waits}",
            function.name.value, function.timeout.value
        );
        let mut problem = Diagnostic::warning("W0501", said)
            .at(function.timeout.span, "this is the function's time")
            .help(format!("lower the timeout to {waits} or less, or answer first and work later"));
        for route in impatient {
            problem = problem.at(route.span, format!("this route waits {}", time(route.timeout.value)));
        }
        problems.push(problem);
    }
}

fn time(millis: u32) -> String {
    if millis.is_multiple_of(1_000) { format!("{} s", millis / 1_000) } else { format!("{millis} ms") }
}
