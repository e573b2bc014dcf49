//! Values that may not be known yet.
//!
//! A resource kind describes what it wants as a serde struct. Where a field may refer to another resource, hold a secret or a
//! digest of something, its type is [`Text`]. Serialised, such a struct is a [`Tree`]: plain JSON in which those fields are
//! marker objects (`{"$ref": …}`, `{"$secret": …}`, …). Diff, state, masking and edges read the tree; the kind gets the same
//! struct back once the references are resolved. Plain text of a secret never is in a tree.

mod diff;
mod file;
mod text;
mod tree;

pub use diff::{FieldChange, diff, leaves};
pub use file::FileRef;
pub use text::{Reference, SecretForm, SecretRef, Text};
pub use tree::{Tree, Unknown, digest_of};

use std::collections::BTreeMap;

/// What a resource offers to others once it exists: output name to value (`arn`, `id`, `domain`).
pub type Outputs = BTreeMap<String, String>;
