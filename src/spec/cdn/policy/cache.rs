use super::selection::{COOKIES, KEY_HEADERS, QUERIES, Selection};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::spec::declare::{Child, Node, Slot, Type};
use crate::spec::decode::{Context, Fields};

/// `cache-policy default="60s" { queries "page" }`: what answers are kept under, and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCachePolicy {
    /// Seconds an answer is kept at least, whatever the origin says; 0 unless given.
    pub min: Spanned<u32>,
    /// Seconds an answer is kept when the origin does not say; a day unless given.
    pub default: Spanned<u32>,
    /// Seconds an answer is kept at most; a year unless given.
    pub max: Spanned<u32>,
    /// Whether a form compressed with gzip is kept of its own; unless given: whenever anything is kept.
    pub gzip: Spanned<bool>,
    /// The same with Brotli.
    pub brotli: Spanned<bool>,
    /// In the cache key: an answer is for requests with the same.
    pub headers: Selection,
    /// In the cache key.
    pub cookies: Selection,
    /// In the cache key.
    pub queries: Selection,
    /// The header of the node.
    pub span: Span,
}

/// CloudFront keeps nothing longer than a hundred years.
const TIME: Type = Type::Duration { min: 0, max: 3_153_600_000_000, step: 1_000 };

pub(in super::super) static CACHE_POLICY: Node =
    Node::new("cache-policy", "A cache policy of its own, in place of `cache=`")
        .props(&[
            Slot::new("min", TIME, "how long answers are kept at least, whatever the origin says").default("0s"),
            Slot::new("default", TIME, "how long when the origin does not say").default("86400s"),
            Slot::new("max", TIME, "how long at most").default("31536000s"),
            Slot::new("gzip", Type::Bool, "whether a form compressed with gzip is kept too")
                .depends("`#true` unless nothing is kept"),
            Slot::new("brotli", Type::Bool, "whether a form compressed with Brotli is kept too")
                .depends("`#true` unless nothing is kept"),
        ])
        .children(&[Child::optional(&KEY_HEADERS), Child::optional(&COOKIES), Child::optional(&QUERIES)]);

pub(in super::super) fn build(node: &Fields, cx: &mut Context) -> Option<OwnCachePolicy> {
    let (min, default, max) = (node.seconds("min")?, node.seconds("default")?, node.seconds("max")?);
    let keeps = max.value > 0;
    let policy = OwnCachePolicy {
        min,
        default,
        max,
        gzip: node.flag("gzip").unwrap_or(Spanned::new(keeps, node.header)),
        brotli: node.flag("brotli").unwrap_or(Spanned::new(keeps, node.header)),
        headers: Selection::of(node, "headers", cx),
        cookies: Selection::of(node, "cookies", cx),
        queries: Selection::of(node, "queries", cx),
        span: node.header,
    };
    if !cx.gaps.node(node.header) && cx.are_sound(&[policy.min.span, policy.default.span, policy.max.span]) {
        agrees(&policy, cx);
    }
    Some(policy)
}

/// What CloudFront would refuse.
fn agrees(policy: &OwnCachePolicy, cx: &mut Context) {
    let (min, default, max) = (&policy.min, &policy.default, &policy.max);
    let wrong = |at: &Spanned<u32>, said: String, other: &Spanned<u32>, what: &str| {
        let place = if at.span == policy.span { other.span } else { at.span };
        Diagnostic::error("E0415", said)
            .at(place, "these cannot both hold")
            .help(format!("`min`, `default` and `max` go up in this order; {what} is {}s", other.value))
    };
    if default.value < min.value {
        let said = format!("answers are kept {}s unless the origin says, and {}s at least", default.value, min.value);
        cx.push(wrong(default, said, min, "`min`"));
    } else if max.value < default.value {
        let said = format!("answers are kept {}s unless the origin says, and {}s at most", default.value, max.value);
        cx.push(wrong(max, said, default, "`default`"));
    } else if max.value == 0 {
        let flag = |flag: &Spanned<bool>| flag.value.then_some(flag.span);
        let key = [policy.headers.span(), policy.cookies.span(), policy.queries.span()].into_iter().flatten();
        let place = key.chain(flag(&policy.gzip)).chain(flag(&policy.brotli)).next();
        if let Some(place) = place {
            let problem = Diagnostic::error("E0415", "nothing is kept, so nothing can be in the cache key")
                .at(place, "part of the key under which answers are kept")
                .at(max.span, "no answer is kept at all")
                .help("choose an `origin-request-policy` for what the origin gets, or keep answers for a while");
            cx.push(problem);
        }
    }
}
