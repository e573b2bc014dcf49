use super::Template;
use crate::diag::{Span, Spanned};

/// `bucket "static" { … }`: a private S3 bucket and the files put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    /// A folder whose files are uploaded, relative to the folder of the spec.
    pub files: Option<Spanned<String>>,
    /// Whether old versions of objects are kept; `#false` unless given.
    pub versioning: Spanned<bool>,
    /// The object served for `/`; `index.html` unless given.
    pub index: Spanned<String>,
    /// Whether destroying also deletes objects nobody here put there; `#false` unless given.
    pub empty_on_destroy: Spanned<bool>,
    /// The header of the block.
    pub span: Span,
}
