use serde::{Deserialize, Serialize};

/// A file beside the spec, by content: what is uploaded must still have this digest when apply gets to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Relative to the folder of the spec, with `/` between parts.
    pub path: String,
    /// SHA-256 of the content, lower-case hex.
    pub sha256: String,
    /// Length in bytes.
    pub bytes: u64,
}
