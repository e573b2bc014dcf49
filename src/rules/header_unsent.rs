use super::header_differs::{difference, waf_behind};
use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::{OriginTarget, SendHeader};
use crate::spec::{Gaps, PartTest, Spec, Template};

/// W0504: a web ACL on a gateway compares a header with a secret, and no cdn before the gateway sends it.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    // What sends it may be in a cdn that could not be read.
    if gaps.blocks || spec.cdns.values().any(|cdn| gaps.node(cdn.span)) {
        return;
    }
    for gateway in spec.gateways.values() {
        let Some(waf) = gateway.waf.as_ref().and_then(|waf| spec.wafs.get(waf.value.name())) else { continue };
        let rules = spec.rules_asked_by(waf);
        for test in rules.iter().flat_map(|rule| rule.tests()) {
            let (Some(header), Some(value)) = (test.header(), test.values().first().copied()) else { continue };
            if value.secrets().next().is_none()
                || gaps.value(header.span)
                || is_sent(spec, gaps, &gateway.name.value, (&header.value, value))
                || is_sent_otherwise(spec, gaps, test)
            {
                continue;
            }
            let name = &header.value;
            let said = format!("no cdn sends `{name}` with this secret to `gateway.{}`", gateway.name.value);
            let problem = Diagnostic::warning("W0504", said)
                .at(test.span, "compared here")
                .at(gateway.span, "before this gateway")
                .help(format!("add `send-header \"{name}\" (secret)\"…\"` to the cdn's origin for the gateway"));
            problems.push(problem);
        }
    }
}

/// Whether there is a header that is meant for the test and has another name or secret: that is said in one piece.
fn is_sent_otherwise(spec: &Spec, gaps: &Gaps, test: &PartTest) -> bool {
    spec.cdns.values().flat_map(|cdn| &cdn.origins).any(|origin| {
        let pair = waf_behind(spec, gaps, origin).and_then(|waf| difference(spec, waf, origin, gaps));
        pair.is_some_and(|pair| pair.test.test.span == test.span)
    })
}

fn is_sent(spec: &Spec, gaps: &Gaps, gateway: &str, (name, value): (&str, &Template)) -> bool {
    let origins = spec.cdns.values().flat_map(|cdn| &cdn.origins);
    let mut before = origins.filter(|origin| match &origin.target {
        OriginTarget::Gateway(to) => to.value.name() == gateway || !spec.gateways.contains_key(to.value.name()),
        OriginTarget::Bucket(_) | OriginTarget::Host(_) => gaps.value(origin.target.span()),
    });
    let same_secret = |header: &SendHeader| {
        gaps.value(value.span)
            || gaps.value(header.value.span)
            || value.secrets().all(|wanted| header.value.secrets().any(|sent| sent.value == wanted.value))
    };
    let same_name = |header: &SendHeader| gaps.value(header.name.span) || header.name.value.eq_ignore_ascii_case(name);
    before.any(|origin| {
        gaps.node(origin.span) || origin.send_headers.iter().any(|header| same_name(header) && same_secret(header))
    })
}
