use super::waf_tests::{exclude, is_known, lowered_away};
use crate::diag::{Diagnostic, Problems};
use crate::spec::declare::Choices as _;
use crate::spec::{Gaps, Spec};

/// W0531: a rule that no request matches, or a test that every request passes.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for rule in spec.wafs.values().flat_map(|waf| &waf.rules) {
        for test in rule.headers.iter().filter(|test| is_known(test, gaps)) {
            let Some(transform) = lowered_away(test) else { continue };
            let place = test.transforms.last().map_or(test.span, |last| last.span);
            let said = match test.negated.value {
                false => format!("the rule `{}` matches no request", rule.name.value),
                true => format!("every request passes this test of `{}`", rule.name.value),
            };
            let problem = Diagnostic::warning("W0531", said)
                .at(test.value.span, "has capital letters")
                .at(place, format!("`{}` leaves none in the request", transform.word()))
                .help("write the value in lower case");
            problems.push(problem);
        }
        let pairs =
            rule.headers.iter().enumerate().flat_map(|(at, one)| rule.headers[..at].iter().map(move |two| (two, one)));
        let Some((one, other)) = pairs.into_iter().find(|(one, other)| exclude(one, other, gaps)) else { continue };
        let problem = Diagnostic::warning("W0531", format!("the rule `{}` matches no request", rule.name.value))
            .at(other.span, "excludes the test before it")
            .at(one.span, "both would have to hold")
            .help("remove one of them, or write a rule for each");
        problems.push(problem);
    }
}
