use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::functions::Functions;
use super::moment::Moment;
use crate::reqpath::model::{Auth, Authorizer, Gateway};
use crate::reqpath::{Call, event};
use crate::serve::Scene;

/// What an authorizer comes to.
pub enum Verdict {
    /// What the event says about it.
    LetsIn(Value),
    /// API Gateway's answer, and whose word it is.
    Denies { by: String, status: u16, kind: &'static str, message: String },
    /// It cannot be asked here, and what to do about it.
    NoWay(String),
}

/// Answers of authorizers, for as long as they may be remembered: by API, authorizer and what the client showed.
pub type Remembered = Mutex<BTreeMap<(String, String, Vec<String>), (Instant, Value)>>;

/// Asks the authorizer of a call's route.
pub async fn ask(
    functions: &Functions,
    scene: &Scene,
    gateway: Option<&Gateway>,
    call: &Call,
    moment: &Moment,
) -> Verdict {
    let Some((gateway, name, authorizer)) = gateway.and_then(|gateway| of_route(gateway, call)) else {
        return Verdict::NoWay("the authorizer of this route is not known here".to_owned());
    };
    let Some(arn) = &authorizer.arn else {
        return Verdict::NoWay(format!("authorizer `{name}` is no function: what it says is not known here"));
    };
    let shown: Vec<String> = authorizer.identity_sources.iter().map(|source| identity(call, source)).collect();
    let key = (gateway.id.clone(), name.to_owned(), shown);
    let ttl = Duration::from_secs(u64::from(authorizer.ttl));
    let remembered = {
        let remembered = functions.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.get(&key).filter(|(at, _)| at.elapsed() < ttl).map(|(_, answer)| answer.clone())
    };
    let method = format!(
        "arn:aws:execute-api:{}:{}:{}/{}/{}{}",
        gateway.region, call.account, call.api, call.stage, call.request.method, call.path
    );
    let function = scene.perimeter().function(arn).map(|function| &function.at);
    let Some(function) = function else {
        return Verdict::NoWay(format!("authorizer `{name}` is a function of somebody else's"));
    };
    let denies = |status: u16, kind: &'static str, message: &str| Verdict::Denies {
        by: function.block().to_string(),
        status,
        kind,
        message: message.to_owned(),
    };
    let answer = match remembered {
        Some(answer) => answer,
        None => {
            let asked = question(call, authorizer, &key.2, &method, moment, scene);
            match functions.invoke(scene, function, arn, &asked, moment).await {
                Err(Ok(no_way)) => return Verdict::NoWay(no_way),
                // The one word by which a function says 401 [API Gateway: Lambda authorizers].
                Err(Err(why)) if why.ends_with("Unauthorized") => {
                    return denies(401, "UNAUTHORIZED", "Unauthorized");
                }
                Err(Err(why)) => return denies(500, "AUTHORIZER_FAILURE", &why),
                Ok(payload) => match serde_json::from_slice::<Value>(&payload) {
                    Ok(answer) if answer["policyDocument"].is_object() => {
                        let mut remembered = functions.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
                        remembered.retain(|_, (at, _)| at.elapsed() < Duration::from_secs(3600));
                        remembered.insert(key, (Instant::now(), answer.clone()));
                        answer
                    }
                    _ => {
                        let message = "the authorizer's answer has no `policyDocument`";
                        return denies(500, "AUTHORIZER_CONFIGURATION_ERROR", message);
                    }
                },
            }
        }
    };
    match allows(&answer["policyDocument"], &method) {
        Some(true) => Verdict::LetsIn(told(&answer)),
        Some(false) => {
            denies(403, "ACCESS_DENIED", "User is not authorized to access this resource with an explicit deny")
        }
        None => denies(403, "ACCESS_DENIED", "User is not authorized to access this resource"),
    }
}

/// `requestContext.authorizer`: who it is, and what the authorizer wants the function to know.
fn told(answer: &Value) -> Value {
    let mut told: Map<String, Value> = answer["context"].as_object().cloned().unwrap_or_default();
    told.insert("principalId".to_owned(), answer["principalId"].clone());
    told.insert("integrationLatency".to_owned(), json!(0));
    told.into()
}

fn of_route<'g>(gateway: &'g Gateway, call: &Call) -> Option<(&'g Gateway, &'g str, &'g Authorizer)> {
    let serves = |verb: &str| gateway.routes.iter().find(|one| one.path == call.resource && one.verb == verb);
    let route = serves(&call.request.method).or_else(|| serves("ANY"))?;
    let Auth::Authorizer(name) = &route.auth else { return None };
    Some((gateway, name, gateway.authorizers.get(name)?))
}

fn identity(call: &Call, source: &str) -> String {
    let found = if let Some(name) = source.strip_prefix("method.request.header.") {
        call.request.header(name).map(|value| value.shown())
    } else if let Some(name) = source.strip_prefix("method.request.querystring.") {
        call.request.url.parameters().find(|(one, _)| *one == name).map(|(_, value)| value.to_owned())
    } else {
        source.strip_prefix("stageVariables.").and_then(|name| call.variables.get(name).cloned())
    };
    found.unwrap_or_default()
}

/// What the authorizer is sent.
fn question(
    call: &Call,
    authorizer: &Authorizer,
    shown: &[String],
    method: &str,
    moment: &Moment,
    scene: &Scene,
) -> Value {
    if authorizer.token {
        let token = shown.first().map(String::as_str).unwrap_or_default();
        return json!({ "type": "TOKEN", "authorizationToken": token, "methodArn": method });
    }
    let id = scene.resource_id(&call.api, &call.resource).unwrap_or_default();
    let mut event = event::event(call, &moment.in_event(id, None));
    if let Some(event) = event.as_object_mut() {
        event.remove("body");
        event.remove("isBase64Encoded");
        event.insert("type".to_owned(), "REQUEST".into());
        event.insert("methodArn".to_owned(), method.into());
    }
    event
}

/// What a policy says of calling a method: `None` when it does not speak of it.
fn allows(policy: &Value, method: &str) -> Option<bool> {
    let many = |value: &Value| match value {
        Value::Array(items) => items.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    let matches = |patterns: &Value, text: &str| {
        many(patterns).iter().filter_map(Value::as_str).any(|pattern| fits(pattern.as_bytes(), text.as_bytes()))
    };
    let mut said = None;
    for statement in many(&policy["Statement"]) {
        let speaks = matches(&statement["Action"], "execute-api:Invoke") && matches(&statement["Resource"], method);
        match statement["Effect"].as_str().filter(|_| speaks) {
            Some("Deny") => return Some(false),
            Some("Allow") => said = Some(true),
            _ => {}
        }
    }
    said
}

/// `*` is any run of characters, `?` exactly one.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                again = Some((at, from));
                at += 1;
            }
            Some(b'?') => (at, from) = (at + 1, from + 1),
            Some(byte) if *byte == text[from] => (at, from) = (at + 1, from + 1),
            _ => match again {
                Some((star, start)) => {
                    again = Some((star, start + 1));
                    (at, from) = (star + 1, start + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deny_counts_wherever_it_stands_and_silence_is_no_allow() {
        let statement = |effect: &str, resource: &str| json!({ "Action": ["execute-api:*"], "Effect": effect, "Resource": [resource] });
        let said = |statements: &[Value]| allows(&json!({ "Statement": statements }), "arn:aws:x/dev/GET/a/b");
        let (allow, deny) = (statement("Allow", "arn:aws:x/*/GET/*"), statement("Deny", "arn:aws:x/dev/G?T/a/?"));
        assert_eq!(said(std::slice::from_ref(&allow)), Some(true));
        assert_eq!(said(&[allow.clone(), deny.clone()]), Some(false));
        assert_eq!(said(&[deny, allow]), Some(false));
        assert_eq!(said(&[statement("Allow", "arn:aws:x/prod/*"), statement("Deny", "arn:aws:x/dev/GET/a")]), None);
        assert_eq!(said(&[]), None);
    }
}
