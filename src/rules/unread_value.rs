use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::{Gaps, Spec};

/// W0554: a param or secret that every environment must give a value and nothing reads.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    // What reads it may be among what could not be read.
    if gaps.flawed {
        return;
    }
    // A spec that has nothing in it yet is only begun.
    let begun = spec.spans.keys().any(|addr| !matches!(addr.kind(), "param" | "secret"));
    if !begun {
        return;
    }
    // A default costs nobody anything.
    let params =
        spec.params.values().filter(|param| param.default.is_none()).map(|param| ("param", &param.name, param.span));
    let secrets = spec.secrets.values().map(|secret| ("secret", &secret.name, secret.span));
    let read: std::collections::BTreeSet<&BlockAddr> = spec.mentions.iter().map(|mention| &mention.to).collect();
    for (kind, name, span) in params.chain(secrets) {
        let addr = BlockAddr::new(kind, &name.value);
        if read.contains(&addr) {
            continue;
        }
        let used = if kind == "param" {
            format!("`${{param.{}}}`", name.value)
        } else {
            format!("`(secret)\"{}\"`", name.value)
        };
        let problem = Diagnostic::warning("W0554", format!("nothing reads `{addr}`"))
            .at(span, "what environments give for it goes nowhere")
            .help(format!("write {used} where it belongs, or remove the block"));
        problems.push(problem);
    }
}
