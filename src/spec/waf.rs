use super::Template;
use crate::diag::{Span, Spanned};

/// `waf "origin-only" { … }`: a web ACL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waf {
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    /// `v2` unless given.
    pub version: Spanned<WafVersion>,
    /// Follows from who uses it: `Cloudfront` when a `cdn` does, else `Regional`. Never both.
    pub scope: WafScope,
    /// What happens to a request no rule decides.
    pub default: Spanned<DefaultAction>,
    /// In the order of writing; priorities are unique.
    pub rules: Vec<WafRule>,
    /// The header of the block.
    pub span: Span,
}

/// Which of AWS's two products holds the ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WafVersion {
    V2,
    Classic,
}

/// What a web ACL can be put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WafScope {
    Regional,
    Cloudfront,
}

/// The action of an ACL when no rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultAction {
    Allow,
    Block,
}

/// `rule "from-cdn" priority=1 action="allow" { … }`: matches when all of its tests do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WafRule {
    pub name: Spanned<String>,
    /// Lower goes first.
    pub priority: Spanned<u32>,
    pub action: Spanned<RuleAction>,
    /// At least one; all must hold.
    pub headers: Vec<HeaderTest>,
    pub span: Span,
}

/// What a matching rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleAction {
    Allow,
    Block,
    Count,
}

/// `header "X-Origin-Verify" equals=(secret)"origin-header"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderTest {
    /// As written; matched whatever its case.
    pub header: Spanned<String>,
    pub test: Test,
    /// What the header is compared with; a secret may stand here.
    pub value: Template,
    /// Run on the header before comparing, in this order; at most one in Classic, ten in v2.
    pub transforms: Vec<Spanned<Transform>>,
    /// Holds when the comparison does not (also when the header is missing); `#false` unless given.
    pub negated: Spanned<bool>,
    pub span: Span,
}

/// How a value is compared; all of them mind the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// The whole value.
    Equals,
    Contains,
    StartsWith,
    EndsWith,
    /// A regular expression, searched anywhere unless anchored. A secret stands here only alone, and then means the
    /// regular expression that matches exactly its value (escaped, anchored).
    Matches,
}

/// A text transformation both products know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    Lowercase,
    UrlDecode,
    HtmlEntityDecode,
    CompressWhiteSpace,
    CmdLine,
}
