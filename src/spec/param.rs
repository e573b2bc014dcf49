use super::Template;
use crate::diag::{Span, Spanned};

/// `param "image"`: a value from the config file of the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    pub name: Spanned<String>,
    /// Used where the environment's config has no value; `None` means one must be there.
    pub default: Option<Template>,
    /// The header of the block.
    pub span: Span,
}
