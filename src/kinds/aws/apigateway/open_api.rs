use serde_json::{Map, Value, json};

use super::rest_api::Input;
use super::route::{Integration, Route, verb_and_path};
use crate::providers::{Hands, Refusal};

/// The OpenAPI 3 document, with AWS's extensions, of everything an import overwrites: name, description, media types,
/// compression and all routes.
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
        item[operation(verb)] = json!({
            "x-amazon-apigateway-integration": integration(hands, key, route)?,
            "responses": {},
        });
    }
    let mut document = json!({ "openapi": "3.0.1", "info": info, "paths": paths });
    if !want.binary_media_types.is_empty() {
        document["x-amazon-apigateway-binary-media-types"] = json!(want.binary_media_types);
    }
    if let Some(size) = want.minimum_compression_size {
        document["x-amazon-apigateway-minimum-compression-size"] = size.into();
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

fn integration(hands: &Hands, key: &str, route: &Route) -> Result<Value, Refusal> {
    match route.integration {
        Integration::AwsProxy => Ok(json!({
            "type": "aws_proxy",
            // Lambda is invoked by POST whatever verb the caller used.
            "httpMethod": "POST",
            "uri": hands.known(&format!("routes.{key}.uri"), &route.uri)?,
            "timeoutInMillis": route.timeout_ms,
        })),
        Integration::AwsProxyGuarded
        | Integration::Aws
        | Integration::HttpProxy
        | Integration::Http
        | Integration::Mock
        | Integration::None => Err(Refusal::local(
            "UnsupportedIntegration",
            format!(
                "`{key}` asks for an integration other than an open aws-proxy, which engine reads but does not write"
            ),
        )),
    }
}
