//! AWS kinds, a folder per service.

mod absent;
mod association;
mod condition;
mod live_text;
mod natural;
mod policy_document;
mod spread;
mod tags;

pub mod acm;
pub mod apigateway;
pub mod cloudfront;
pub mod iam;
pub mod lambda;
pub mod logs;
pub mod route53;
pub mod s3;
pub mod wafregional;
pub mod wafv2;
