use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::answer::MethodResponse;
use super::api::ID;
use super::refuse::bad_request;
use super::tree::{Integration, Method, Resource, Served};
use super::{Authorizer, GatewayResponse, authorizer, gateway_response};
use crate::sandbox::{Answer, World};

/// What an OpenAPI 3 body with AWS's extensions says.
pub(super) struct Import {
    pub title: String,
    pub description: Option<String>,
    pub version: Option<String>,
    pub resources: BTreeMap<String, Resource>,
    pub authorizers: BTreeMap<String, Authorizer>,
    pub gateway_responses: BTreeMap<String, GatewayResponse>,
    pub binary_media_types: Option<BTreeSet<String>>,
    pub minimum_compression_size: Option<u32>,
    pub disable_execute_api_endpoint: Option<bool>,
    pub api_key_source: Option<String>,
    pub policy: Option<String>,
    pub warnings: Vec<String>,
}

/// Operations of a path item, and the verb each stands for.
const OPERATIONS: [(&str, &str); 8] = [
    ("x-amazon-apigateway-any-method", "ANY"),
    ("delete", "DELETE"),
    ("get", "GET"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
    ("patch", "PATCH"),
    ("post", "POST"),
    ("put", "PUT"),
];

/// Members of a path item that are no operations.
const DESCRIPTIVE: [&str; 4] = ["summary", "description", "parameters", "servers"];

/// Reads `body` onto `draft`: onto the whole of it when merging, else onto its root only.
///
/// # Errors
/// `BadRequestException` with everything that is wrong, or 501 for extensions that are not built.
pub(super) fn import(
    body: &[u8],
    draft: &Served,
    root: &str,
    world: &mut World,
    merge: bool,
) -> Result<Import, Answer> {
    let document: Value = serde_json::from_slice(body)
        .map_err(|_| bad_request("Unable to parse API definition because of a malformed JSON document"))?;
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or("");
    if !version.starts_with("3.") {
        return Err(bad_request("Invalid OpenAPI input: only OpenAPI 3 documents are read"));
    }
    let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let title = text("/info/title").filter(|title| !title.is_empty());
    let title = title.ok_or_else(|| bad_request("Invalid OpenAPI input: info.title is missing"))?;
    let Some(Value::Object(paths)) = document.get("paths") else {
        return Err(bad_request("Invalid OpenAPI input: paths is missing"));
    };
    not_built(&document)?;

    let mut growing = Growing { served: if merge { draft.clone() } else { bare(root) }, root, world };
    let mut errors = Vec::new();
    let mut warnings = Vec::new();
    authorizer::import(&document, draft, &mut growing.served, growing.world, &mut errors);
    gateway_response::import(&document, &mut growing.served, &mut errors);
    for (path, item) in paths {
        let id = match growing.path(path) {
            Ok(id) => id,
            Err(problem) => {
                errors.push(format!("Unable to create resource at path '{path}': {problem}"));
                continue;
            }
        };
        let Value::Object(item) = item else { continue };
        for (member, operation) in item {
            let Some((_, verb)) = OPERATIONS.iter().find(|(name, _)| name == member) else {
                if !DESCRIPTIVE.contains(&member.as_str()) {
                    warnings.push(format!("Ignoring unsupported operation '{member}' at path '{path}'"));
                }
                continue;
            };
            match method(operation, &document, &id, &growing.served) {
                Ok(method) => {
                    if let Some(resource) = growing.served.resources.get_mut(&id) {
                        resource.methods.insert((*verb).to_owned(), method);
                    }
                }
                Err(problem) => errors
                    .push(format!("Unable to put integration on '{verb}' for resource at path '{path}': {problem}")),
            }
        }
    }
    let size = document.get("x-amazon-apigateway-minimum-compression-size");
    let size =
        size.map(|size| size.as_u64().and_then(|size| u32::try_from(size).ok()).filter(|size| *size <= 10_485_760));
    if size == Some(None) {
        errors.push("Invalid minimum compression size, must be between 0 and 10485760".to_owned());
    }
    if !errors.is_empty() {
        return Err(bad_request(format!("Errors found during import:\n\t{}", errors.join("\n\t"))));
    }
    let media = document.get("x-amazon-apigateway-binary-media-types").and_then(Value::as_array);
    let disable = "/servers/0/x-amazon-apigateway-endpoint-configuration/disableExecuteApiEndpoint";
    Ok(Import {
        title,
        description: text("/info/description"),
        version: text("/info/version"),
        resources: growing.served.resources,
        authorizers: growing.served.authorizers,
        gateway_responses: growing.served.gateway_responses,
        binary_media_types: media.map(|types| types.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        minimum_compression_size: size.flatten(),
        disable_execute_api_endpoint: document.pointer(disable).and_then(Value::as_bool),
        api_key_source: text("/x-amazon-apigateway-api-key-source"),
        policy: document.get("x-amazon-apigateway-policy").map(Value::to_string),
        warnings,
    })
}

fn bare(root: &str) -> Served {
    let mut served = Served::default();
    served.resources.insert(root.to_owned(), Served::root(root));
    served
}

/// Extensions AWS reads and this cloud does not: better a refusal than a perimeter that silently lacks something.
fn not_built(document: &Value) -> Result<(), Answer> {
    let what = "x-amazon-apigateway-request-validators";
    if document.get(what).is_none() {
        return Ok(());
    }
    Err(Answer::json_error(501, "NotImplemented", &format!("API Gateway import: {what} is not built")))
}

struct Growing<'a> {
    served: Served,
    root: &'a str,
    world: &'a mut World,
}

impl Growing<'_> {
    /// The id of the resource at `path`, made together with those above it.
    fn path(&mut self, path: &str) -> Result<String, String> {
        if !path.starts_with('/') {
            return Err("a path starts with '/'".into());
        }
        let mut at = self.root.to_owned();
        let mut above = String::new();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            above = format!("{above}/{part}");
            at = match self.served.at(&above) {
                Some(there) => there.id.clone(),
                None => {
                    let id = self.world.id(ID, 6);
                    self.served.grow(&at, part, id.clone()).map_err(words)?;
                    id
                }
            };
        }
        Ok(at)
    }
}

/// The message of a refusal, to be put into the list of import errors.
fn words(refusal: Answer) -> String {
    let body: Value = serde_json::from_slice(&refusal.body).unwrap_or_default();
    body.get("message").and_then(Value::as_str).unwrap_or("").to_owned()
}

fn method(operation: &Value, document: &Value, resource_id: &str, served: &Served) -> Result<Method, String> {
    let mut method = Method::open();
    method.operation_name = operation.get("operationId").and_then(Value::as_str).map(str::to_owned);
    if let Some(kind) = operation.pointer("/x-amazon-apigateway-auth/type").and_then(Value::as_str) {
        method.authorization_type = kind.to_ascii_uppercase();
    }
    let security = operation.get("security").or_else(|| document.get("security")).and_then(Value::as_array);
    for scheme in security.into_iter().flatten().filter_map(Value::as_object).flat_map(serde_json::Map::keys) {
        // An authorizer's scheme has the type `apiKey`, too.
        match served.authorizers.values().find(|authorizer| authorizer.name == *scheme) {
            Some(authorizer) => {
                method.authorization_type = "CUSTOM".to_owned();
                method.authorizer_id = Some(authorizer.id.clone());
            }
            None => {
                let schemes = document.pointer("/components/securitySchemes");
                let kind = schemes.and_then(|schemes| schemes.get(scheme)?.get("type")?.as_str());
                method.api_key_required |= kind == Some("apiKey");
            }
        }
    }
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let member = |name: &str| parameter.get(name).and_then(Value::as_str).unwrap_or("");
        let place = match member("in") {
            "path" => "path",
            "query" => "querystring",
            "header" => "header",
            _ => continue,
        };
        let required = parameter.get("required").and_then(Value::as_bool).unwrap_or(false);
        method.request_parameters.insert(format!("method.request.{place}.{}", member("name")), required);
    }
    if let Some(extension) = operation.get("x-amazon-apigateway-integration") {
        method.integration = Some(Integration::from_body(extension, "httpMethod", resource_id)?);
    }
    for (status, response) in operation.get("responses").and_then(Value::as_object).into_iter().flatten() {
        method.responses.insert(status.clone(), MethodResponse::of_operation(response));
    }
    method.check_mappings()?;
    Ok(method)
}
