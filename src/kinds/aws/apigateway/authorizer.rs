use std::collections::BTreeMap;

use aws_sdk_apigateway::types::{self, AuthorizerType};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::providers::{Hands, Refusal};
use crate::value::Text;

/// What an authorizer is shown of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorizerKind {
    /// One header.
    Token,
    /// The whole request.
    Request,
    /// Cognito user pools; only ever read.
    CognitoUserPools,
}

/// A Lambda function that decides who may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Authorizer {
    /// What it is shown.
    #[serde(rename = "type")]
    pub kind: AuthorizerKind,
    /// `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function or alias ARN}/invocations`.
    pub uri: Text,
    /// What must be in a request before the authorizer is asked, and what its answer is remembered by:
    /// `method.request.header.Authorization`.
    pub identity_sources: Vec<String>,
    /// A regular expression that a token must match; only for `token`.
    pub validation: Option<String>,
    /// Seconds its answer is remembered, 0 to 3600.
    pub ttl: u32,
}

impl Authorizer {
    fn of(live: &types::Authorizer) -> Self {
        let sources =
            live.identity_source().unwrap_or("").split(',').map(str::trim).filter(|source| !source.is_empty());
        Self {
            kind: match live.r#type() {
                Some(AuthorizerType::Request) => AuthorizerKind::Request,
                Some(AuthorizerType::CognitoUserPools) => AuthorizerKind::CognitoUserPools,
                _ => AuthorizerKind::Token,
            },
            uri: Text::from(live.authorizer_uri().unwrap_or("")),
            identity_sources: sources.map(str::to_owned).collect(),
            validation: live.identity_validation_expression().filter(|text| !text.is_empty()).map(str::to_owned),
            // What AWS remembers when nobody says otherwise.
            ttl: live.authorizer_result_ttl_in_seconds().and_then(|ttl| u32::try_from(ttl).ok()).unwrap_or(300),
        }
    }

    /// The OpenAPI security scheme that asks for it.
    pub(super) fn scheme(&self, hands: &Hands, name: &str) -> Result<Value, Refusal> {
        let kind = match self.kind {
            AuthorizerKind::Token => "token",
            AuthorizerKind::Request => "request",
            AuthorizerKind::CognitoUserPools => {
                let message =
                    format!("authorizer `{name}` asks for Cognito user pools, which engine reads but does not write");
                return Err(Refusal::local("UnsupportedAuthorizer", message));
            }
        };
        let header = match (self.kind, self.identity_sources.as_slice()) {
            (AuthorizerKind::Token, [source]) => source.strip_prefix("method.request.header.").unwrap_or("Unused"),
            _ => "Unused",
        };
        let mut extension = json!({
            "type": kind,
            "authorizerUri": hands.known(&format!("authorizers.{name}.uri"), &self.uri)?,
            "authorizerResultTtlInSeconds": self.ttl,
            "identitySource": self.identity_sources.join(", "),
        });
        if let Some(validation) = &self.validation {
            extension["identityValidationExpression"] = validation.as_str().into();
        }
        Ok(json!({
            "type": "apiKey",
            "name": header,
            "in": "header",
            "x-amazon-apigateway-authtype": "custom",
            "x-amazon-apigateway-authorizer": extension,
        }))
    }
}

/// The authorizers of an API: what each is by name, and the name of each by id.
pub(super) async fn live(
    hands: &Hands,
    region: &str,
    api: &str,
) -> Result<(BTreeMap<String, Authorizer>, BTreeMap<String, String>), Refusal> {
    let client = hands.clients.apigateway(region);
    let (mut by_name, mut names) = (BTreeMap::new(), BTreeMap::new());
    let mut position = None;
    loop {
        let page = hands
            .read(("apigateway", "GetAuthorizers"), || {
                client.get_authorizers().rest_api_id(api).limit(500).set_position(position.clone()).send()
            })
            .await?;
        for authorizer in page.items() {
            let name = authorizer.name().unwrap_or_default().to_owned();
            names.insert(authorizer.id().unwrap_or_default().to_owned(), name.clone());
            by_name.insert(name, Authorizer::of(authorizer));
        }
        position = page.position;
        if position.is_none() {
            return Ok((by_name, names));
        }
    }
}
