use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::open_api::{self, Import};
use super::patch::{Patch, unescape};
use super::refuse::{Reply, bad_request, no_api};
use super::tree::Served;
use super::{Api, State, domain, page, policy, tags};
use crate::sandbox::{Answer, Call, World};

/// Letters of API, resource and deployment ids.
pub(super) const ID: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// Largest `minimumCompressionSize`, 10 MB.
const LARGEST_COMPRESSION: u32 = 10_485_760;

/// What `UpdateRestApi` can patch.
const PATCHABLE: &[&str] = &[
    "/apiKeySource",
    "/binaryMediaTypes/{mediaType}",
    "/description",
    "/disableExecuteApiEndpoint",
    "/endpointConfiguration/types/{type}",
    "/minimumCompressionSize",
    "/name",
    "/policy",
];

pub(super) fn api<'s>(state: &'s State, id: &str) -> Result<&'s Api, Answer> {
    state.apis.get(id).ok_or_else(|| no_api(id))
}

pub(super) fn api_mut<'s>(state: &'s mut State, id: &str) -> Result<&'s mut Api, Answer> {
    state.apis.get_mut(id).ok_or_else(|| no_api(id))
}

fn view(api: &Api, warnings: &[String]) -> Value {
    let mut view = json!({
        "id": api.id,
        "name": api.name,
        "createdDate": api.created,
        "apiKeySource": api.api_key_source,
        "endpointConfiguration": { "types": [api.endpoint_type], "ipAddressType": ip_address_type(&api.endpoint_type) },
        "tags": api.tags,
        "disableExecuteApiEndpoint": api.draft.disable_execute_api_endpoint,
        "rootResourceId": api.root_resource_id,
        "apiStatus": "AVAILABLE",
    });
    if let Some(description) = &api.description {
        view["description"] = description.as_str().into();
    }
    if let Some(version) = &api.version {
        view["version"] = version.as_str().into();
    }
    if !api.draft.binary_media_types.is_empty() {
        view["binaryMediaTypes"] = json!(api.draft.binary_media_types);
    }
    if let Some(size) = api.draft.minimum_compression_size {
        view["minimumCompressionSize"] = size.into();
    }
    if let Some(policy) = &api.draft.policy {
        // AWS answers the policy with its quotes escaped once more than JSON asks for.
        view["policy"] = policy.replace('"', "\\\"").into();
    }
    if !warnings.is_empty() {
        view["warnings"] = json!(warnings);
    }
    view
}

fn ip_address_type(endpoint: &str) -> &'static str {
    if endpoint == "PRIVATE" { "dualstack" } else { "ipv4" }
}

fn endpoint_type(text: &str) -> Result<String, Answer> {
    match text {
        "REGIONAL" | "EDGE" | "PRIVATE" => Ok(text.to_owned()),
        _ => Err(bad_request("Endpoint type must be one of: EDGE, REGIONAL, PRIVATE")),
    }
}

fn compression(size: u64) -> Result<u32, Answer> {
    u32::try_from(size)
        .ok()
        .filter(|size| *size <= LARGEST_COMPRESSION)
        .ok_or_else(|| bad_request("Invalid minimum compression size, must be between 0 and 10485760"))
}

fn new(world: &mut World, call: &Call, name: &str) -> Api {
    let id = world.id(ID, 10);
    let root = world.id(ID, 10);
    let mut draft = Served::default();
    draft.resources.insert(root.clone(), Served::root(&root));
    Api {
        id,
        name: name.to_owned(),
        description: None,
        version: None,
        created: call.now.as_secs() as f64,
        api_key_source: "HEADER".into(),
        endpoint_type: "EDGE".into(),
        root_resource_id: root,
        tags: BTreeMap::new(),
        draft,
        deployments: BTreeMap::new(),
        stages: BTreeMap::new(),
    }
}

pub(super) fn create(call: &Call, state: &mut State, world: &mut World) -> Reply {
    let body = call.json();
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let name = text("name").filter(|name| name.len() <= 1024);
    let name = name.ok_or_else(|| bad_request("Invalid Name specified"))?;
    if text("cloneFrom").is_some() {
        return Err(Answer::json_error(501, "NotImplemented", "CreateRestApi cloneFrom is not built"));
    }
    let mut api = new(world, call, name);
    api.description = text("description").map(str::to_owned);
    api.version = text("version").map(str::to_owned);
    if let Some(source) = text("apiKeySource") {
        api.api_key_source = source.to_owned();
    }
    if let Some(types) = body.pointer("/endpointConfiguration/types").and_then(Value::as_array) {
        let [only] = types.as_slice() else {
            return Err(bad_request("Exactly one endpoint type must be specified"));
        };
        api.endpoint_type = endpoint_type(only.as_str().unwrap_or(""))?;
    }
    api.tags = tags::of_body(&body)?;
    if let Some(types) = body.get("binaryMediaTypes").and_then(Value::as_array) {
        api.draft.binary_media_types = types.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    }
    if let Some(size) = body.get("minimumCompressionSize").and_then(Value::as_u64) {
        api.draft.minimum_compression_size = Some(compression(size)?);
    }
    if let Some(text) = text("policy") {
        api.draft.policy = Some(policy::stored(text, &call.region, &api.id)?);
    }
    api.draft.disable_execute_api_endpoint =
        body.get("disableExecuteApiEndpoint").and_then(Value::as_bool).unwrap_or(false);
    let answer = Answer::json(201, &view(&api, &[]));
    state.apis.insert(api.id.clone(), api);
    Ok(answer)
}

pub(super) fn list(call: &Call, state: &State) -> Reply {
    page::page(call, state.apis.iter().map(|(id, api)| (id.as_str(), view(api, &[]))).collect())
}

pub(super) fn get(state: &State, id: &str) -> Reply {
    Ok(Answer::json(200, &view(api(state, id)?, &[])))
}

pub(super) fn delete(state: &mut State, id: &str) -> Reply {
    domain::check_unmapped(state, id)?;
    state.apis.remove(id).map(|_| Answer::empty(202)).ok_or_else(|| no_api(id))
}

/// `failonwarnings` turns what would be warned of into an error.
fn strict(call: &Call, import: &Import) -> Result<(), Answer> {
    if call.query("failonwarnings") == Some("true") && !import.warnings.is_empty() {
        return Err(bad_request(format!("Warnings found during import:\n\t{}", import.warnings.join("\n\t"))));
    }
    Ok(())
}

pub(super) fn import(call: &Call, state: &mut State, world: &mut World) -> Reply {
    let mut api = new(world, call, "");
    if let Some(kind) = call.query("endpointConfigurationTypes") {
        api.endpoint_type = endpoint_type(kind)?;
    }
    let import = open_api::import(&call.body, &api.draft, &api.root_resource_id, world, false)?;
    strict(call, &import)?;
    let warnings = settle(&mut api, import, true, &call.region)?;
    let answer = Answer::json(201, &view(&api, &warnings));
    state.apis.insert(api.id.clone(), api);
    Ok(answer)
}

pub(super) fn put(call: &Call, state: &mut State, world: &mut World, id: &str) -> Reply {
    let api = api_mut(state, id)?;
    let merge = match call.query("mode") {
        None | Some("merge") => true,
        Some("overwrite") => false,
        Some(other) => return Err(bad_request(format!("Invalid mode specified: {other}"))),
    };
    let import = open_api::import(&call.body, &api.draft, &api.root_resource_id, world, merge)?;
    strict(call, &import)?;
    let warnings = settle(api, import, !merge, &call.region)?;
    Ok(Answer::json(200, &view(api, &warnings)))
}

/// Puts an import in place and returns its warnings. Overwriting takes away what the body does not say; endpoint type and tags
/// stay either way.
fn settle(api: &mut Api, import: Import, overwrite: bool, region: &str) -> Result<Vec<String>, Answer> {
    let policy = import.policy.map(|text| policy::stored(&text, region, &api.id)).transpose()?;
    api.name = import.title;
    api.draft.resources = import.resources;
    api.draft.authorizers = import.authorizers;
    api.draft.gateway_responses = import.gateway_responses;
    if overwrite || import.description.is_some() {
        api.description = import.description;
    }
    if overwrite || import.version.is_some() {
        api.version = import.version;
    }
    if overwrite || import.binary_media_types.is_some() {
        api.draft.binary_media_types = import.binary_media_types.unwrap_or_default();
    }
    if overwrite || import.minimum_compression_size.is_some() {
        api.draft.minimum_compression_size = import.minimum_compression_size;
    }
    if overwrite || policy.is_some() {
        api.draft.policy = policy;
    }
    if let Some(disable) = import.disable_execute_api_endpoint {
        api.draft.disable_execute_api_endpoint = disable;
    }
    if let Some(source) = import.api_key_source {
        api.api_key_source = source;
    }
    Ok(import.warnings)
}

pub(super) fn update(call: &Call, state: &mut State, id: &str) -> Reply {
    let api = api_mut(state, id)?;
    // Either all operations apply or none does.
    let mut next = api.clone();
    for patch in Patch::of(call)? {
        let segments = patch.segments();
        match (patch.op.as_str(), segments.as_slice()) {
            ("replace", ["name"]) => next.name = patch.required()?,
            ("replace", ["description"]) => next.description = patch.optional(),
            ("replace", ["apiKeySource"]) => match patch.required()?.as_str() {
                source @ ("HEADER" | "AUTHORIZER") => next.api_key_source = source.to_owned(),
                _ => return Err(bad_request("Invalid API key source specified")),
            },
            ("replace", ["policy"]) => {
                next.draft.policy = patch.optional().map(|text| policy::stored(&text, &call.region, id)).transpose()?;
            }
            ("replace", ["disableExecuteApiEndpoint"]) => next.draft.disable_execute_api_endpoint = patch.boolean()?,
            ("replace", ["minimumCompressionSize"]) => {
                let parse = |text: String| text.parse().map_err(|_| bad_request("Invalid minimum compression size"));
                let size = patch.optional().map(parse).transpose()?;
                next.draft.minimum_compression_size = size.map(compression).transpose()?;
            }
            ("replace", ["endpointConfiguration", "types", which]) => {
                if *which != "0" && *which != api.endpoint_type {
                    return Err(bad_request(format!("Invalid patch path {}", patch.path)));
                }
                let kind = endpoint_type(&patch.required()?)?;
                if api.endpoint_type == "PRIVATE" && kind == "EDGE" {
                    return Err(bad_request("Endpoint type of a private API cannot be changed to EDGE"));
                }
                next.endpoint_type = kind;
            }
            ("add", ["binaryMediaTypes", media]) => {
                next.draft.binary_media_types.insert(unescape(media));
            }
            ("remove", ["binaryMediaTypes", media]) => {
                if !next.draft.binary_media_types.remove(&unescape(media)) {
                    return Err(bad_request(format!("Invalid patch path {}", patch.path)));
                }
            }
            ("replace", ["binaryMediaTypes", media]) => {
                next.draft.binary_media_types.remove(&unescape(media));
                next.draft.binary_media_types.insert(patch.required()?);
            }
            _ => return Err(patch.refused(PATCHABLE)),
        }
    }
    *api = next;
    Ok(Answer::json(200, &view(api, &[])))
}
