use super::Template;
use crate::diag::{Span, Spanned};
use crate::names::BlockAddr;

/// `gateway "api" { … }`: an API Gateway REST API with one deployment and one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    pub description: Template,
    /// `regional` unless given.
    pub endpoint: Spanned<Endpoint>,
    /// In the order of writing; at least one. No two serve the same method of the same path.
    pub routes: Vec<Route>,
    /// The stage's name; `${stack.env}` unless given.
    pub stage: Template,
    /// The web ACL on the stage.
    pub waf: Option<Spanned<BlockAddr>>,
    /// Media types passed to the function as bytes (base64), `image/png`.
    pub binary_types: Vec<Spanned<String>>,
    /// The header of the block.
    pub span: Span,
}

/// Where the API is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    Regional,
    Edge,
}

/// `route "ANY" "/{proxy+}" function="api"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub method: Spanned<Method>,
    /// As written, checked: starts with `/`, segments are literal, `{param}` or a last `{rest+}`.
    pub path: Spanned<String>,
    /// The function called through its alias (AWS_PROXY).
    pub function: Spanned<BlockAddr>,
    /// Milliseconds the gateway waits for the function, 50 to 29,000; 29,000 unless given.
    pub timeout: Spanned<u32>,
    pub span: Span,
}

/// A verb a route serves, or any verb not served by another route of the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    Any,
    Get,
    Head,
    Options,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// As API Gateway writes it, `ANY`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}
