//! AWS kinds, a folder per service.

pub mod acm;
pub mod apigateway;
pub mod route53;
