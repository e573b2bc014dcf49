//! API Gateway REST: the draft of an API (a tree of resources, methods, integrations), deployments that freeze it, stages that
//! serve a deployment.
//!
//! - `api`, `resource`, `method`, `deployment`, `stage`, `account`, `tags`: operations by noun, with AWS's guards.
//! - `tree`: what is served, as data; `open_api`: an OpenAPI body to such a tree; `patch`: patch operations.
//!
//! Other services look at stages through [`stage`] and [`stage_mut`], by ARN.

mod account;
mod api;
mod deployment;
mod handle;
mod method;
mod open_api;
mod page;
mod patch;
mod refuse;
mod resource;
mod stage;
mod state;
mod tags;
mod tree;

#[cfg(test)]
mod tests;

pub use handle::handle;
pub use state::{Api, Deployment, MethodSetting, Stage, State, stage, stage_mut};
pub use tree::{Integration, Method, Resource, Served};
