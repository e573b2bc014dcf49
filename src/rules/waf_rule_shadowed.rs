use super::waf_tests::{conjunction, implies};
use crate::diag::{Diagnostic, Problems};
use crate::spec::waf::{RuleAction, Statement};
use crate::spec::{Gaps, Spec, Waf, WafRule};

/// W0530: a rule behind one that has decided about every request it would match.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for waf in spec.wafs.values() {
        let decisions = Decisions::of(waf, gaps);
        for (at, later) in waf.rules.iter().enumerate() {
            let Some((earlier, action)) = decisions.before(at) else { continue };
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

/// What the rules of a web ACL ask for and decide.
pub(super) struct Decisions<'s> {
    /// In the order of writing.
    rules: Vec<Decision<'s>>,
    /// Rules that end requests, the first that is asked first.
    deciding: Vec<(usize, RuleAction)>,
}

struct Decision<'s> {
    rule: &'s WafRule,
    /// What must hold, when all of it is known.
    wanted: Option<Vec<&'s Statement>>,
    /// Whether it is known when the rule is asked.
    placed: bool,
}

impl<'s> Decisions<'s> {
    pub(super) fn of(waf: &'s Waf, gaps: &Gaps) -> Self {
        let decision =
            |rule| Decision { rule, wanted: conjunction(rule, gaps), placed: !gaps.value(rule.priority.span) };
        let rules: Vec<Decision> = waf.rules.iter().map(decision).collect();
        let mut deciding: Vec<(usize, RuleAction)> = rules
            .iter()
            .enumerate()
            .filter(|(_, decision)| decision.placed && decision.wanted.is_some())
            .filter_map(|(at, decision)| {
                let action = decision.rule.action.filter(|action| !gaps.value(action.span))?.value;
                match action {
                    RuleAction::Allow | RuleAction::Block => Some((at, action)),
                    // Who has solved the puzzle goes on.
                    RuleAction::Count | RuleAction::Captcha | RuleAction::Challenge => None,
                }
            })
            .collect();
        deciding.sort_by_key(|(at, _)| rules[*at].rule.priority.value);
        Self { rules, deciding }
    }

    /// The rule that has decided about every request before the rule at this place is asked, and how.
    pub(super) fn before(&self, at: usize) -> Option<(&'s WafRule, RuleAction)> {
        let later = self.rules.get(at).filter(|later| later.placed)?;
        let statements = later.wanted.as_ref()?;
        let asked_before = self
            .deciding
            .iter()
            .take_while(|(earlier, _)| self.rules[*earlier].rule.priority.value < later.rule.priority.value);
        let mut wider = asked_before.filter(|(earlier, _)| {
            let wanted = self.rules[*earlier].wanted.as_deref().unwrap_or_default();
            wanted.iter().all(|wanted| statements.iter().any(|one| implies(one, wanted)))
        });
        wider.next().map(|(earlier, action)| (self.rules[*earlier].rule, *action))
    }
}
