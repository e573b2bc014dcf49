//! API Gateway REST: the draft of an API (a tree of resources, methods, integrations), deployments that freeze it, stages that
//! serve a deployment.
//!
//! - `api`, `resource`, `method`, `authorizer`, `gateway_response`, `deployment`, `stage`, `account`, `tags`: operations by noun, with
//!   AWS's guards.
//! - `tree`: what is served, as data; `open_api`: an OpenAPI body to such a tree; `patch`: patch operations.
//!
//! Other services look at stages through [`stage`] and [`stage_mut`], by ARN.

mod account;
mod answer;
mod api;
mod api_key;
mod authorizer;
mod deployment;
mod domain;
mod gateway_response;
mod handle;
mod method;
mod open_api;
mod page;
mod patch;
mod policy;
mod refuse;
mod resource;
mod stage;
mod state;
mod tags;
mod tree;
mod usage_plan;

#[cfg(test)]
mod tests;

pub use answer::{IntegrationResponse, MethodResponse};
pub use api_key::ApiKey;
pub use authorizer::Authorizer;
pub use domain::Domain;
pub use gateway_response::GatewayResponse;
pub use handle::handle;
pub use state::{Api, Deployment, MethodSetting, Stage, State, stage, stage_mut};
pub use tree::{Integration, Method, Resource, Served};
pub use usage_plan::UsagePlan;
