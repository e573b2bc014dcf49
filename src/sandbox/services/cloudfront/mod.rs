//! CloudFront (restXml, 2020-05-31): distributions, origin access controls, functions, invalidations, tags, and
//! policies.
//!
//! Configurations are kept as element trees, so whatever was sent is given back, filled up and reordered as CloudFront does.

mod access_control;
mod config;
mod distribution;
mod fault;
mod function;
mod guards;
mod invalidation;
mod policy;
mod route;
mod state;
mod tagging;

#[cfg(test)]
mod tests;

pub use route::handle;
pub use state::{AccessControl, Distribution, Function, FunctionVersion, Invalidation, Policy, State};

/// The XML namespace of every CloudFront document.
const XMLNS: &str = "http://cloudfront.amazonaws.com/doc/2020-05-31/";

/// What ids and ETags are made of.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
