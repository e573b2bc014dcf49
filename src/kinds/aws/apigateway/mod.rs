//! API Gateway REST: the API with its routes, deployments (what is served) and stages (where it is served).

pub mod deployment;
pub mod rest_api;
pub mod stage;

pub use deployment::{Deployment, Input as DeploymentInput};
pub use rest_api::{EndpointType, Input as RestApiInput, Integration, RestApi, Route};
pub use stage::{Input as StageInput, Stage};
