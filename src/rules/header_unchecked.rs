use super::header_differs::{difference, waf_behind};
use super::waf_tests::secret_tests;
use crate::diag::{Diagnostic, Problems, Span};
use crate::names::BlockAddr;
use crate::spec::cdn::{Cdn, Origin, OriginTarget, SendHeader};
use crate::spec::waf::RuleAction;
use crate::spec::{Code, Gaps, Gateway, PartTest, Route, Spec, WafRule};

/// E0503: a cdn sends a secret header to a gateway, and nothing there compares it.
///
/// A function that has the same secret in its environment may compare it by itself.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for (cdn, origin) in spec.cdns.values().flat_map(|cdn| cdn.origins.iter().map(move |origin| (cdn, origin))) {
        let OriginTarget::Gateway(target) = &origin.target else { continue };
        let Some(gateway) = spec.gateways.get(target.value.name()) else { continue };
        for header in &origin.send_headers {
            if header.value.secrets().next().is_none()
                || gaps.value(header.name.span)
                || gaps.twice(&target.value)
                || is_tested(spec, gaps, gateway, header)
                || reaches_code(spec, gaps, gateway, header)
                || is_meant_otherwise(spec, gaps, origin, header)
                || is_looked_for_too_early(spec, cdn, header)
            {
                continue;
            }
            if let (Some(waf), Some(action)) = (&gateway.waf, only_counted(spec, gateway, header)) {
                let said = format!("`{}` decides nothing on `{}`", header.name.value, target.value);
                let problem = Diagnostic::error("E0503", said)
                    .at(header.span, "sent here so that others can be told apart")
                    .at(action, format!("`{}` compares it and only counts", waf.value))
                    .help("write `action=\"allow\"`, with `default \"block\"`");
                problems.push(problem);
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
    let decides = |rule: &&&WafRule| match rule.action {
        Some(action) => action.value != RuleAction::Count || gaps.value(action.span),
        None => true,
    };
    let mut names = rules.iter().filter(decides).flat_map(|rule| rule.tests()).filter_map(PartTest::header);
    gaps.node(waf.span)
        || rules.iter().any(|rule| gaps.node(rule.span) || rule.foreign_group().is_some())
        || names.any(|name| name.value.eq_ignore_ascii_case(&header.name.value) || gaps.value(name.span))
}

/// The action of the rule that compares the header, when all that do only count.
fn only_counted(spec: &Spec, gateway: &Gateway, header: &SendHeader) -> Option<Span> {
    let waf = spec.wafs.get(gateway.waf.as_ref()?.value.name())?;
    let compares = |rule: &&WafRule| {
        rule.tests().filter_map(PartTest::header).any(|name| name.value.eq_ignore_ascii_case(&header.name.value))
    };
    spec.rules_asked_by(waf).into_iter().find(compares)?.action.map(|action| action.span)
}

/// Whether there is a test that is meant for the header and looks for another name: that is said in one piece.
fn is_meant_otherwise(spec: &Spec, gaps: &Gaps, origin: &Origin, header: &SendHeader) -> bool {
    let pair = waf_behind(spec, gaps, origin).and_then(|waf| difference(spec, waf, origin, gaps));
    pair.is_some_and(|pair| pair.sent.span == header.span)
}

/// Whether the web ACL of the cdn itself looks for the header: that is what is wrong, and is said there.
fn is_looked_for_too_early(spec: &Spec, cdn: &Cdn, header: &SendHeader) -> bool {
    let waf = cdn.waf.as_ref().and_then(|waf| spec.wafs.get(waf.value.name()));
    let rules = waf.map(|waf| spec.rules_asked_by(waf)).unwrap_or_default();
    rules.into_iter().flat_map(secret_tests).any(|test| test.is_of(&header.name.value))
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
