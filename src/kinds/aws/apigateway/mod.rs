//! API Gateway REST: the API with its routes, deployments (what is served) and stages (where it is served).

/// With which role stages of an account write logs.
pub mod account;
mod answer;
/// Keys that callers send.
pub mod api_key;
mod authorizer;
/// Which stage answers for a domain name.
pub mod base_path_mapping;
/// A frozen copy of the routes.
pub mod deployment;
/// Names of one's own.
pub mod domain_name;
mod draft;
mod gateway_response;
mod names;
mod open_api;
mod resource_policy;
/// The API with all of its routes.
pub mod rest_api;
mod route;
mod settings;
/// The name under which a deployment is served, with its logs and limits.
pub mod stage;
mod throttling;
/// How much may be asked for with each key.
pub mod usage_plan;
/// Which key is of which usage plan.
pub mod usage_plan_key;
mod writing;

#[cfg(test)]
mod tests;

pub use account::{Account, Input as AccountInput};
pub use answer::Answer;
pub use api_key::{ApiKey, Input as ApiKeyInput};
pub use authorizer::{Authorizer, AuthorizerKind};
pub use base_path_mapping::{BasePathMapping, Input as BasePathMappingInput};
pub use deployment::{Deployment, Input as DeploymentInput};
pub use domain_name::{DomainName, Input as DomainNameInput};
pub use gateway_response::GatewayResponse;
pub use rest_api::{EndpointType, Input as RestApiInput, RestApi};
pub use route::{Authorization, Integration, Route};
pub use stage::{AccessLog, Input as StageInput, Stage};
pub use throttling::Throttle;
pub use usage_plan::{Input as UsagePlanInput, Period, Quota, UsagePlan};
pub use usage_plan_key::{Input as UsagePlanKeyInput, UsagePlanKey};
