use crate::diag::{Diagnostic, Problems};
use crate::spec::waf::RuleBody;
use crate::spec::{Gaps, Spec};

/// E0446: a rule that is changed and that the group does not have: AWS refuses it.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for rule in spec.wafs.values().flat_map(|waf| &waf.rules) {
        let RuleBody::Group(used) = &rule.body else { continue };
        let Some(group) = spec.rule_groups.get(used.group.value.name()) else { continue };
        if gaps.node(group.span) || gaps.twice(&used.group.value) {
            continue;
        }
        for other in used.overrides.values() {
            if group.rules.iter().any(|rule| rule.name.value == other.rule.value || gaps.value(rule.name.span)) {
                continue;
            }
            let names: Vec<String> = group.rules.iter().map(|rule| format!("`{}`", rule.name.value)).collect();
            let said = format!("`{}` has no rule `{}`", used.group.value, other.rule.value);
            let problem = Diagnostic::error("E0446", said)
                .at(other.rule.span, "changes nothing")
                .at(group.span, "the group")
                .help(format!("its rules: {}", names.join(", ")));
            problems.push(problem);
        }
    }
}
