use crate::diag::{Diagnostic, Problems};
use crate::spec::waf::LogCondition;
use crate::spec::{Gaps, Spec, WafRule};

/// E0448: a filter of logs for a label that no rule puts on requests.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for waf in spec.wafs.values().filter(|waf| !gaps.node(waf.span)) {
        let conditions = waf.logging.iter().flat_map(|logging| &logging.filters).flat_map(|filter| &filter.conditions);
        for condition in conditions {
            let LogCondition::Label(one) = condition else { continue };
            if one.label.value.starts_with("awswaf:") {
                continue;
            }
            let (place, rules): (_, &[WafRule]) = match &one.rule_group {
                None => (waf.span, &waf.rules),
                Some(used) => match spec.rule_groups.get(used.value.name()) {
                    Some(group) if !gaps.node(group.span) && !gaps.twice(&used.value) => (group.span, &group.rules),
                    Some(_) | None => continue,
                },
            };
            let mut labels: Vec<&str> =
                rules.iter().flat_map(|rule| &rule.labels).map(|label| label.value.as_str()).collect();
            let unread = rules.iter().any(|rule| gaps.node(rule.span));
            if unread || labels.contains(&one.label.value.as_str()) {
                continue;
            }
            labels.sort_unstable();
            labels.dedup();
            let known: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
            let problem =
                Diagnostic::error("E0448", format!("no rule puts the label `{}` on requests", one.label.value))
                    .at(one.label.span, "no request has it")
                    .at(place, "among these rules")
                    .help(if known.is_empty() {
                        "add `add-label` to a rule; labels of managed groups are written whole, from `awswaf:` on"
                            .to_owned()
                    } else {
                        format!(
                            "known: {}; labels of managed groups are written whole, from `awswaf:` on",
                            known.join(", ")
                        )
                    });
            problems.push(problem);
        }
    }
}
