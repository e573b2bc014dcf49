use super::selection::{COOKIES, QUERIES, SENT_HEADERS, Selection};
use crate::diag::{Diagnostic, Span};
use crate::spec::declare::{Child, Node};
use crate::spec::decode::{Context, Fields};

/// `origin-request-policy { headers "Accept-Language" }`: what of a request the origin gets besides the cache key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnOriginRequestPolicy {
    /// Headers of the viewer, and those CloudFront adds.
    pub headers: Selection,
    /// Cookies of the viewer.
    pub cookies: Selection,
    /// Query parameters of the viewer.
    pub queries: Selection,
    /// The header of the node.
    pub span: Span,
}

pub(in super::super) static ORIGIN_REQUEST_POLICY: Node =
    Node::new("origin-request-policy", "An origin request policy of its own, in place of `forward=`").children(&[
        Child::optional(&SENT_HEADERS),
        Child::optional(&COOKIES),
        Child::optional(&QUERIES),
    ]);

pub(in super::super) fn build(node: &Fields, cx: &mut Context) -> OwnOriginRequestPolicy {
    let policy = OwnOriginRequestPolicy {
        headers: Selection::of(node, "headers", cx),
        cookies: Selection::of(node, "cookies", cx),
        queries: Selection::of(node, "queries", cx),
        span: node.header,
    };
    for header in &policy.headers.names {
        // CloudFront takes credentials into account for what it keeps, or lets all headers through; nothing in between.
        let named = matches!(policy.headers.which.as_ref().map(|which| which.value), Some(super::Which::Only));
        if named && header.value.eq_ignore_ascii_case("authorization") && cx.are_sound(&[header.span]) {
            let problem = Diagnostic::error("E0414", "`Authorization` cannot be named here")
                .at(header.span, "CloudFront sends it on only as part of the cache key, or among all headers")
                .help("put it into a `cache-policy`, or write `headers which=\"all-except\" \"Host\"`");
            cx.push(problem);
        }
    }
    policy
}
