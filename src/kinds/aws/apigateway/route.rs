use std::collections::BTreeMap;

use aws_sdk_apigateway::types::{IntegrationType, Method};
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use crate::providers::{Hands, Refusal};
use crate::value::Text;

/// What a method hands its requests to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Integration {
    /// A Lambda function that gets the whole request and answers with status, headers and body.
    AwsProxy,
    /// An HTTP server that gets the request as it is; every `{name}` of its address is that parameter of the path.
    HttpProxy,
    /// An answer made by the gateway.
    Mock,
    /// An HTTP proxy or a mock with mappings of somebody else's; only ever read.
    Mapped,
    /// An AWS service action with mappings; only ever read.
    Aws,
    /// An HTTP server with mappings; only ever read.
    Http,
    /// A method without an integration, which no deployment would accept; only ever read.
    None,
}

/// Who may call a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authorization {
    /// Whoever signs the request with credentials that IAM lets call it.
    Iam,
    /// Whomever this authorizer of the API lets in.
    Authorizer(String),
    /// Something else AWS knows (`COGNITO_USER_POOLS`); only ever read.
    Other(String),
}

/// What serves one verb on one path.
///
/// What is left out when it is not wanted was not known once: records from then stay the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Route {
    /// What its requests are handed to.
    pub integration: Integration,
    /// `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function or alias ARN}/invocations`, or the address of the
    /// HTTP server; empty for a mock.
    pub uri: Text,
    /// How long the gateway waits for the integration, in milliseconds: 50 to 29,000.
    pub timeout_ms: u32,
    /// What a mock answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// Who may call it; everybody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Authorization>,
    /// Whether callers must send the key of a usage plan.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub api_key: bool,
}

impl Route {
    /// A route to a Lambda function that everybody may call.
    pub fn to_function(uri: Text, timeout_ms: u32) -> Self {
        Self { integration: Integration::AwsProxy, uri, timeout_ms, answer: None, authorization: None, api_key: false }
    }

    /// A live method; `authorizers` are names by id.
    fn of(verb: &str, method: &Method, authorizers: &BTreeMap<String, String>) -> Self {
        let authorization = match (method.authorization_type(), method.authorizer_id()) {
            (None | Some("NONE"), _) => None,
            (Some("AWS_IAM"), _) => Some(Authorization::Iam),
            (Some("CUSTOM"), Some(id)) => {
                Some(Authorization::Authorizer(authorizers.get(id).cloned().unwrap_or_else(|| id.to_owned())))
            }
            (Some(other), _) => Some(Authorization::Other(other.to_owned())),
        };
        let mut route = Self {
            integration: Integration::None,
            uri: Text::from(""),
            timeout_ms: 0,
            answer: None,
            authorization,
            api_key: method.api_key_required() == Some(true),
        };
        let Some(integration) = method.method_integration() else { return route };
        let uri = integration.uri().unwrap_or("");
        route.uri = Text::from(uri);
        route.timeout_ms = u32::try_from(integration.timeout_in_millis()).unwrap_or(0);
        route.integration = match integration.r#type() {
            Some(IntegrationType::AwsProxy) => Integration::AwsProxy,
            Some(IntegrationType::Aws) => Integration::Aws,
            Some(IntegrationType::HttpProxy) => {
                let live: BTreeMap<String, String> =
                    integration.request_parameters().cloned().unwrap_or_default().into_iter().collect();
                let ours = live == path_mappings(uri) && integration.http_method() == Some(verb);
                if ours { Integration::HttpProxy } else { Integration::Mapped }
            }
            Some(IntegrationType::Http) => Integration::Http,
            Some(IntegrationType::Mock) => {
                route.answer = Answer::of(integration);
                if route.answer.is_some() { Integration::Mock } else { Integration::Mapped }
            }
            _ => Integration::None,
        };
        route
    }
}

/// The parameters in an address, `id` of `https://example.com/{id}`; `${stageVariables.…}` is none.
pub(super) fn path_parameters(uri: &str) -> impl Iterator<Item = &str> {
    uri.match_indices('{')
        .filter(|(at, _)| !uri[..*at].ends_with('$'))
        .filter_map(|(at, _)| uri[at + 1..].split_once('}'))
        .map(|(name, _)| name)
}

/// How an HTTP proxy gets the parameters in its address: each is that of the path.
pub(super) fn path_mappings(uri: &str) -> BTreeMap<String, String> {
    path_parameters(uri)
        .map(|name| (format!("integration.request.path.{name}"), format!("method.request.path.{name}")))
        .collect()
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

/// The routes of an API's draft; `authorizers` are names by id.
pub(super) async fn live(
    hands: &Hands,
    region: &str,
    api: &str,
    authorizers: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Route>, Refusal> {
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
                let key = format!("{verb} {}", resource.path().unwrap_or("/"));
                routes.insert(key, Route::of(verb, method, authorizers));
            }
        }
        position = page.position;
        if position.is_none() {
            return Ok(routes);
        }
    }
}
