use crate::diag::{Span, Spanned};
use crate::names::BlockAddr;
use crate::spec::Template;

/// `origin "api" gateway="api" { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The origin id, unique in its cdn; behaviors name it.
    pub id: Spanned<String>,
    pub target: OriginTarget,
    /// Headers added to every request sent to this origin, in the order of writing; names are unique whatever their case.
    pub send_headers: Vec<SendHeader>,
    /// Seconds CloudFront waits for an answer, 1 to 120; 30 unless given. Only for gateways.
    pub read_timeout: Spanned<u32>,
    pub span: Span,
}

/// Where an origin's requests go. The origin path and host follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginTarget {
    /// A bucket, through Origin Access Control.
    Bucket(Spanned<BlockAddr>),
    /// The stage of a gateway, over HTTPS.
    Gateway(Spanned<BlockAddr>),
}

/// `send-header "X-Origin-Verify" (secret)"origin-header"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendHeader {
    pub name: Spanned<String>,
    /// A secret may stand here.
    pub value: Template,
    pub span: Span,
}
