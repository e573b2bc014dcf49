//! S3: buckets, their policies, and objects uploaded from files beside the spec.

pub mod bucket;
pub mod bucket_policy;
pub mod object;

#[cfg(test)]
mod tests;

pub use bucket::{Input as BucketInput, S3Bucket};
pub use bucket_policy::{Input as BucketPolicyInput, S3BucketPolicy};
pub use object::{Input as ObjectInput, S3Object};
