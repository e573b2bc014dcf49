use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::{Gaps, Spec};

/// The fewest characters of an API key's value (API Gateway documentation).
const SHORTEST: u32 = 20;

/// E0516: a secret that may be too short for the API key it becomes. W0517: a route that wants a key where nobody has one.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for gateway in spec.gateways.values() {
        let keys = || gateway.usage_plans.iter().flat_map(|plan| &plan.keys);
        for key in keys() {
            for secret in key.value.secrets() {
                let addr = BlockAddr::new("secret", secret.value);
                let Some(declared) = spec.secrets.get(secret.value).filter(|_| !gaps.twice(&addr)) else { continue };
                if declared.min_length.value >= SHORTEST || gaps.value(declared.min_length.span) {
                    continue;
                }
                let problem = Diagnostic::error("E0516", format!("`{addr}` may be too short for an API key"))
                    .at(secret.span, format!("API Gateway wants {SHORTEST} to 128 characters"))
                    .at(declared.min_length.span, format!("{} are enough here", declared.min_length.value))
                    .help(format!("write `min-length={SHORTEST}` or more on the secret"));
                problems.push(problem);
            }
        }
        if keys().next().is_some() || gaps.node(gateway.span) {
            continue;
        }
        if let Some(route) = gateway.routes.iter().find(|route| route.key.value) {
            let problem = Diagnostic::warning("W0517", "callers must send a key, and there is none")
                .at(route.key.span, "asks for a key")
                .help(
                    "add `usage-plan \"NAME\" { key \"NAME\" (secret)\"NAME\" }`, unless keys are given out elsewhere",
                );
            problems.push(problem);
        }
    }
}
