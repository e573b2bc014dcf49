//! API Gateway REST: the API with its routes, deployments (what is served) and stages (where it is served).

/// A frozen copy of the routes.
pub mod deployment;
mod names;
mod open_api;
/// The API with all of its routes.
pub mod rest_api;
mod route;
mod settings;
/// The name under which a deployment is served, with its logs and limits.
pub mod stage;
mod writing;

#[cfg(test)]
mod tests;

pub use deployment::{Deployment, Input as DeploymentInput};
pub use rest_api::{EndpointType, Input as RestApiInput, RestApi};
pub use route::{Integration, Route};
pub use stage::{Input as StageInput, Stage};
