use crate::diag::{Diagnostic, Problems};
use crate::spec::{DefaultAction, Gaps, RuleAction, Spec};

/// W0502: a web ACL that can never block. W0507: one that lets nothing through.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for waf in spec.wafs.values() {
        // A rule that could not be read may be the one that is missed, and so may an action.
        let unknown = waf.rules.iter().any(|rule| gaps.value(rule.action.span));
        if unknown || gaps.node(waf.span) {
            continue;
        }
        let any = |action: RuleAction| waf.rules.iter().any(|rule| rule.action.value == action);
        let name = &waf.name.value;
        let problem = match waf.default.value {
            DefaultAction::Allow if !any(RuleAction::Block) => {
                let mut problem = Diagnostic::warning("W0502", format!("`waf.{name}` can never block a request"))
                    .at(waf.default.span, "lets through what no rule decides")
                    .help("let a rule block, or make the default `block` and let a rule allow");
                for rule in &waf.rules {
                    let does = if rule.action.value == RuleAction::Count { "only counts" } else { "only allows" };
                    problem = problem.at(rule.action.span, does);
                }
                problem
            }
            DefaultAction::Block if !any(RuleAction::Allow) => {
                Diagnostic::warning("W0507", format!("`waf.{name}` lets no request through"))
                    .at(waf.default.span, "blocks what no rule allows, and none does")
                    .help("add a rule with `action=\"allow\"`")
            }
            DefaultAction::Allow | DefaultAction::Block => continue,
        };
        problems.push(problem);
    }
}
