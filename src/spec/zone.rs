use super::Template;
use crate::diag::{Span, Spanned};

/// `zone "example.com"`: a public hosted zone this stack owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// The domain, which is also the block's name.
    pub name: Spanned<String>,
    pub comment: Template,
    /// The header of the block.
    pub span: Span,
}
