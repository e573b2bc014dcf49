use crate::diag::{Diagnostic, Problems};
use crate::spec::Spec;
use crate::spec::cdn::{OriginProtocol, OriginTarget, ViewerProtocol};

/// W0516: a secret header on its way to a web server that is not, or not always, talked to in HTTPS.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for cdn in spec.cdns.values() {
        for origin in &cdn.origins {
            let OriginTarget::Host(custom) = &origin.target else { continue };
            let behaviors = cdn.behaviors.iter().map(|path| &path.behavior).chain([&cdn.default_behavior]);
            let lets_http_in = behaviors
                .filter(|behavior| behavior.origin.value == origin.id.value)
                .any(|behavior| behavior.viewer_protocol.value == ViewerProtocol::AllowAll);
            let in_clear = match custom.protocol.value {
                OriginProtocol::HttpsOnly => false,
                OriginProtocol::HttpOnly => true,
                OriginProtocol::MatchViewer => lets_http_in,
            };
            let secret = origin.send_headers.iter().find(|header| header.value.secrets().next().is_some());
            let (true, Some(header)) = (in_clear, secret) else { continue };
            let said = format!("the secret header `{}` is sent over plain HTTP", header.name.value);
            let problem = Diagnostic::warning("W0516", said)
                .at(header.span, "whoever is on the way reads it")
                .at(custom.protocol.span, "the origin is not always talked to in HTTPS")
                .help("write `protocol=\"https-only\"`, which is the default");
            problems.push(problem);
        }
    }
}
