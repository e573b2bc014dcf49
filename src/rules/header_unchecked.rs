use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::{OriginTarget, SendHeader};
use crate::spec::{Gateway, Spec};

/// E0503: a cdn sends a secret header to a gateway, and nothing there compares it.
///
/// A function that has the same secret in its environment may compare it by itself.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for origin in spec.cdns.values().flat_map(|cdn| &cdn.origins) {
        let OriginTarget::Gateway(target) = &origin.target else { continue };
        let Some(gateway) = spec.gateways.get(target.value.name()) else { continue };
        for header in &origin.send_headers {
            if header.value.secrets().next().is_none()
                || is_tested(spec, gateway, header)
                || reaches_code(spec, gateway, header)
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

fn is_tested(spec: &Spec, gateway: &Gateway, header: &SendHeader) -> bool {
    let waf = gateway.waf.as_ref().and_then(|waf| spec.wafs.get(waf.value.name()));
    waf.is_some_and(|waf| {
        let mut tests = waf.rules.iter().flat_map(|rule| &rule.headers);
        tests.any(|test| test.header.value.eq_ignore_ascii_case(&header.name.value))
    })
}

fn reaches_code(spec: &Spec, gateway: &Gateway, header: &SendHeader) -> bool {
    let mut functions = gateway.routes.iter().filter_map(|route| spec.functions.get(route.function.value.name()));
    functions.any(|function| {
        let mut known = function.env.values().flat_map(|variable| variable.value.secrets());
        known.any(|known| header.value.secrets().any(|sent| sent.value == known.value))
    })
}
