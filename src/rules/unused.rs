use crate::diag::{Diagnostic, Problems, Span};
use crate::names::BlockAddr;
use crate::spec::{Gaps, Spec};

/// W0513: a web ACL that is on nothing, and what no web ACL uses.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    let users = spec.gateways.values().map(|gateway| gateway.span).chain(spec.cdns.values().map(|cdn| cdn.span));
    let wafs = spec.wafs.values().map(|waf| (&waf.name.value, waf.span));
    judge(spec, gaps, "waf", users, wafs, problems);
    let rules = || {
        let own = spec.wafs.values().flat_map(|waf| waf.rules.iter().map(|rule| rule.span).chain([waf.span]));
        let grouped =
            spec.rule_groups.values().flat_map(|group| group.rules.iter().map(|rule| rule.span).chain([group.span]));
        own.chain(grouped)
    };
    let groups = spec.rule_groups.values().map(|group| (&group.name.value, group.span));
    judge(spec, gaps, "rule-group", rules(), groups, problems);
    judge(spec, gaps, "ip-set", rules(), spec.ip_sets.values().map(|set| (&set.name.value, set.span)), problems);
    judge(spec, gaps, "regex-set", rules(), spec.regex_sets.values().map(|set| (&set.name.value, set.span)), problems);
}

/// `users` are the nodes that may use blocks of this kind.
fn judge<'s>(
    spec: &Spec,
    gaps: &Gaps,
    kind: &str,
    mut users: impl Iterator<Item = Span>,
    blocks: impl Iterator<Item = (&'s String, Span)>,
    problems: &mut Problems,
) {
    // What is misspelt or could not be read may be what uses it.
    if gaps.blocks || gaps.dangling(kind) || users.any(|user| gaps.node(user)) {
        return;
    }
    for (name, span) in blocks {
        let addr = BlockAddr::new(kind, name);
        // An expectation talks about a web ACL, but puts it on nothing.
        if spec.mentions.iter().any(|mention| mention.to == addr && mention.from.kind() != "expect") {
            continue;
        }
        let (place, how) = match kind {
            "waf" => ("a `gateway` or `cdn`", format!("waf \"{name}\"")),
            "regex-set" => ("a rule", format!("path matches-set=\"{name}\"")),
            kind => ("a rule", format!("{kind} \"{name}\"")),
        };
        let problem = Diagnostic::warning("W0513", format!("nothing uses `{addr}`"))
            .at(span, "it protects nothing")
            .help(format!("add `{how}` to {place}, or remove the block"));
        problems.push(problem);
    }
}
