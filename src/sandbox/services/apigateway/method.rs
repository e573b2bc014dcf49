use std::collections::BTreeMap;

use serde_json::Value;

use super::api::api_mut;
use super::patch::Patch;
use super::refuse::{Reply, bad_request, conflict, not_found};
use super::resource::missing;
use super::tree::{Integration, Method, Resource, VERBS, check_uri};
use super::{Authorizer, State};
use crate::sandbox::{Answer, Call};

fn resource<'s>(state: &'s mut State, id: &str, resource: &str) -> Result<&'s mut Resource, Answer> {
    api_mut(state, id)?.draft.resources.get_mut(resource).ok_or_else(missing)
}

fn method<'s>(state: &'s mut State, id: &str, of: &str, verb: &str) -> Result<&'s mut Method, Answer> {
    resource(state, id, of)?.methods.get_mut(verb).ok_or_else(|| not_found("Invalid Method identifier specified"))
}

/// An authorization type, and the authorizer it needs.
fn check_authorization(
    kind: &str,
    authorizer: Option<&str>,
    known: &BTreeMap<String, Authorizer>,
) -> Result<(), Answer> {
    match kind {
        "NONE" | "AWS_IAM" => Ok(()),
        "CUSTOM" if authorizer.is_some_and(|id| known.contains_key(id)) => Ok(()),
        "CUSTOM" | "COGNITO_USER_POOLS" => Err(bad_request(
            "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid \
             authorizer.",
        )),
        _ => Err(bad_request(
            "Invalid authorization type specified. Valid options are NONE, AWS_IAM, CUSTOM, and COGNITO_USER_POOLS",
        )),
    }
}

pub(super) fn put(call: &Call, state: &mut State, id: &str, of: &str, verb: &str) -> Reply {
    let body = call.json();
    let authorizers = api_mut(state, id)?.draft.authorizers.clone();
    let resource = resource(state, id, of)?;
    if !VERBS.contains(&verb) {
        return Err(bad_request(
            "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY",
        ));
    }
    if resource.methods.contains_key(verb) {
        return Err(conflict("Method already exists for this resource"));
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let authorization_type = text("authorizationType").unwrap_or_default();
    let authorizer_id = text("authorizerId").filter(|_| authorization_type == "CUSTOM");
    check_authorization(&authorization_type, authorizer_id.as_deref(), &authorizers)?;
    let request_parameters = match body.get("requestParameters") {
        Some(Value::Object(map)) => {
            map.iter().map(|(name, required)| (name.clone(), required.as_bool().unwrap_or(false))).collect()
        }
        _ => std::collections::BTreeMap::new(),
    };
    let method = Method {
        authorization_type,
        authorizer_id,
        api_key_required: body.get("apiKeyRequired").and_then(Value::as_bool).unwrap_or(false),
        operation_name: text("operationName"),
        request_parameters,
        responses: Default::default(),
        integration: None,
    };
    let answer = Answer::json(201, &method.view(verb));
    resource.methods.insert(verb.to_owned(), method);
    Ok(answer)
}

pub(super) fn get(state: &mut State, id: &str, of: &str, verb: &str) -> Reply {
    Ok(Answer::json(200, &method(state, id, of, verb)?.view(verb)))
}

pub(super) fn update(call: &Call, state: &mut State, id: &str, of: &str, verb: &str) -> Reply {
    let authorizers = api_mut(state, id)?.draft.authorizers.clone();
    let method = method(state, id, of, verb)?;
    let mut next = method.clone();
    for patch in Patch::of(call)? {
        match (patch.op.as_str(), patch.path.as_str()) {
            ("replace", "/authorizationType") => {
                next.authorization_type = patch.required()?;
            }
            ("replace", "/authorizerId") => next.authorizer_id = patch.optional(),
            ("replace", "/apiKeyRequired") => next.api_key_required = patch.boolean()?,
            ("replace", "/operationName") => next.operation_name = patch.optional(),
            _ => {
                return Err(patch.refused(&[
                    "/apiKeyRequired",
                    "/authorizationType",
                    "/authorizerId",
                    "/operationName",
                ]));
            }
        }
    }
    check_authorization(&next.authorization_type, next.authorizer_id.as_deref(), &authorizers)?;
    *method = next;
    Ok(Answer::json(200, &method.view(verb)))
}

pub(super) fn delete(state: &mut State, id: &str, of: &str, verb: &str) -> Reply {
    method(state, id, of, verb)?;
    resource(state, id, of)?.methods.remove(verb);
    Ok(Answer::empty(204))
}

fn integration<'s>(state: &'s mut State, id: &str, of: &str, verb: &str) -> Result<&'s mut Integration, Answer> {
    let integration = &mut method(state, id, of, verb)?.integration;
    integration.as_mut().ok_or_else(|| not_found("No integration defined for method"))
}

pub(super) fn put_integration(call: &Call, state: &mut State, id: &str, of: &str, verb: &str) -> Reply {
    let method = method(state, id, of, verb)?;
    let integration = Integration::from_body(&call.json(), "httpMethod", of).map_err(bad_request)?;
    let answer = Answer::json(201, &integration.view());
    method.integration = Some(integration);
    Ok(answer)
}

pub(super) fn get_integration(state: &mut State, id: &str, of: &str, verb: &str) -> Reply {
    Ok(Answer::json(200, &integration(state, id, of, verb)?.view()))
}

pub(super) fn delete_integration(state: &mut State, id: &str, of: &str, verb: &str) -> Reply {
    integration(state, id, of, verb)?;
    method(state, id, of, verb)?.integration = None;
    Ok(Answer::empty(204))
}

pub(super) fn update_integration(call: &Call, state: &mut State, id: &str, of: &str, verb: &str) -> Reply {
    let integration = integration(state, id, of, verb)?;
    let mut next = integration.clone();
    for patch in Patch::of(call)? {
        match (patch.op.as_str(), patch.path.as_str()) {
            ("replace", "/uri") => {
                let uri = patch.required()?;
                check_uri(&next.kind, &uri).map_err(bad_request)?;
                next.uri = Some(uri);
            }
            ("replace", "/timeoutInMillis") => {
                let timeout = patch.required()?.parse().ok().filter(|timeout| (50..=29_000).contains(timeout));
                next.timeout = timeout.ok_or_else(|| bad_request("Timeout should be between 50 ms and 29000 ms"))?;
            }
            ("replace", "/httpMethod") => next.http_method = Some(patch.required()?),
            ("replace", "/credentials") => next.credentials = patch.optional(),
            ("replace", "/passthroughBehavior") => next.passthrough_behavior = patch.required()?,
            ("replace", "/contentHandling") => next.content_handling = patch.optional(),
            ("replace", "/cacheNamespace") => next.cache_namespace = patch.required()?,
            _ => {
                return Err(patch.refused(&[
                    "/cacheNamespace",
                    "/contentHandling",
                    "/credentials",
                    "/httpMethod",
                    "/passthroughBehavior",
                    "/timeoutInMillis",
                    "/uri",
                ]));
            }
        }
    }
    *integration = next;
    Ok(Answer::json(200, &integration.view()))
}
