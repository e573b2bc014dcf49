use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::{Gaps, Spec};

/// W0513: a web ACL that is on nothing.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    let users = spec.gateways.values().map(|gateway| gateway.span).chain(spec.cdns.values().map(|cdn| cdn.span));
    // What is misspelt or could not be read may be what uses it.
    if gaps.blocks || gaps.dangling("waf") || users.into_iter().any(|user| gaps.node(user)) {
        return;
    }
    for waf in spec.wafs.values() {
        let addr = BlockAddr::new("waf", &waf.name.value);
        // An expectation talks about a web ACL, but puts it on nothing.
        if spec.mentions.iter().any(|mention| mention.to == addr && mention.from.kind() != "expect") {
            continue;
        }
        let problem = Diagnostic::warning("W0513", format!("nothing uses `{addr}`"))
            .at(waf.span, "it protects nothing")
            .help(format!("add `waf \"{}\"` to a `gateway` or `cdn`, or remove the block", waf.name.value));
        problems.push(problem);
    }
}
