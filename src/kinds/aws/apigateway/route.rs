use std::collections::BTreeMap;

use aws_sdk_apigateway::types::{IntegrationType, Method};
use serde::{Deserialize, Serialize};

use crate::providers::{Hands, Refusal};
use crate::value::Text;

/// What a method hands its requests to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Integration {
    /// A Lambda function that gets the whole request and answers with status, headers and body.
    AwsProxy,
    /// The same, for callers with an authorization or an API key only; only ever read.
    AwsProxyGuarded,
    /// An AWS service action with mappings; only ever read.
    Aws,
    /// An HTTP server that gets the request as it is; only ever read.
    HttpProxy,
    /// An HTTP server with mappings; only ever read.
    Http,
    /// An answer made by the gateway; only ever read.
    Mock,
    /// A method without an integration, which no deployment would accept; only ever read.
    None,
}

/// What serves one verb on one path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Route {
    /// What its requests are handed to; `AwsProxy` wherever we write it.
    pub integration: Integration,
    /// `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function or alias ARN}/invocations`.
    pub uri: Text,
    /// How long the gateway waits for the integration, in milliseconds: 50 to 29,000.
    pub timeout_ms: u32,
}

impl Route {
    fn of(method: &Method) -> Self {
        let Some(integration) = method.method_integration() else {
            return Self { integration: Integration::None, uri: Text::from(""), timeout_ms: 0 };
        };
        let kind = match integration.r#type() {
            Some(IntegrationType::AwsProxy) if guarded(method) => Integration::AwsProxyGuarded,
            Some(IntegrationType::AwsProxy) => Integration::AwsProxy,
            Some(IntegrationType::Aws) => Integration::Aws,
            Some(IntegrationType::HttpProxy) => Integration::HttpProxy,
            Some(IntegrationType::Http) => Integration::Http,
            Some(IntegrationType::Mock) => Integration::Mock,
            _ => Integration::None,
        };
        Self {
            integration: kind,
            uri: Text::from(integration.uri().unwrap_or("")),
            timeout_ms: u32::try_from(integration.timeout_in_millis()).unwrap_or(0),
        }
    }
}

/// Whether not everybody may call a method.
fn guarded(method: &Method) -> bool {
    method.api_key_required() == Some(true) || method.authorization_type().is_some_and(|kind| kind != "NONE")
}

/// Verb and path of a route's key.
///
/// # Errors
/// When the key is not `VERB /path`.
pub(super) fn verb_and_path(key: &str) -> Result<(&str, &str), Refusal> {
    key.split_once(' ')
        .filter(|(_, path)| path.starts_with('/'))
        .ok_or_else(|| Refusal::local("MalformedRoute", format!("`{key}` is not of the form `VERB /path`")))
}

/// The routes of an API's draft.
pub(super) async fn live(hands: &Hands, region: &str, api: &str) -> Result<BTreeMap<String, Route>, Refusal> {
    let client = hands.clients.apigateway(region);
    let mut routes = BTreeMap::new();
    let mut position = None;
    loop {
        let page = hands
            .read(("apigateway", "GetResources"), || {
                client
                    .get_resources()
                    .rest_api_id(api)
                    .limit(500)
                    .embed("methods")
                    .set_position(position.clone())
                    .send()
            })
            .await?;
        for resource in page.items() {
            for (verb, method) in resource.resource_methods().into_iter().flatten() {
                routes.insert(format!("{verb} {}", resource.path().unwrap_or("/")), Route::of(method));
            }
        }
        position = page.position;
        if position.is_none() {
            return Ok(routes);
        }
    }
}
