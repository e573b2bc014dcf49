use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::{ID, api, api_mut};
use super::refuse::{Reply, bad_request, conflict, not_found};
use super::tree::{Served, check_uri};
use super::{State, page};
use crate::sandbox::{Answer, Call, World};

/// What decides who may call.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Authorizer {
    /// Its id, unique in the API.
    pub id: String,
    /// Unique in the API.
    pub name: String,
    /// `TOKEN`, `REQUEST`; user pools are not built.
    pub kind: String,
    /// `…:lambda:path/…/invocations`.
    pub uri: String,
    /// ARN of the role the gateway takes on, or absent: then the function's policy decides.
    pub credentials: Option<String>,
    /// Where the caller says who they are, separated by commas.
    pub identity_source: Option<String>,
    /// What a token must match.
    pub validation: Option<String>,
    /// Seconds.
    pub ttl: u32,
}

/// Most authorizers an API may have.
const LIMIT: usize = 10;

impl Authorizer {
    /// What `CreateAuthorizer` and the OpenAPI extension share, checked as AWS does.
    ///
    /// # Errors
    /// AWS's words.
    fn from_body(body: &Value, name: &str) -> Result<Self, String> {
        let text =
            |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        let kind = text("type").unwrap_or_default().to_ascii_uppercase();
        if !matches!(kind.as_str(), "TOKEN" | "REQUEST") {
            return Err("Invalid authorizer type specified".into());
        }
        let uri = text("authorizerUri").unwrap_or_default();
        check_uri("AWS_PROXY", &uri).map_err(|problem| format!("Invalid Authorizer URI: {uri}. {problem}"))?;
        let ttl = match body.get("authorizerResultTtlInSeconds") {
            None | Some(Value::Null) => 300,
            Some(ttl) => match ttl.as_u64() {
                Some(ttl @ 0..=3600) => ttl as u32,
                _ => return Err("Authorizer result TTL must be between 0 and 3600 seconds".into()),
            },
        };
        let source = text("identitySource");
        if kind == "REQUEST" && ttl > 0 && source.is_none() {
            return Err("Identity sources must be specified for a REQUEST authorizer with caching enabled".into());
        }
        let known =
            |one: &str| ["method.request.", "context.", "stageVariables."].iter().any(|start| one.starts_with(start));
        if source.as_deref().is_some_and(|source| source.split(',').any(|one| !known(one.trim()))) {
            return Err("Invalid identity source specified".into());
        }
        Ok(Self {
            id: String::new(),
            name: name.to_owned(),
            kind,
            uri,
            credentials: text("authorizerCredentials"),
            identity_source: source,
            validation: text("identityValidationExpression"),
            ttl,
        })
    }

    fn view(&self) -> Value {
        let mut view = json!({
            "id": self.id,
            "name": self.name,
            "type": self.kind,
            "authType": "custom",
            "authorizerUri": self.uri,
            "authorizerResultTtlInSeconds": self.ttl,
        });
        let optional = [
            ("authorizerCredentials", &self.credentials),
            ("identitySource", &self.identity_source),
            ("identityValidationExpression", &self.validation),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                view[name] = value.as_str().into();
            }
        }
        view
    }
}

/// The authorizers among the security schemes of an OpenAPI body; one keeps its id as long as its name. Adds to `errors` what AWS
/// would refuse.
pub(super) fn import(
    document: &Value,
    draft: &Served,
    served: &mut Served,
    world: &mut World,
    errors: &mut Vec<String>,
) {
    let schemes = document.pointer("/components/securitySchemes").and_then(Value::as_object);
    for (name, scheme) in schemes.into_iter().flatten() {
        let Some(extension) = scheme.get("x-amazon-apigateway-authorizer") else { continue };
        let mut body = extension.clone();
        if let (None, Some(header)) = (body.get("identitySource"), scheme.get("name").and_then(Value::as_str)) {
            body["identitySource"] = format!("method.request.header.{header}").into();
        }
        match Authorizer::from_body(&body, name) {
            Ok(mut authorizer) => {
                let known = draft.authorizers.values().find(|known| known.name == *name);
                authorizer.id = known.map_or_else(|| world.id(ID, 6), |known| known.id.clone());
                served.authorizers.insert(authorizer.id.clone(), authorizer);
            }
            Err(problem) => errors.push(format!("Unable to create authorizer '{name}': {problem}")),
        }
    }
    if served.authorizers.len() > LIMIT {
        errors.push("Maximum number of Authorizers for this API has been reached".to_owned());
    }
}

fn missing() -> Answer {
    not_found("Invalid Authorizer identifier specified")
}

pub(super) fn list(call: &Call, state: &State, id: &str) -> Reply {
    let all = &api(state, id)?.draft.authorizers;
    page::page(call, all.iter().map(|(id, authorizer)| (id.as_str(), authorizer.view())).collect())
}

pub(super) fn get(state: &State, id: &str, authorizer: &str) -> Reply {
    Ok(Answer::json(200, &api(state, id)?.draft.authorizers.get(authorizer).ok_or_else(missing)?.view()))
}

pub(super) fn create(call: &Call, state: &mut State, world: &mut World, id: &str) -> Reply {
    let body = call.json();
    let api = api_mut(state, id)?;
    let name = body.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| bad_request("Invalid authorizer name specified"))?;
    if api.draft.authorizers.values().any(|known| known.name == name) {
        return Err(bad_request(format!(
            "Authorizer name must be unique. Authorizer {name} already exists in this RestApi."
        )));
    }
    if api.draft.authorizers.len() >= LIMIT {
        return Err(Answer::json_error(
            429,
            "LimitExceededException",
            "Maximum number of Authorizers for this API has been reached",
        ));
    }
    let mut authorizer = Authorizer::from_body(&body, name).map_err(bad_request)?;
    authorizer.id = world.id(ID, 6);
    let answer = Answer::json(201, &authorizer.view());
    api.draft.authorizers.insert(authorizer.id.clone(), authorizer);
    Ok(answer)
}

pub(super) fn delete(state: &mut State, id: &str, authorizer: &str) -> Reply {
    let draft = &mut api_mut(state, id)?.draft;
    if !draft.authorizers.contains_key(authorizer) {
        return Err(missing());
    }
    for resource in draft.resources.values() {
        let user = resource.methods.iter().find(|(_, method)| method.authorizer_id.as_deref() == Some(authorizer));
        if let Some((verb, _)) = user {
            return Err(conflict(format!(
                "Cannot delete authorizer '{authorizer}', is referenced in method: {verb} {}",
                resource.path
            )));
        }
    }
    draft.authorizers.remove(authorizer);
    Ok(Answer::empty(202))
}
