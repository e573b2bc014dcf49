use crate::diag::{Diagnostic, Problems};
use crate::spec::{Route, Spec};

/// W0550: a route that leads to a function which may not run.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for function in spec.functions.values() {
        let Some(calls) = function.concurrency.as_ref().filter(|calls| calls.value == 0) else { continue };
        let mut routes = spec.gateways.values().flat_map(|gateway| &gateway.routes);
        let leads = |route: &&Route| route.function().is_some_and(|called| called.value.name() == function.name.value);
        let Some(route) = routes.find(leads) else { continue };
        let problem = Diagnostic::warning("W0550", format!("`function.{}` is stopped", function.name.value))
            .at(calls.span, "no call may run")
            .at(route.span, "this route answers 500")
            .help("remove `concurrency`, or give it a number above 0, unless it is meant to stand still");
        problems.push(problem);
    }
}
