use super::Template;
use crate::diag::{Span, Spanned};

/// `output "url" "${cdn.site.url}"`: a value shown after apply and by `engine output`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    pub name: Spanned<String>,
    pub value: Template,
    /// The header of the block.
    pub span: Span,
}
