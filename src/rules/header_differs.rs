use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::cdn::{Origin, OriginTarget, SendHeader};
use crate::spec::{Gaps, HeaderTest, Spec, Waf};

/// E0461: what a cdn sends is not what the web ACL of its gateway compares: the secret differs, or the header's name.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for origin in spec.cdns.values().flat_map(|cdn| &cdn.origins) {
        let Some(waf) = waf_behind(spec, gaps, origin) else { continue };
        for Difference { sent, test, what } in differences(waf, origin, gaps) {
            let (said, here, there) = match what {
                What::Secret => (
                    format!("`{}` is sent with one secret and compared with another", sent.name.value),
                    sent.value.span,
                    test.value.span,
                ),
                What::Name => (
                    "the secret is sent in one header and looked for in another".to_owned(),
                    sent.name.span,
                    test.header.span,
                ),
            };
            let problem = Diagnostic::error("E0461", said)
                .at(here, format!("origin `{}` sends this", origin.id.value))
                .at(there, format!("`waf.{}` wants this", waf.name.value))
                .help("write the same in both places");
            problems.push(problem);
        }
    }
}

/// What differs between a header that is sent and one that is compared.
pub(super) enum What {
    Secret,
    Name,
}

/// A header that is sent and the test that is meant for it.
pub(super) struct Difference<'s> {
    pub(super) sent: &'s SendHeader,
    pub(super) test: &'s HeaderTest,
    pub(super) what: What,
}

/// The web ACL of the gateway an origin leads to, when all of it is known.
pub(super) fn waf_behind<'s>(spec: &'s Spec, gaps: &Gaps, origin: &Origin) -> Option<&'s Waf> {
    let OriginTarget::Gateway(target) = &origin.target else { return None };
    let known = |addr: &BlockAddr| !gaps.twice(addr);
    let gateway = spec.gateways.get(target.value.name()).filter(|_| known(&target.value))?;
    let named = gateway.waf.as_ref()?;
    let waf = spec.wafs.get(named.value.name()).filter(|_| known(&named.value))?;
    let whole = !gaps.node(waf.span) && !waf.rules.iter().any(|rule| gaps.node(rule.span));
    (whole && !gaps.node(origin.span)).then_some(waf)
}

/// Every header with a secret that is sent in vain, with the test that looks for it in vain: exactly one of each, so that there is
/// no doubt that they belong together.
pub(super) fn differences<'s>(waf: &'s Waf, origin: &'s Origin, gaps: &Gaps) -> Vec<Difference<'s>> {
    let tests = || waf.rules.iter().flat_map(|rule| &rule.headers).filter(|test| test.value.secrets().next().is_some());
    let sent = || origin.send_headers.iter().filter(|header| header.value.secrets().next().is_some());
    let unknown = tests()
        .any(|test| gaps.value(test.value.span) || gaps.value(test.header.span) || gaps.node(test.span))
        || sent().any(|header| gaps.value(header.value.span) || gaps.value(header.name.span));
    let same_name = |header: &SendHeader, test: &HeaderTest| test.header.value.eq_ignore_ascii_case(&header.name.value);
    let same_secret = |header: &SendHeader, test: &HeaderTest| {
        test.values()
            .flat_map(|value| value.secrets())
            .any(|wanted| header.value.secrets().any(|sent| sent.value == wanted.value))
    };
    let vain_tests: Vec<_> =
        tests().filter(|test| !sent().any(|header| same_name(header, test) && same_secret(header, test))).collect();
    let vain: Vec<_> =
        sent().filter(|header| !tests().any(|test| same_name(header, test) && same_secret(header, test))).collect();
    match (vain.as_slice(), vain_tests.as_slice()) {
        _ if unknown => Vec::new(),
        ([header], [test]) if same_name(header, test) => vec![Difference { sent: header, test, what: What::Secret }],
        ([header], [test]) if same_secret(header, test) => vec![Difference { sent: header, test, what: What::Name }],
        _ => Vec::new(),
    }
}
