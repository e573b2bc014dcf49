use super::waf_tests::implies;
use crate::diag::{Diagnostic, Problems};
use crate::spec::{Gaps, RuleAction, Spec, Waf, WafRule};

/// W0530: a rule behind one that has decided about every request it would match.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for waf in spec.wafs.values() {
        for later in &waf.rules {
            let Some(earlier) = decided_by(waf, later, gaps) else { continue };
            let does = if earlier.action.value == RuleAction::Allow { "allows" } else { "blocks" };
            let problem = Diagnostic::warning("W0530", format!("the rule `{}` is never asked", later.name.value))
                .at(later.span, "every request it would match is decided before")
                .at(earlier.span, format!("this rule {does} all of them, at priority {}", earlier.priority.value))
                .help(match (earlier.action.value, later.action.value) {
                    (one, other) if one == other => {
                        format!("remove `{}`: the rule before it does the same", later.name.value)
                    }
                    _ => format!("give `{}` a priority below {}", later.name.value, earlier.priority.value),
                });
            problems.push(problem);
        }
    }
}

/// The rule that has decided about every request before `later` is asked.
pub(super) fn decided_by<'s>(waf: &'s Waf, later: &WafRule, gaps: &Gaps) -> Option<&'s WafRule> {
    let before = waf.rules.iter().filter(|earlier| {
        let sound = !gaps.node(earlier.span)
            && !gaps.value(earlier.priority.span)
            && !gaps.value(earlier.action.span)
            && !earlier.headers.is_empty();
        let decides = match earlier.action.value {
            RuleAction::Allow | RuleAction::Block => true,
            RuleAction::Count => false,
        };
        sound
            && decides
            && earlier.priority.value < later.priority.value
            && earlier.headers.iter().all(|wanted| later.headers.iter().any(|test| implies(test, wanted, gaps)))
    });
    before.min_by_key(|earlier| earlier.priority.value)
}
