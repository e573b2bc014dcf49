//! AWS kinds, a folder per service.

pub mod cloudfront;
pub mod s3;

mod owner;
#[cfg(test)]
mod stage;
