use crate::diag::{Diagnostic, Problems};
use crate::spec::{Spec, Test};

/// W0532: a secret of which only a part of a header is compared.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for test in spec.wafs.values().flat_map(|waf| &waf.rules).flat_map(|rule| &rule.headers) {
        let (word, lets) = match test.test {
            Test::Contains => ("contains", "whatever stands around it"),
            Test::StartsWith => ("starts-with", "whatever comes after it"),
            Test::EndsWith => ("ends-with", "whatever comes before it"),
            Test::Equals | Test::Matches => continue,
        };
        if test.value.secrets().next().is_none() {
            continue;
        }
        let problem = Diagnostic::warning("W0532", format!("`{word}` compares only a part with the secret"))
            .at(test.value.span, format!("the header passes with {lets}"))
            .help(format!("write `equals=` in place of `{word}=`"));
        problems.push(problem);
    }
}
