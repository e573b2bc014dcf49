//! AWS kinds, a folder per service.

mod absent;
#[cfg(test)]
mod bench;
mod live_text;
mod natural;
mod policy_document;
#[cfg(test)]
mod stage;
mod tags;
#[cfg(test)]
mod waf_bench;

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
