use super::waf_tests::{SecretTest, secret_tests};
use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::cdn::{Origin, OriginTarget, SendHeader};
use crate::spec::{Gaps, Spec, Waf};

/// E0461: what a cdn sends is not what the web ACL of its gateway compares: the secret differs, or the header's name.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for origin in spec.cdns.values().flat_map(|cdn| &cdn.origins) {
        let Some(waf) = waf_behind(spec, gaps, origin) else { continue };
        let Some(Difference { sent, test, what }) = difference(spec, waf, origin, gaps) else { continue };
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

/// What differs between a header that is sent and one that is compared.
pub(super) enum What {
    Secret,
    Name,
}

/// A header that is sent and the test that is meant for it.
pub(super) struct Difference<'s> {
    pub(super) sent: &'s SendHeader,
    pub(super) test: SecretTest<'s>,
    pub(super) what: What,
}

/// The web ACL of the gateway an origin leads to, when all of it is known.
pub(super) fn waf_behind<'s>(spec: &'s Spec, gaps: &Gaps, origin: &Origin) -> Option<&'s Waf> {
    let OriginTarget::Gateway(target) = &origin.target else { return None };
    let known = |addr: &BlockAddr| !gaps.twice(addr);
    let gateway = spec.gateways.get(target.value.name()).filter(|_| known(&target.value))?;
    let named = gateway.waf.as_ref()?;
    let waf = spec.wafs.get(named.value.name()).filter(|_| known(&named.value))?;
    let whole = !gaps.node(waf.span)
        && !spec.rules_asked_by(waf).iter().any(|rule| gaps.node(rule.span) || rule.foreign_group().is_some());
    (whole && !gaps.node(origin.span)).then_some(waf)
}

/// A header with a secret that is sent in vain, with the test that looks for it in vain: exactly one of each, so that there is no
/// doubt that they belong together.
pub(super) fn difference<'s>(spec: &'s Spec, waf: &'s Waf, origin: &'s Origin, gaps: &Gaps) -> Option<Difference<'s>> {
    let tests: Vec<SecretTest> = spec.rules_asked_by(waf).into_iter().flat_map(secret_tests).collect();
    let sent = || origin.send_headers.iter().filter(|header| header.value.secrets().next().is_some());
    let unknown = tests.iter().any(|test| test.is_unknown(gaps))
        || sent().any(|header| gaps.value(header.value.span) || gaps.value(header.name.span));
    let same_secret =
        |header: &SendHeader, test: &SecretTest| header.value.secrets().any(|secret| test.wants(secret.value));
    let fits = |header: &SendHeader, test: &SecretTest| test.is_of(&header.name.value) && same_secret(header, test);
    let vain_tests: Vec<&SecretTest> = tests.iter().filter(|test| !sent().any(|header| fits(header, test))).collect();
    let vain: Vec<&SendHeader> = sent().filter(|header| !tests.iter().any(|test| fits(header, test))).collect();
    let ([header], [test], false) = (vain.as_slice(), vain_tests.as_slice(), unknown) else { return None };
    let what = if test.is_of(&header.name.value) {
        What::Secret
    } else if same_secret(header, test) {
        What::Name
    } else {
        return None;
    };
    Some(Difference { sent: header, test: **test, what })
}
