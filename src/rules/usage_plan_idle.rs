use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, Spec};

/// W0542: a usage plan that limits nobody.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for gateway in spec.gateways.values().filter(|gateway| !gaps.node(gateway.span)) {
        let unknown = gateway.routes.iter().any(|route| gaps.node(route.span) || gaps.value(route.key.span));
        let asks = gateway.routes.iter().any(|route| route.key.value);
        for plan in gateway.usage_plans.iter().filter(|plan| !unknown && !gaps.node(plan.span)) {
            let problem = match plan.keys.first() {
                None if plan.throttle.is_some() || plan.quota.is_some() => Diagnostic::warning(
                    "W0542",
                    format!("the usage plan `{}` limits nobody", plan.name.value),
                )
                .at(plan.span, "a plan counts by key, and this one has none")
                .help(
                    "add `key \"NAME\" (secret)\"NAME\"`; `throttle` on the gateway itself limits everybody together",
                ),
                Some(key) if !asks => {
                    Diagnostic::warning("W0542", format!("the usage plan `{}` limits nobody", plan.name.value))
                        .at(key.span, "no route asks for this key")
                        .at(gateway.span, "every route of this gateway answers without one")
                        .help("add `key=#true` to the routes the plan is meant for")
                }
                Some(_) | None => continue,
            };
            problems.push(problem);
        }
    }
}
