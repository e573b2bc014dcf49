//! One module per AWS service. `handle` gets a request and the whole world (services look at each other: a web ACL at the
//! stage it guards, a distribution at its certificate) and gives an answer.

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
