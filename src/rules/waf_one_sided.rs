use crate::diag::{Diagnostic, Problems};
use crate::spec::waf::RuleBody;
use crate::spec::{DefaultAction, Gaps, RuleAction, Spec};

/// W0502: a web ACL that can never block. W0507: one that lets nothing through.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for waf in spec.wafs.values() {
        // A rule that could not be read may be the one that is missed, and so may an action.
        let rules = spec.rules_asked_by(waf);
        let unknown =
            rules.iter().any(|rule| rule.action.is_some_and(|action| gaps.value(action.span)) || gaps.node(rule.span));
        if unknown || gaps.node(waf.span) {
            continue;
        }
        // What a group of somebody else does is not known: it may let in and keep out.
        if waf.rules.iter().any(|rule| rule.action.is_none() && rule.foreign_group().is_some()) {
            continue;
        }
        let any = |action: RuleAction| rules.iter().any(|rule| rule.action.is_some_and(|own| own.value == action));
        // What a group of AWS's or a seller's keeps out is not known; a puzzle keeps out who cannot solve it.
        let keeps_out = any(RuleAction::Block)
            || any(RuleAction::Captcha)
            || any(RuleAction::Challenge)
            || rules.iter().any(|rule| matches!(rule.body, RuleBody::Managed(_)) && rule.action.is_none());
        let name = &waf.name.value;
        let problem = match waf.default.value {
            DefaultAction::Allow if !keeps_out => {
                let mut problem = Diagnostic::warning("W0502", format!("`waf.{name}` can never block a request"))
                    .at(waf.default.span, "lets through what no rule decides")
                    .help("let a rule block, or make the default `block` and let a rule allow");
                for action in rules.iter().filter_map(|rule| rule.action) {
                    let does = if action.value == RuleAction::Count { "only counts" } else { "only allows" };
                    problem = problem.at(action.span, does);
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
