use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// W0567: `/items/:id`, as other routers write a parameter; API Gateway takes it literally.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for route in spec.gateways.values().flat_map(|gateway| &gateway.routes) {
        let path = &route.path.value;
        if gaps.value(route.path.span) || !path.contains("/:") {
            continue;
        }
        let segments = path.split('/').map(|segment| match segment.strip_prefix(':') {
            Some(name) if !name.is_empty() => format!("{{{name}}}"),
            _ => segment.to_owned(),
        });
        let meant = segments.collect::<Vec<_>>().join("/");
        let problem = Diagnostic::warning("W0567", format!("`{path}` has no parameter"))
            .at(route.path.span, "`:` is a character like any other here")
            .help(format!("write `\"{meant}\"`"));
        problems.push(problem);
    }
}
