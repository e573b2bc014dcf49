use super::waf_tests::{conjunction, implies};
use crate::diag::{Diagnostic, Problems};
use crate::spec::waf::RuleAction;
use crate::spec::{Gaps, Spec, Waf, WafRule};

/// W0530: a rule behind one that has decided about every request it would match.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for waf in spec.wafs.values() {
        for later in &waf.rules {
            let Some((earlier, action)) = decided_by(waf, later, gaps) else { continue };
            let does = if action == RuleAction::Allow { "allows" } else { "blocks" };
            let problem = Diagnostic::warning("W0530", format!("the rule `{}` is never asked", later.name.value))
                .at(later.span, "every request it would match is decided before")
                .at(earlier.span, format!("this rule {does} all of them, at priority {}", earlier.priority.value))
                .help(if later.action.is_some_and(|own| own.value == action) {
                    format!("remove `{}`: the rule before it does the same", later.name.value)
                } else {
                    format!("give `{}` a priority below {}", later.name.value, earlier.priority.value)
                });
            problems.push(problem);
        }
    }
}

/// The rule that has decided about every request before `later` is asked, and how.
pub(super) fn decided_by<'s>(waf: &'s Waf, later: &WafRule, gaps: &Gaps) -> Option<(&'s WafRule, RuleAction)> {
    if gaps.value(later.priority.span) {
        return None;
    }
    let statements = conjunction(later, gaps)?;
    let before = waf.rules.iter().filter_map(|earlier| {
        let action = earlier.action.filter(|action| !gaps.value(action.span))?.value;
        let decides = match action {
            RuleAction::Allow | RuleAction::Block => true,
            // Who has solved the puzzle goes on.
            RuleAction::Count | RuleAction::Captcha | RuleAction::Challenge => false,
        };
        let sound = decides && !gaps.value(earlier.priority.span) && earlier.priority.value < later.priority.value;
        let wider = || {
            conjunction(earlier, gaps)
                .is_some_and(|wanted| wanted.iter().all(|wanted| statements.iter().any(|one| implies(one, wanted))))
        };
        (sound && wider()).then_some((earlier, action))
    });
    before.min_by_key(|(earlier, _)| earlier.priority.value)
}
