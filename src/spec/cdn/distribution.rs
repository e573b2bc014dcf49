use super::{Behavior, Origin, PathBehavior};
use crate::diag::{Span, Spanned};
use crate::names::BlockAddr;
use crate::spec::Template;

/// `cdn "site" { … }`: a CloudFront distribution with its certificate and DNS records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cdn {
    pub name: Spanned<String>,
    /// The distribution's comment, which is the nearest thing to a name it has; `<env>-<stack>-<name>` unless given.
    pub comment: Template,
    /// In the order of writing; the first one makes the `url`.
    pub aliases: Vec<Alias>,
    /// In the order of writing; at least one.
    pub origins: Vec<Origin>,
    /// What serves a path no behavior matches.
    pub default_behavior: Behavior,
    /// In the order of writing, which is the order CloudFront tries them in.
    pub behaviors: Vec<PathBehavior>,
    pub geo: Option<Geo>,
    pub tls: Tls,
    /// A web ACL on the distribution itself (scope CLOUDFRONT).
    pub waf: Option<Spanned<BlockAddr>>,
    /// `PriceClass_All` unless given.
    pub price_class: Spanned<PriceClass>,
    /// `http2and3` unless given.
    pub http_version: Spanned<HttpVersion>,
    /// `#true` unless given.
    pub ipv6: Spanned<bool>,
    /// The header of the block.
    pub span: Span,
}

/// `alias "www.example.com" zone="example.com"`: a domain name; certificate and records follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    pub domain: Template,
    /// `None` when DNS is kept elsewhere: then no record is made and `tls certificate=` must be given.
    pub zone: Option<AliasZone>,
    pub span: Span,
}

/// The hosted zone records go into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasZone {
    /// A `zone` block of this spec.
    Owned(Spanned<BlockAddr>),
    /// A zone that exists already, by its domain name.
    Existing(Template),
}

/// `geo-block "CU" "IR"` or `geo-allow "FR"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Geo {
    pub rule: GeoRule,
    /// ISO 3166-1 alpha-2, upper case, at least one.
    pub countries: Vec<Spanned<String>>,
    pub span: Span,
}

/// Whether the listed countries are kept out or are the only ones let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeoRule {
    Block,
    Allow,
}

/// `tls minimum="TLSv1.2_2021"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// `TLSv1.2_2021` unless given.
    pub minimum: Spanned<TlsMinimum>,
    /// The ARN of a certificate that exists already, in us-east-1; `None` requests one for the aliases.
    pub certificate: Option<Template>,
}

/// CloudFront's security policies; the CloudFront certificate (no alias) always has `TLSv1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsMinimum {
    Tls1,
    Tls1_2016,
    Tls11_2016,
    Tls12_2018,
    Tls12_2019,
    Tls12_2021,
    Tls12_2025,
    Tls13_2025,
}

/// How many of the edge locations serve it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceClass {
    Class100,
    Class200,
    All,
}

/// The HTTP versions viewers may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpVersion {
    Http1_1,
    Http2,
    Http3,
    Http2And3,
}
