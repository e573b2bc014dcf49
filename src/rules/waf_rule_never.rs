use super::waf_tests::{all_rules, case_taken_away, conjunction, exclude};
use crate::diag::{Diagnostic, Problems};
use crate::spec::declare::Choices as _;
use crate::spec::waf::{PartTest, RequestPart, Statement, Test, TextTest, What};
use crate::spec::{Gaps, Spec, Template, WafRule};

/// W0531: a rule that no request matches, or a test that every request passes.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for rule in all_rules(spec) {
        let Some(all) = conjunction(rule, gaps) else { continue };
        for statement in &all {
            let What::Part(test) = &statement.what else { continue };
            if let Some((value, why, help)) = never_so(test) {
                let said = said(rule, statement);
                problems.push(Diagnostic::warning("W0531", said).at(value.span, why).help(help));
                continue;
            }
            let Some((value, transform, letters)) = case_taken_away(test) else { continue };
            let said = said(rule, statement);
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

fn said(rule: &WafRule, statement: &Statement) -> String {
    match statement.negated.value {
        false => format!("the rule `{}` matches no request", rule.name.value),
        true => format!("every request passes this test of `{}`", rule.name.value),
    }
}

/// What a test looks for that no request has: a path without its slash, a verb in small letters. What is decoded or changed before
/// may be anything.
fn never_so(test: &PartTest) -> Option<(&Template, &'static str, String)> {
    let Test::Text { how, value } = &test.test else { return None };
    let text = value.as_literal().filter(|text| !text.is_empty() && test.transforms.is_empty())?;
    match &test.part {
        RequestPart::Path if matches!(how, TextTest::Equals | TextTest::StartsWith) && !text.starts_with('/') => {
            Some((value, "every path begins with `/`", format!("write `\"/{text}\"`")))
        }
        RequestPart::Method if text.chars().any(|letter| letter.is_ascii_lowercase()) => {
            Some((value, "verbs have capital letters", format!("write `\"{}\"`", text.to_ascii_uppercase())))
        }
        RequestPart::QueryString if *how == TextTest::StartsWith && text.starts_with('?') => {
            let rest = text.trim_start_matches('?');
            Some((value, "the query string begins behind the `?`", format!("write `\"{rest}\"`")))
        }
        _ => None,
    }
}
