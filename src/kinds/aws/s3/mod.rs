//! S3: buckets, their policies, and objects uploaded from files beside the spec.

pub mod bucket;
/// Who may do what with a bucket and its objects.
pub mod bucket_policy;
/// A file beside the spec, uploaded.
pub mod object;

#[cfg(test)]
mod tests;

pub use bucket::{Input as BucketInput, S3Bucket};
pub use bucket_policy::{Input as BucketPolicyInput, S3BucketPolicy};
pub use object::{Input as ObjectInput, S3Object};
