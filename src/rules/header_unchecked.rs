use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::cdn::{OriginTarget, SendHeader};
use crate::spec::{Code, Gaps, Gateway, PartTest, Route, Spec};

/// E0503: a cdn sends a secret header to a gateway, and nothing there compares it.
///
/// A function that has the same secret in its environment may compare it by itself.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for origin in spec.cdns.values().flat_map(|cdn| &cdn.origins) {
        let OriginTarget::Gateway(target) = &origin.target else { continue };
        let Some(gateway) = spec.gateways.get(target.value.name()) else { continue };
        for header in &origin.send_headers {
            if header.value.secrets().next().is_none()
                || gaps.value(header.name.span)
                || gaps.twice(&target.value)
                || is_tested(spec, gaps, gateway, header)
                || reaches_code(spec, gaps, gateway, header)
            {
                continue;
            }
            let said = format!("nothing checks the secret header `{}` on `{}`", header.name.value, target.value);
            let problem =
                Diagnostic::error("E0503", said).at(header.span, "sent here so that others can be told apart");
            problems.push(match &gateway.waf {
                Some(waf) => problem.at(waf.span, format!("`{}` has no test of this header", waf.value)).help(format!(
                    "add a rule that allows `header \"{}\" equals=(secret)\"…\"`, with `default \"block\"`",
                    header.name.value
                )),
                None => problem
                    .at(gateway.span, "this gateway has no `waf`, so everybody gets in")
                    .help("add `waf \"NAME\"` to the gateway with a rule that compares the header, or send no secret"),
            });
        }
    }
}

/// Whether the gateway's web ACL compares the header, or may do so where it could not be read.
fn is_tested(spec: &Spec, gaps: &Gaps, gateway: &Gateway, header: &SendHeader) -> bool {
    let Some(named) = &gateway.waf else { return gaps.node(gateway.span) };
    let Some(waf) = spec.wafs.get(named.value.name()).filter(|_| !gaps.twice(&named.value)) else { return true };
    let rules = spec.rules_asked_by(waf);
    let mut names = rules.iter().flat_map(|rule| rule.tests()).filter_map(PartTest::header);
    gaps.node(waf.span)
        || rules.iter().any(|rule| gaps.node(rule.span))
        || names.any(|name| name.value.eq_ignore_ascii_case(&header.name.value) || gaps.value(name.span))
}

/// Whether a function behind the gateway has the secret, or may have it where it could not be read.
fn reaches_code(spec: &Spec, gaps: &Gaps, gateway: &Gateway, header: &SendHeader) -> bool {
    let has = |addr: &BlockAddr| {
        let Some(function) = spec.functions.get(addr.name()).filter(|_| !gaps.twice(addr)) else { return true };
        gaps.node(function.span)
            || matches!(function.code, Code::Existing { .. })
            || function.env.values().any(|variable| {
                let mut known = variable.value.secrets();
                gaps.value(variable.value.span)
                    || known.any(|known| header.value.secrets().any(|sent| sent.value == known.value))
            })
    };
    gateway.routes.iter().filter_map(Route::function).any(|function| has(&function.value))
}
