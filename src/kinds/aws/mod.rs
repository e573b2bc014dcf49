//! AWS kinds, a folder per service.

mod absent;
#[cfg(test)]
mod bench;
mod tags;

pub mod acm;
pub mod apigateway;
pub mod route53;
