use crate::diag::{Diagnostic, Problems};
use crate::spec::Spec;

/// Names CloudFront refuses for headers added to origin requests (aws-facts 16.3), in lower case.
const FORBIDDEN: &[&str] = &[
    "cache-control",
    "connection",
    "content-length",
    "cookie",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "pragma",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "request-range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-real-ip",
];

/// And their prefixes.
const FORBIDDEN_PREFIXES: &[&str] = &["x-amz-", "x-edge-"];

/// E0511: a header CloudFront does not add.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for header in spec.cdns.values().flat_map(|cdn| &cdn.origins).flat_map(|origin| &origin.send_headers) {
        let name = header.name.value.to_ascii_lowercase();
        let prefix = FORBIDDEN_PREFIXES.iter().find(|prefix| name.starts_with(**prefix));
        let why = match prefix {
            Some(prefix) => format!("names that begin with `{prefix}` are CloudFront's own"),
            None if FORBIDDEN.contains(&name.as_str()) => "CloudFront sets or refuses this one".to_owned(),
            None => continue,
        };
        let problem =
            Diagnostic::error("E0511", format!("CloudFront cannot send `{}` to an origin", header.name.value))
                .at(header.name.span, why)
                .help("choose another name, such as `X-Origin-Verify`");
        problems.push(problem);
    }
}
