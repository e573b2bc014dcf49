use super::node::Node;
use crate::spec::cdn::{Cors, OwnCachePolicy, OwnOriginRequestPolicy, OwnResponseHeadersPolicy, Selection};
use crate::spec::declare::Choices as _;

/// A cache policy with every default written out.
pub fn cache(policy: &OwnCachePolicy) -> Node {
    Node::new("cache-policy")
        .prop("min", format!("{}s", policy.min.value))
        .prop("default", format!("{}s", policy.default.value))
        .prop("max", format!("{}s", policy.max.value))
        .prop("gzip", policy.gzip.value)
        .prop("brotli", policy.brotli.value)
        .children(policy.headers.which.as_ref().map(|_| {
            let names = policy.headers.names.iter();
            Node::new("headers").args(names.map(|name| &name.value))
        }))
        .children(selection("cookies", &policy.cookies))
        .children(selection("queries", &policy.queries))
}

/// An origin request policy.
pub fn origin_request(policy: &OwnOriginRequestPolicy) -> Node {
    Node::new("origin-request-policy")
        .children(selection("headers", &policy.headers))
        .children(selection("cookies", &policy.cookies))
        .children(selection("queries", &policy.queries))
}

fn selection(name: &'static str, selection: &Selection) -> Option<Node> {
    let which = selection.which.as_ref()?;
    let names = selection.names.iter();
    Some(Node::new(name).args(names.map(|name| &name.value)).prop("which", which.value.word()))
}

/// A response headers policy with every default written out.
pub fn response_headers(policy: &OwnResponseHeadersPolicy) -> Node {
    let mut node = Node::new("response-headers-policy").children(policy.cors.as_ref().map(cors));
    if let Some(hsts) = &policy.hsts {
        let line = Node::new("hsts")
            .prop("max-age", format!("{}s", hsts.value.max_age))
            .prop("include-subdomains", hsts.value.include_subdomains)
            .prop("preload", hsts.value.preload);
        node = node.child(line.prop("override", hsts.overrides));
    }
    if let Some(header) = &policy.content_type_options {
        node = node.child(Node::new("content-type-options").prop("override", header.overrides));
    }
    if let Some(header) = &policy.frame_options {
        node = node.child(Node::new("frame-options").arg(header.value.word()).prop("override", header.overrides));
    }
    if let Some(header) = &policy.referrer_policy {
        node = node.child(Node::new("referrer-policy").arg(header.value.word()).prop("override", header.overrides));
    }
    if let Some(header) = &policy.content_security_policy {
        node = node.child(Node::new("content-security-policy").arg(&header.value).prop("override", header.overrides));
    }
    if let Some(header) = &policy.xss_protection {
        let line = Node::new("xss-protection").prop("block", header.value);
        node = node.child(line.prop("override", header.overrides));
    }
    let headers = policy.headers.iter();
    let node = node.children(headers.map(|header| {
        Node::new("header").arg(&header.name.value).arg(&header.value).prop("override", header.overrides)
    }));
    let removed = (!policy.removed.is_empty())
        .then(|| Node::new("remove-headers").args(policy.removed.iter().map(|name| &name.value)));
    node.children(removed).maybe_line("server-timing", policy.server_timing.as_ref().map(|percent| percent.value))
}

fn cors(cors: &Cors) -> Node {
    let line = |name: &'static str, words: &[crate::diag::Spanned<String>]| {
        Node::new(name).args(words.iter().map(|word| &word.value))
    };
    let node = Node::new("cors")
        .prop("credentials", cors.credentials.value)
        .prop("max-age", format!("{}s", cors.max_age.value))
        .prop("override", cors.overrides)
        .child(line("origins", &cors.origins))
        .child(line("methods", &cors.methods))
        .child(line("headers", &cors.headers));
    node.children((!cors.expose.is_empty()).then(|| line("expose", &cors.expose)))
}
