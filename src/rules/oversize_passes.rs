use crate::diag::{Diagnostic, Problems};
use crate::spec::waf::{Oversize, RequestPart, Test, What};
use crate::spec::{RuleAction, Spec, WafVersion};

/// W0541: a rule that blocks by what is in a body, and does not see all of it.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    let v2 = spec.wafs.values().filter(|waf| waf.version.value == WafVersion::V2).flat_map(|waf| &waf.rules);
    let grouped = spec.rule_groups.values().flat_map(|group| &group.rules);
    for rule in v2.chain(grouped) {
        let Some(action) = rule.action.filter(|action| action.value == RuleAction::Block) else { continue };
        for one in rule.statements().into_iter().filter(|one| !one.negated.value) {
            let What::Part(test) = &one.what else { continue };
            let oversize = match &test.part {
                RequestPart::Body(oversize) | RequestPart::JsonBody { oversize, .. } => oversize,
                _ => continue,
            };
            if oversize.value != Oversize::Continue || matches!(test.test, Test::Size { .. }) {
                continue;
            }
            let problem = Diagnostic::warning("W0541", "who sends a longer body gets past this")
                .at(oversize.span, "looks only at the beginning: 8 or 16 KB")
                .at(action.span, "blocks by what it finds there")
                .help("write `oversize=\"match\"`, or block longer bodies by a rule of their own: `body oversize=\"match\" size=\"> 8KB\"`");
            problems.push(problem);
        }
    }
}
