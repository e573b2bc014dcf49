//! AWS kinds, a folder per service.

mod absent;
mod tags;

pub mod acm;
pub mod apigateway;
pub mod route53;
