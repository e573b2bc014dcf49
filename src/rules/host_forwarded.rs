use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::{Forward, OriginTarget};
use crate::spec::{Gaps, Spec};

/// E0512: the viewer's Host forwarded to a gateway, which answers 403 (aws-facts 16.3).
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for cdn in spec.cdns.values() {
        let behaviors = cdn.behaviors.iter().map(|path| &path.behavior).chain([&cdn.default_behavior]);
        for behavior in
            behaviors.filter(|behavior| forwards_host(behavior.forward.value) && !gaps.value(behavior.origin.span))
        {
            let origin = cdn.origins.iter().find(|origin| origin.id.value == behavior.origin.value);
            let Some(OriginTarget::Gateway(gateway)) = origin.map(|origin| &origin.target) else { continue };
            let problem = Diagnostic::error("E0512", format!("`{}` refuses the viewer's Host header", gateway.value))
                .at(behavior.forward.span, "forwards all headers, Host included")
                .at(gateway.span, "to this gateway")
                .help("write `forward=\"all-except-host\"`, which is the default before a gateway");
            problems.push(problem);
        }
    }
}

fn forwards_host(forward: Forward) -> bool {
    match forward {
        Forward::All | Forward::AllAndCloudfront => true,
        Forward::None | Forward::AllExceptHost | Forward::CorsCustom | Forward::CorsS3 | Forward::UserAgentReferer => {
            false
        }
    }
}
