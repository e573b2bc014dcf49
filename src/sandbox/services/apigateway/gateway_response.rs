use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::answer::pairs;
use super::api::{api, api_mut};
use super::refuse::{Reply, bad_request, not_found};
use super::tree::Served;
use super::{State, page};
use crate::sandbox::{Answer, Call};

/// An answer the gateway makes by itself, as somebody wants it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GatewayResponse {
    /// As text, `403`; absent keeps the status.
    pub status_code: Option<String>,
    /// `gatewayresponse.header.{name}` to where its value comes from.
    pub parameters: BTreeMap<String, String>,
    /// Body templates by media type.
    pub templates: BTreeMap<String, String>,
}

/// Every type, and the status AWS answers with (aws-facts 18.4).
const TYPES: [(&str, Option<&str>); 21] = [
    ("ACCESS_DENIED", Some("403")),
    ("API_CONFIGURATION_ERROR", Some("500")),
    ("AUTHORIZER_CONFIGURATION_ERROR", Some("500")),
    ("AUTHORIZER_FAILURE", Some("500")),
    ("BAD_REQUEST_BODY", Some("400")),
    ("BAD_REQUEST_PARAMETERS", Some("400")),
    ("DEFAULT_4XX", None),
    ("DEFAULT_5XX", None),
    ("EXPIRED_TOKEN", Some("403")),
    ("INTEGRATION_FAILURE", Some("504")),
    ("INTEGRATION_TIMEOUT", Some("504")),
    ("INVALID_API_KEY", Some("403")),
    ("INVALID_SIGNATURE", Some("403")),
    ("MISSING_AUTHENTICATION_TOKEN", Some("403")),
    ("QUOTA_EXCEEDED", Some("429")),
    ("REQUEST_TOO_LARGE", Some("413")),
    ("RESOURCE_NOT_FOUND", Some("404")),
    ("THROTTLED", Some("429")),
    ("UNAUTHORIZED", Some("401")),
    ("UNSUPPORTED_MEDIA_TYPE", Some("415")),
    ("WAF_FILTERED", Some("403")),
];

const DEFAULT_TEMPLATE: &str = "{\"message\":$context.error.messageString}";

impl GatewayResponse {
    /// What `PutGatewayResponse` and the OpenAPI extension share, checked as AWS does.
    ///
    /// # Errors
    /// AWS's words.
    pub(super) fn from_body(kind: &str, body: &Value) -> Result<Self, String> {
        if !TYPES.iter().any(|(known, _)| *known == kind) {
            return Err(format!("Invalid gateway response type specified: {kind}"));
        }
        let status_code = match body.get("statusCode") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(number) => Some(number.to_string()),
        };
        if status_code.as_deref().is_some_and(|code| !code.parse().is_ok_and(|code: u16| (200..=599).contains(&code))) {
            return Err("Invalid status code specified".into());
        }
        let parameters = pairs(body, "responseParameters");
        if let Some(name) = parameters.keys().find(|name| !name.starts_with("gatewayresponse.")) {
            return Err(format!("Invalid mapping expression specified: {name}"));
        }
        Ok(Self { status_code, parameters, templates: pairs(body, "responseTemplates") })
    }
}

/// `own`, or AWS's response of this type.
fn view(kind: &str, own: Option<&GatewayResponse>) -> Value {
    let default_status = TYPES.iter().find(|(known, _)| *known == kind).and_then(|(_, status)| *status);
    let mut view = json!({ "responseType": kind, "defaultResponse": own.is_none() });
    let status = own.map_or(default_status, |own| own.status_code.as_deref().or(default_status));
    if let Some(status) = status {
        view["statusCode"] = status.into();
    }
    match own {
        Some(own) => {
            view["responseParameters"] = json!(own.parameters);
            view["responseTemplates"] = json!(own.templates);
        }
        None => {
            view["responseParameters"] = json!({});
            view["responseTemplates"] = json!({ "application/json": DEFAULT_TEMPLATE });
        }
    }
    view
}

/// The `x-amazon-apigateway-gateway-responses` of an OpenAPI body; adds to `errors` what AWS would refuse.
pub(super) fn import(document: &Value, served: &mut Served, errors: &mut Vec<String>) {
    let all = document.get("x-amazon-apigateway-gateway-responses").and_then(Value::as_object);
    for (kind, body) in all.into_iter().flatten() {
        match GatewayResponse::from_body(kind, body) {
            Ok(response) => {
                served.gateway_responses.insert(kind.clone(), response);
            }
            Err(problem) => errors.push(format!("Unable to put gateway response of type '{kind}': {problem}")),
        }
    }
}

fn known(kind: &str) -> Result<(), Answer> {
    match TYPES.iter().any(|(known, _)| *known == kind) {
        true => Ok(()),
        false => Err(bad_request(format!("Invalid gateway response type specified: {kind}"))),
    }
}

pub(super) fn list(call: &Call, state: &State, id: &str) -> Reply {
    let own = &api(state, id)?.draft.gateway_responses;
    page::page(call, TYPES.iter().map(|(kind, _)| (*kind, view(kind, own.get(*kind)))).collect())
}

pub(super) fn get(state: &State, id: &str, kind: &str) -> Reply {
    known(kind)?;
    Ok(Answer::json(200, &view(kind, api(state, id)?.draft.gateway_responses.get(kind))))
}

pub(super) fn put(call: &Call, state: &mut State, id: &str, kind: &str) -> Reply {
    let response = GatewayResponse::from_body(kind, &call.json()).map_err(bad_request)?;
    let answer = Answer::json(201, &view(kind, Some(&response)));
    api_mut(state, id)?.draft.gateway_responses.insert(kind.to_owned(), response);
    Ok(answer)
}

pub(super) fn delete(state: &mut State, id: &str, kind: &str) -> Reply {
    let removed = api_mut(state, id)?.draft.gateway_responses.remove(kind);
    removed.map(|_| Answer::empty(202)).ok_or_else(|| not_found("Invalid gateway response identifier specified"))
}
