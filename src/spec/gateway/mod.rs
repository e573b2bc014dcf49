//! `gateway` blocks: what a REST API serves, to whom and how it answers by itself. One file for each noun.

mod authorizer;
mod block;
mod cors;
mod domain;
mod pairs;
mod path;
mod response;
mod route;
mod stage;
mod usage;

pub use authorizer::{Auth, Authorizer, AuthorizerType};
pub use block::{Endpoint, Gateway};
pub use cors::Cors;
pub use domain::{Domain, SecurityPolicy};
pub use pairs::Pair;
pub use response::{GatewayResponse, ResponseType};
pub use route::{Answer, Method, Route, Target};
pub use stage::{AccessLog, StageVariable, Throttle};
pub use usage::{ApiKey, Period, Quota, UsagePlan};

pub(super) use block::{BLOCK, build};
