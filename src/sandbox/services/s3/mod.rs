//! S3: buckets with their settings, objects with versions, unfinished uploads.
//!
//! Bodies are kept by content digest outside the JSON state, as blobs of the world.

mod bucket;
mod fault;
mod listing;
mod object;
mod objects;
mod policy;
mod route;
mod settings;
mod state;
mod upload;

#[cfg(test)]
mod tests;

pub use objects::Objects;
pub use route::{handle, read};
pub use state::{Bucket, Encryption, Object, PublicAccessBlock, State, Upload, Version};

/// The XML namespace of every S3 document.
const XMLNS: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
