//! Response headers policies: the input, its translation to and from CloudFront's configuration, and the verbs.

mod config;
mod input;
mod kind;

pub use input::{Cors, Header, Hsts, Input, Security, Word};
pub use kind::{CloudfrontResponseHeadersPolicy, ResponseHeadersPolicies};
