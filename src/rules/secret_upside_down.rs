use super::header_differs::waf_behind;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, RuleAction, Spec, WafRule};

/// E0462: a rule that lets in whoever does not know the secret, or keeps out who sends it.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for rule in spec.wafs.values().flat_map(|waf| &waf.rules).filter(|rule| is_known(rule, gaps)) {
        let [test] = rule.headers.as_slice() else { continue };
        if test.value.secrets().next().is_none() || !test.negated.value || rule.action.value != RuleAction::Allow {
            continue;
        }
        let problem = Diagnostic::error(
            "E0462",
            format!("the rule `{}` lets in everybody who does not know the secret", rule.name.value),
        )
        .at(test.negated.span, "turns the test around: a missing header passes")
        .at(rule.action.span, "and what passes is let in")
        .help("remove `not=#true`, or write `action=\"block\"`");
        problems.push(problem);
    }
    for origin in spec.cdns.values().flat_map(|cdn| &cdn.origins) {
        let Some(waf) = waf_behind(spec, gaps, origin) else { continue };
        for rule in waf.rules.iter().filter(|rule| rule.action.value == RuleAction::Block && is_known(rule, gaps)) {
            let [test] = rule.headers.as_slice() else { continue };
            let sent = origin.send_headers.iter().find(|header| {
                !test.negated.value
                    && header.name.value.eq_ignore_ascii_case(&test.header.value)
                    && header.value.secrets().next().is_some()
                    && header.value.is_like(&test.value)
                    && !gaps.value(header.name.span)
            });
            let Some(sent) = sent else { continue };
            let said = format!("the rule `{}` blocks every request that comes through the cdn", rule.name.value);
            let problem = Diagnostic::error("E0462", said)
                .at(rule.action.span, "blocks what has the header")
                .at(sent.span, "which is added here to every request")
                .help("write `not=#true` on the test, or `action=\"allow\"` with `default \"block\"`");
            problems.push(problem);
        }
    }
}

fn is_known(rule: &WafRule, gaps: &Gaps) -> bool {
    !gaps.node(rule.span)
        && !gaps.value(rule.action.span)
        && rule.headers.iter().all(|test| {
            !gaps.node(test.span)
                && !gaps.value(test.value.span)
                && !gaps.value(test.negated.span)
                && !gaps.value(test.header.span)
        })
}
