use crate::diag::{Span, Spanned};

/// `secret "origin-header" min-length=32`: a sealed value from the config file of the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub name: Spanned<String>,
    /// The fewest characters a value may have; 16 unless given.
    pub min_length: Spanned<u32>,
    /// The header of the block.
    pub span: Span,
}
