use super::{Method, Template};
use crate::diag::{Span, Spanned};
use crate::names::BlockAddr;

/// One line of an `expect { … }` block; a spec may hold several such blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    Request(RequestExpectation),
    OnlyThrough(OnlyThrough),
}

/// `request "GET" "https://example.com/api" status=403 by="waf.origin-only"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestExpectation {
    /// Never [`Method::Any`].
    pub method: Spanned<Method>,
    pub url: Template,
    /// Headers the request carries, in the order of writing; a secret may stand in a value.
    pub headers: Vec<RequestHeader>,
    /// The status the caller sees.
    pub status: Option<Spanned<u16>>,
    /// The block that decides: a `waf`, `cdn` or `gateway`.
    pub by: Option<Spanned<BlockAddr>>,
    /// The block that answers: a `function` or `bucket`.
    pub reaches: Option<Spanned<BlockAddr>>,
    pub span: Span,
}

/// `header "Authorization" "Bearer x"` inside a `request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestHeader {
    pub name: Spanned<String>,
    pub value: Template,
}

/// `only-through "cdn.site" to="function.api"`: no other way leads there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlyThrough {
    /// A `cdn`.
    pub through: Spanned<BlockAddr>,
    /// A `function`, `gateway` or `bucket`.
    pub to: Spanned<BlockAddr>,
    pub span: Span,
}
