use crate::diag::{Diagnostic, Edit, Problems, Span, Spanned};
use crate::spec::cdn::{Behavior, Forward, OriginTarget, Which};
use crate::spec::{Gaps, Spec};

/// E0512: the viewer's Host forwarded to a gateway, which answers 403 (aws-facts 16.3).
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for cdn in spec.cdns.values() {
        let behaviors = cdn.behaviors.iter().map(|path| &path.behavior).chain([&cdn.default_behavior]);
        for behavior in behaviors.filter(|behavior| !gaps.value(behavior.origin.span)) {
            let Some((place, why, help)) = forwards_host(behavior) else { continue };
            let origin = cdn.origins.iter().find(|origin| origin.id.value == behavior.origin.value);
            let Some(OriginTarget::Gateway(gateway)) = origin.map(|origin| &origin.target) else { continue };
            let problem = Diagnostic::error("E0512", format!("`{}` refuses the viewer's Host header", gateway.value))
                .at(place, why)
                .at(gateway.span, "to this gateway")
                .help(help);
            // A word of one policy; one that is written out takes more than that.
            let word = behavior.origin_request_policy.is_none() && place == behavior.forward.span;
            let instead = word.then(|| {
                let text = "\"all-except-host\"";
                (format!("write `forward={text}`"), Edit::new(place, text))
            });
            let problem = problem.maybe_fix(instead);
            problems.push(problem);
        }
    }
}

/// Where it is written that the origin gets the viewer's Host, in what words, and the way out.
fn forwards_host(behavior: &Behavior) -> Option<(Span, &'static str, &'static str)> {
    const ALL: &str = "forwards all headers, Host included";
    const NAMED: (&str, &str) = ("forwards the viewer's Host", "leave `Host` out");
    let host = |names: &[Spanned<String>]| names.iter().find(|name| name.value.eq_ignore_ascii_case("host")).cloned();
    if let Some(host) = behavior.cache_policy.as_ref().and_then(|policy| host(&policy.headers.names)) {
        return Some((host.span, NAMED.0, NAMED.1));
    }
    let Some(policy) = &behavior.origin_request_policy else {
        // What is in a policy that exists already is not known here.
        if behavior.existing.origin_request.is_some() {
            return None;
        }
        let place = behavior.forward.span;
        let help = "write `forward=\"all-except-host\"`, which is the default before a gateway";
        return match behavior.forward.value {
            Forward::All | Forward::AllAndCloudfront => Some((place, ALL, help)),
            Forward::HostOnly => Some((place, NAMED.0, help)),
            Forward::None
            | Forward::AllExceptHost
            | Forward::CorsCustom
            | Forward::CorsS3
            | Forward::UserAgentReferer
            | Forward::MediaTailor => None,
        };
    };
    let which = policy.headers.which.as_ref()?;
    let host = host(&policy.headers.names);
    let all = (which.span, ALL, "write `headers which=\"all-except\" \"Host\"`");
    match which.value {
        Which::Only => host.map(|host| (host.span, NAMED.0, NAMED.1)),
        Which::All | Which::AllAndCloudfront => Some(all),
        Which::AllExcept => host.is_none().then_some(all),
    }
}
