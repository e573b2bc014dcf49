//! AWS kinds, a folder per service.

pub mod cloudfront;
pub mod s3;
