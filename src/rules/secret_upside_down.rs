use super::header_differs::waf_behind;
use super::waf_tests::{all_rules, conjunction, secret_test};
use crate::diag::{Diagnostic, Problems, Spanned};
use crate::spec::waf::{RuleAction, WafRule};
use crate::spec::{Gaps, Spec};

/// E0462: a rule that lets in whoever does not know the secret, or keeps out who sends it.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for rule in all_rules(spec) {
        let Some(action) = action(rule, RuleAction::Allow, gaps) else { continue };
        let all = conjunction(rule, gaps).unwrap_or_default();
        let [statement] = all.as_slice() else { continue };
        if secret_test(statement).is_none() || !statement.negated.value {
            continue;
        }
        let said = format!("the rule `{}` lets in everybody who does not know the secret", rule.name.value);
        let problem = Diagnostic::error("E0462", said)
            .at(statement.negated.span, "turns the test around: a missing header passes")
            .at(action.span, "and what passes is let in")
            .help("remove `not=#true`, or write `action=\"block\"`");
        problems.push(problem);
    }
    for origin in spec.cdns.values().flat_map(|cdn| &cdn.origins) {
        let Some(waf) = waf_behind(spec, gaps, origin) else { continue };
        for rule in &waf.rules {
            let Some(action) = action(rule, RuleAction::Block, gaps) else { continue };
            let all = conjunction(rule, gaps).unwrap_or_default();
            let [statement] = all.as_slice() else { continue };
            let Some(test) = secret_test(statement).filter(|_| !statement.negated.value) else { continue };
            let sent = origin.send_headers.iter().find(|header| {
                test.is_of(&header.name.value)
                    && header.value.secrets().next().is_some()
                    && header.value.is_like(test.value)
                    && !gaps.value(header.name.span)
            });
            let Some(sent) = sent else { continue };
            let said = format!("the rule `{}` blocks every request that comes through the cdn", rule.name.value);
            let problem = Diagnostic::error("E0462", said)
                .at(action.span, "blocks what has the header")
                .at(sent.span, "which is added here to every request")
                .help("write `not=#true` on the test, or `action=\"allow\"` with `default \"block\"`");
            problems.push(problem);
        }
    }
}

/// The action of a rule, when it is this one for sure.
fn action(rule: &WafRule, wanted: RuleAction, gaps: &Gaps) -> Option<Spanned<RuleAction>> {
    rule.action.filter(|action| action.value == wanted && !gaps.value(action.span))
}
