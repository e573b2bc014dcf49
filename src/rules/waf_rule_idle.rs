use super::waf_rule_shadowed::decided_by;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{DefaultAction, Gaps, RuleAction, Spec};

/// W0534: a rule that does what would be done without it.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for waf in spec.wafs.values() {
        let unknown = gaps.node(waf.span)
            || gaps.value(waf.default.span)
            || waf.rules.iter().any(|rule| gaps.value(rule.action.span) || gaps.value(rule.priority.span));
        if unknown {
            continue;
        }
        let (same, opposite) = match waf.default.value {
            DefaultAction::Allow => (RuleAction::Allow, RuleAction::Block),
            DefaultAction::Block => (RuleAction::Block, RuleAction::Allow),
        };
        // An ACL that only allows or only blocks has a warning of its own.
        if waf.rules.iter().all(|rule| rule.action.value != opposite) {
            continue;
        }
        for rule in waf.rules.iter().filter(|rule| rule.action.value == same) {
            let mut after = waf.rules.iter().filter(|other| other.priority.value > rule.priority.value);
            if after.any(|other| other.action.value == opposite) || decided_by(waf, rule, gaps).is_some() {
                continue;
            }
            let (does, exception) = match same {
                RuleAction::Allow => ("allows", "blocks"),
                RuleAction::Block | RuleAction::Count => ("blocks", "allows"),
            };
            let problem = Diagnostic::warning("W0534", format!("the rule `{}` changes nothing", rule.name.value))
                .at(
                    rule.action.span,
                    format!("{does} what would be {}", if does == "allows" { "allowed" } else { "blocked" }),
                )
                .at(waf.default.span, "by the default, and no rule in between decides otherwise")
                .help(format!("put it before a rule that {exception} too much, by a smaller `priority`, or remove it"));
            problems.push(problem);
        }
    }
}
