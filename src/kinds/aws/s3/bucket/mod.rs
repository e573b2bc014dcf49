//! Buckets: the verbs, the sub-resources they bring and read, and emptying before a delete.

mod emptying;
mod kind;
mod settings;

pub use kind::{Input, S3Bucket};
