use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::OriginTarget;
use crate::spec::{HeaderTest, Spec};

/// W0504: a web ACL on a gateway compares a header with a secret, and no cdn before the gateway sends it.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for gateway in spec.gateways.values() {
        let Some(waf) = gateway.waf.as_ref().and_then(|waf| spec.wafs.get(waf.value.name())) else { continue };
        for test in waf.rules.iter().flat_map(|rule| &rule.headers) {
            if test.value.secrets().next().is_none() || is_sent(spec, &gateway.name.value, test) {
                continue;
            }
            let name = &test.header.value;
            let said = format!("no cdn sends `{name}` with this secret to `gateway.{}`", gateway.name.value);
            let problem = Diagnostic::warning("W0504", said)
                .at(test.span, "compared here")
                .at(gateway.span, "before this gateway")
                .help(format!("add `send-header \"{name}\" (secret)\"…\"` to the cdn's origin for the gateway"));
            problems.push(problem);
        }
    }
}

fn is_sent(spec: &Spec, gateway: &str, test: &HeaderTest) -> bool {
    let origins = spec.cdns.values().flat_map(|cdn| &cdn.origins);
    let before =
        origins.filter(|origin| matches!(&origin.target, OriginTarget::Gateway(to) if to.value.name() == gateway));
    before.flat_map(|origin| &origin.send_headers).any(|header| {
        let same_secret =
            test.value.secrets().all(|wanted| header.value.secrets().any(|sent| sent.value == wanted.value));
        header.name.value.eq_ignore_ascii_case(&test.header.value) && same_secret
    })
}
