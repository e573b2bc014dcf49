use super::waf_tests::{all_rules, secret_tests};
use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::{Gaps, Spec};

/// The fewest characters that cannot be guessed through a gateway that answers some thousand requests a second (aws-facts 19).
const ENOUGH: u32 = 16;

/// W0561: a secret that tells requests apart and may be guessed.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for secret in spec.secrets.values() {
        let addr = BlockAddr::new("secret", &secret.name.value);
        if secret.min_length.value >= ENOUGH || gaps.twice(&addr) {
            continue;
        }
        let Some(test) = all_rules(spec).flat_map(secret_tests).find(|test| test.wants(&secret.name.value)) else {
            continue;
        };
        let problem = Diagnostic::warning("W0561", format!("`{addr}` may be short enough to be guessed"))
            .at(secret.min_length.span, format!("{} characters are enough here", secret.min_length.value))
            .at(test.statement.span, "whoever guesses it passes")
            .help(format!("write `min-length=32`, or leave it out for {ENOUGH}"));
        problems.push(problem);
    }
}
