use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tree::Served;
use crate::sandbox::World;

/// One region's REST APIs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// By API id.
    pub apis: BTreeMap<String, Api>,
    /// The role stages log with, a setting of the account in this region.
    pub cloudwatch_role_arn: Option<String>,
}

/// A REST API.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Api {
    /// Ten letters and digits, also the first label of its `execute-api` host.
    pub id: String,
    /// Not unique.
    pub name: String,
    /// Absent when none was given.
    pub description: Option<String>,
    /// The caller's own word for its version, kept and given back.
    pub version: Option<String>,
    /// Seconds since 1970.
    pub created: f64,
    /// `HEADER` or `AUTHORIZER`.
    pub api_key_source: String,
    /// `REGIONAL`, `EDGE` or `PRIVATE`.
    pub endpoint_type: String,
    /// Id of the resource `/`, which comes and goes with the API.
    pub root_resource_id: String,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// The draft: what the next deployment freezes.
    pub draft: Served,
    /// By deployment id.
    pub deployments: BTreeMap<String, Deployment>,
    /// By stage name.
    pub stages: BTreeMap<String, Stage>,
}

/// A frozen draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Deployment {
    /// Its id, unique in the API.
    pub id: String,
    /// Absent when none was given.
    pub description: Option<String>,
    /// Seconds since 1970.
    pub created: f64,
    /// What the draft was when it was made.
    pub served: Served,
}

/// A name under which a deployment is served.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stage {
    /// Unique in the API; the first segment of its paths.
    pub name: String,
    /// The deployment it serves.
    pub deployment_id: String,
    /// Absent when none was given.
    pub description: Option<String>,
    /// Stage variables by name.
    pub variables: BTreeMap<String, String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// Seconds since 1970.
    pub created: f64,
    /// Seconds since 1970.
    pub updated: f64,
    /// Whether X-Ray traces it; kept, never acted on.
    pub tracing_enabled: bool,
    /// Whether answers are cached; kept, never acted on.
    pub cache_cluster_enabled: bool,
    /// GB as AWS writes them, `0.5`; absent without a cache.
    pub cache_cluster_size: Option<String>,
    /// What it shows to HTTP integrations; kept, never acted on.
    pub client_certificate_id: Option<String>,
    /// ARN of the log group of `accessLogSettings`; absent when access is not logged.
    pub access_log_destination: Option<String>,
    /// A line of that log, with `$context` variables in it.
    pub access_log_format: Option<String>,
    /// By `{resource path with ~1 for /}/{verb}`, `*/*` for all.
    pub method_settings: BTreeMap<String, MethodSetting>,
    /// The web ACL that guards it; the WAF services write it.
    pub web_acl_arn: Option<String>,
}

/// Settings of a method in a stage, by AWS's field name (`throttlingRateLimit`).
pub type MethodSetting = BTreeMap<String, Value>;

/// Region, API id and stage name of `arn:aws:apigateway:{region}::/restapis/{id}/stages/{name}`.
fn stage_parts(arn: &str) -> Option<(&str, &str, &str)> {
    let (region, path) = arn.strip_prefix("arn:aws:apigateway:")?.split_once("::/restapis/")?;
    let (api, name) = path.split_once("/stages/")?;
    (!name.contains('/')).then_some((region, api, name))
}

/// The stage of this ARN.
pub fn stage<'w>(world: &'w World, arn: &str) -> Option<&'w Stage> {
    let (region, api, name) = stage_parts(arn)?;
    world.apigateway.get(region)?.apis.get(api)?.stages.get(name)
}

/// The stage of this ARN, to be changed: what associating a web ACL does.
pub fn stage_mut<'w>(world: &'w mut World, arn: &str) -> Option<&'w mut Stage> {
    let (region, api, name) = stage_parts(arn)?;
    world.apigateway.get_mut(region)?.apis.get_mut(api)?.stages.get_mut(name)
}
