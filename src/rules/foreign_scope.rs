use crate::diag::{Diagnostic, Problems, Spanned};
use crate::names::BlockAddr;
use crate::spec::waf::{IpSource, RuleBody, Test, What};
use crate::spec::{Arn, Spec, WafRule, WafScope, WafVersion};

/// E0313: a set or group that exists already, in a web ACL of the other scope: AWS keeps the two apart.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for waf in spec.wafs.values().filter(|waf| waf.version.value == WafVersion::V2) {
        let (folder, other, used) = match waf.scope {
            WafScope::Regional => ("regional/", "global/", "for gateways"),
            WafScope::Cloudfront => ("global/", "regional/", "for distributions"),
        };
        for named in spec.rules_asked_by(waf).into_iter().flat_map(named).chain(waf.rules.iter().flat_map(group)) {
            if named.value.foreign().and_then(Arn::parse).is_some_and(|arn| arn.resource.starts_with(other)) {
                let problem = Diagnostic::error("E0313", format!("this is not {used}, as `waf.{}` is", waf.name.value))
                    .at(named.span, format!("not one of `{folder}`"))
                    .at(waf.span, format!("a web ACL {used}"))
                    .help("AWS keeps those for gateways (`regional/`) and for distributions (`global/`) apart: name one of these");
                problems.push(problem);
            }
        }
    }
}

/// The sets a rule names, and the groups whose labels it looks for.
fn named(rule: &WafRule) -> Vec<&Spanned<BlockAddr>> {
    rule.statements().into_iter().filter_map(|one| set(&one.what)).collect()
}

fn set(what: &What) -> Option<&Spanned<BlockAddr>> {
    match what {
        What::Ip(test) => match &test.among {
            IpSource::Set(set) => Some(set),
            IpSource::Here(_) => None,
        },
        What::Part(test) => match &test.test {
            Test::MatchesSet(set) => Some(set),
            Test::Text { .. } | Test::Matches { .. } | Test::Size { .. } | Test::Sqli(_) | Test::Xss => None,
        },
        What::Label(test) => test.rule_group.as_ref(),
        What::Country(_) | What::Asn(_) | What::All(_) | What::Any(_) => None,
    }
}

/// The group a rule stands for.
fn group(rule: &WafRule) -> Option<&Spanned<BlockAddr>> {
    match &rule.body {
        RuleBody::Group(used) => Some(&used.group),
        RuleBody::Statements(_) | RuleBody::Rate(_) | RuleBody::Managed(_) => None,
    }
}
