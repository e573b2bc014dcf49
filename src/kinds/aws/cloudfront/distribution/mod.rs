//! Distributions: the input, its translation to and from CloudFront's configuration, and the verbs.

mod canonical;
mod config;
mod input;
mod verbs;

pub use input::{Behavior, Certificate, ErrorResponse, GeoRestriction, Input, Logging, Origin, OriginKind};
pub use verbs::CloudfrontDistribution;
