use serde_json::{Map, Value, json};

use super::rest_api::Input;
use super::route::{Authorization, Integration, Route, path_mappings, path_parameters, verb_and_path};
use crate::providers::{Hands, Refusal};

/// The security scheme of API keys; authorizers have names without `_`.
const API_KEY: &str = "api_key";

/// The OpenAPI 3 document, with AWS's extensions, of everything an import overwrites: name, description, media types,
/// compression, the resource policy, and all routes, authorizers and gateway responses.
///
/// # Errors
/// A route key of another form, an integration that cannot be written, a reference that is still open.
pub(super) fn body(hands: &Hands, want: &Input) -> Result<Value, Refusal> {
    let mut info = json!({ "title": want.name, "version": "1" });
    if let Some(description) = &want.description {
        info["description"] = description.as_str().into();
    }
    let mut paths: Map<String, Value> = Map::new();
    for (key, route) in &want.routes {
        let (verb, path) = verb_and_path(key)?;
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[operation(verb)] = method(hands, key, verb, route)?;
    }
    let mut document = json!({ "openapi": "3.0.1", "info": info, "paths": paths });
    if !want.binary_media_types.is_empty() {
        document["x-amazon-apigateway-binary-media-types"] = json!(want.binary_media_types);
    }
    if let Some(size) = want.minimum_compression_size {
        document["x-amazon-apigateway-minimum-compression-size"] = size.into();
    }
    if let Some(policy) = &want.policy {
        document["x-amazon-apigateway-policy"] = policy.as_value().clone();
    }
    if !want.gateway_responses.is_empty() {
        let responses = want.gateway_responses.iter().map(|(kind, response)| (kind.clone(), response.body()));
        document["x-amazon-apigateway-gateway-responses"] = Value::Object(responses.collect());
    }
    let mut schemes = Map::new();
    for (name, authorizer) in &want.authorizers {
        schemes.insert(name.clone(), authorizer.scheme(hands, name)?);
    }
    if want.routes.values().any(|route| route.api_key) {
        schemes.insert(API_KEY.to_owned(), json!({ "type": "apiKey", "name": "x-api-key", "in": "header" }));
    }
    if !schemes.is_empty() {
        document["components"] = json!({ "securitySchemes": schemes });
    }
    Ok(document)
}

/// The member of a path item that stands for a verb.
fn operation(verb: &str) -> String {
    match verb {
        "ANY" => "x-amazon-apigateway-any-method".to_owned(),
        verb => verb.to_ascii_lowercase(),
    }
}

fn method(hands: &Hands, key: &str, verb: &str, route: &Route) -> Result<Value, Refusal> {
    let mut method = json!({
        "x-amazon-apigateway-integration": integration(hands, key, verb, route)?,
        "responses": route.answer.as_ref().map_or_else(|| json!({}), |answer| answer.declared()),
    });
    if route.integration == Integration::HttpProxy {
        let uri = hands.known(&format!("routes.{key}.uri"), &route.uri)?;
        let parameter = |name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
        let parameters: Vec<Value> = path_parameters(uri).map(parameter).collect();
        if !parameters.is_empty() {
            method["parameters"] = parameters.into();
        }
    }
    let mut security = Vec::new();
    match &route.authorization {
        None => {}
        Some(Authorization::Iam) => method["x-amazon-apigateway-auth"] = json!({ "type": "AWS_IAM" }),
        Some(Authorization::Authorizer(name)) => security.push(json!({ name: [] })),
        Some(Authorization::Other(kind)) => {
            let message = format!("`{key}` asks for {kind}, which engine reads but does not write");
            return Err(Refusal::local("UnsupportedAuthorization", message));
        }
    }
    if route.api_key {
        security.push(json!({ API_KEY: [] }));
    }
    if !security.is_empty() {
        method["security"] = security.into();
    }
    Ok(method)
}

fn integration(hands: &Hands, key: &str, verb: &str, route: &Route) -> Result<Value, Refusal> {
    let uri = || hands.known(&format!("routes.{key}.uri"), &route.uri);
    match (route.integration, &route.answer) {
        (Integration::AwsProxy, _) => Ok(json!({
            "type": "aws_proxy",
            // Lambda is invoked by POST whatever verb the caller used.
            "httpMethod": "POST",
            "uri": uri()?,
            "timeoutInMillis": route.timeout_ms,
        })),
        (Integration::HttpProxy, _) => Ok(json!({
            "type": "http_proxy",
            "httpMethod": verb,
            "uri": uri()?,
            "timeoutInMillis": route.timeout_ms,
            "requestParameters": path_mappings(uri()?),
        })),
        (Integration::Mock, Some(answer)) => Ok(answer.integration(route.timeout_ms)),
        (Integration::Mock | Integration::Mapped | Integration::Aws | Integration::Http | Integration::None, _) => {
            Err(Refusal::local(
                "UnsupportedIntegration",
                format!("`{key}` asks for an integration that engine reads but does not write"),
            ))
        }
    }
}
