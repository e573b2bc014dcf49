use super::waf_tests::{all_rules, case_taken_away, conjunction, exclude};
use crate::diag::{Diagnostic, Problems};
use crate::spec::declare::Choices as _;
use crate::spec::waf::What;
use crate::spec::{Gaps, Spec};

/// W0531: a rule that no request matches, or a test that every request passes.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for rule in all_rules(spec) {
        let Some(all) = conjunction(rule, gaps) else { continue };
        for statement in &all {
            let What::Part(test) = &statement.what else { continue };
            let Some((value, transform, letters)) = case_taken_away(test) else { continue };
            let said = match statement.negated.value {
                false => format!("the rule `{}` matches no request", rule.name.value),
                true => format!("every request passes this test of `{}`", rule.name.value),
            };
            let case = if letters.starts_with("capital") { "lower" } else { "upper" };
            let problem = Diagnostic::warning("W0531", said)
                .at(value.span, format!("has {letters}"))
                .at(transform.span, format!("`{}` leaves none in the request", transform.value.word()))
                .help(format!("write the value in {case} case"));
            problems.push(problem);
        }
        let mut pairs = all.iter().enumerate().flat_map(|(at, one)| all[..at].iter().map(move |two| (two, one)));
        let Some((one, other)) = pairs.find(|(one, other)| exclude(one, other)) else { continue };
        let problem = Diagnostic::warning("W0531", format!("the rule `{}` matches no request", rule.name.value))
            .at(other.span, "excludes the test before it")
            .at(one.span, "both would have to hold")
            .help("remove one of them, or write a rule for each");
        problems.push(problem);
    }
}
