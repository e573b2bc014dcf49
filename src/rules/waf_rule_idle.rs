use super::waf_rule_shadowed::Decisions;
use crate::diag::{Diagnostic, Problems, Span};
use crate::spec::waf::{RuleAction, RuleBody};
use crate::spec::{DefaultAction, Gaps, Spec, WafRule};

/// W0534: a rule that does what would be done without it.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for waf in spec.wafs.values() {
        let unknown = gaps.node(waf.span)
            || gaps.value(waf.default.span)
            || waf.default_does.response.is_some()
            || waf.rules.iter().any(|rule| {
                gaps.node(rule.span)
                    || gaps.value(rule.priority.span)
                    || rule.action.is_some_and(|action| gaps.value(action.span))
            });
        if unknown {
            continue;
        }
        let same = match waf.default.value {
            DefaultAction::Allow => RuleAction::Allow,
            DefaultAction::Block => RuleAction::Block,
        };
        let otherwise = |rule: &WafRule| may_end_otherwise(rule, same);
        // An ACL that only allows or only blocks has a warning of its own.
        if !waf.rules.iter().any(otherwise) {
            continue;
        }
        let decisions = Decisions::of(waf, gaps);
        let last = waf.rules.iter().filter(|rule| otherwise(rule)).map(|rule| rule.priority.value).max();
        for (at, rule) in waf.rules.iter().enumerate() {
            let Some(place) = ends_so(rule, same) else { continue };
            // What it adds or answers is a difference, and so are labels in logs.
            let adds = rule.does.response.is_some() || !rule.does.add_headers.is_empty() || !rule.labels.is_empty();
            let is_last = last.is_none_or(|last| last <= rule.priority.value);
            if adds || !is_last || decisions.before(at).is_some() {
                continue;
            }
            let (does, done, exception) = match waf.default.value {
                DefaultAction::Allow => ("allows", "allowed", "blocks"),
                DefaultAction::Block => ("blocks", "blocked", "allows"),
            };
            let problem = Diagnostic::warning("W0534", format!("the rule `{}` changes nothing", rule.name.value))
                .at(place, format!("{does} what would be {done}"))
                .at(waf.default.span, "by the default, and no rule in between decides otherwise")
                .help(format!("put it before a rule that {exception} too much, by a smaller `priority`, or remove it"));
            problems.push(problem);
        }
    }
}

/// Where it is said that a rule ends requests in this way, and in no other that would matter: groups of AWS let nothing in.
fn ends_so(rule: &WafRule, same: RuleAction) -> Option<Span> {
    match (&rule.body, rule.action) {
        (RuleBody::Managed(managed), None) if same == RuleAction::Block && managed.vendor.value == "AWS" => {
            Some(managed.span)
        }
        (_, action) => action.filter(|action| action.value == same).map(|action| action.span),
    }
}

/// Whether a rule may end a request in another way than this.
fn may_end_otherwise(rule: &WafRule, than: RuleAction) -> bool {
    match (&rule.body, rule.action.map(|action| action.value)) {
        (_, Some(RuleAction::Count)) => false,
        (RuleBody::Managed(managed), None) if than == RuleAction::Block => managed.vendor.value != "AWS",
        (RuleBody::Managed(_) | RuleBody::Group(_), _) | (_, None) => true,
        (RuleBody::Statements(_) | RuleBody::Rate(_), Some(action)) => action != than,
    }
}
