use super::waf_tests::{all_rules, secret_tests};
use crate::diag::{Diagnostic, Problems};
use crate::spec::Spec;
use crate::spec::waf::{Test, TextTest};

/// W0532: a secret of which only a part of a header is compared.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for secret in all_rules(spec).flat_map(secret_tests) {
        let Test::Text { how, value } = &secret.test.test else { continue };
        let (word, lets) = match how {
            TextTest::Contains => ("contains", "whatever stands around it"),
            TextTest::StartsWith => ("starts-with", "whatever comes after it"),
            TextTest::EndsWith => ("ends-with", "whatever comes before it"),
            TextTest::Word => ("word", "other words around it"),
            TextTest::Equals => continue,
        };
        let problem = Diagnostic::warning("W0532", format!("`{word}` compares only a part with the secret"))
            .at(value.span, format!("the header passes with {lets}"))
            .help(format!("write `equals=` in place of `{word}=`"));
        problems.push(problem);
    }
}
