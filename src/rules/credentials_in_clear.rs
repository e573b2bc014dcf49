use super::ways::Way;
use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::ViewerProtocol;
use crate::spec::{Gaps, Spec};

/// W0559: callers who prove themselves over plain HTTP.
pub(super) fn check(_: &Spec, gaps: &Gaps, ways: &[Way], problems: &mut Problems) {
    for way in ways.iter().filter(|way| way.behavior.viewer_protocol.value == ViewerProtocol::AllowAll) {
        let mut routes = way.routes().filter(|route| !gaps.value(route.path.span));
        let Some(route) = routes.find(|route| route.auth.is_some() || route.key.value) else { continue };
        let asks = route.auth.as_ref().map_or(route.key.span, |auth| auth.span);
        let problem = Diagnostic::warning("W0559", "callers may send what they prove themselves with in clear")
            .at(way.behavior.viewer_protocol.span, "plain HTTP is served too")
            .at(asks, "they must prove who they are")
            .help("write `viewer-protocol=\"https-only\"`");
        problems.push(problem);
    }
}
