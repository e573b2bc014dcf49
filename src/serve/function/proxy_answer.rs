use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use serde_json::Value;

use crate::reqpath::Call;
use crate::reqpath::model::Gateway;
use crate::serve::reply::{Reply, of_a_connection};

/// Headers of a function's answer that API Gateway keeps for itself, sent on as `x-amzn-Remapped-…` [API Gateway: known issues].
const REMAPPED: [&str; 9] = [
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "date",
    "host",
    "server",
    "user-agent",
    "www-authenticate",
];

/// What a web server in the function's place answered. `Date` and `Server` are what any web server adds: no function says them.
pub fn of_http(head: &http::response::Parts, body: Bytes) -> Reply {
    let said = head.headers.iter().filter(|(name, _)| {
        !of_a_connection(name.as_str()) && !matches!(name.as_str(), "date" | "server" | "content-length")
    });
    let headers = said.map(|(name, value)| (remapped(name.as_str()), value.as_bytes().to_vec())).collect();
    with_media_type(Reply { status: head.status.as_u16(), headers, body })
}

/// What a function answered to a proxy event, `{"statusCode": …, "headers": …, "multiValueHeaders": …, "body": …,
/// "isBase64Encoded": …}`.
///
/// # Errors
/// Why it is none: API Gateway answers 502 to that.
pub fn of_event(payload: &[u8], call: &Call, gateway: Option<&Gateway>) -> Result<Reply, String> {
    let complaint = |why: &str| format!("its answer is no proxy response: {why}");
    let answer: Value = serde_json::from_slice(payload).map_err(|error| complaint(&error.to_string()))?;
    let Value::Object(answer) = &answer else { return Err(complaint("it is no JSON object")) };
    let status = match answer.get("statusCode") {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    let status = status
        .and_then(|status| u16::try_from(status).ok())
        .filter(|status| (100..600).contains(status))
        .ok_or_else(|| complaint("`statusCode` is not a number from 100 to 599"))?;
    let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, value) in members(answer.get("multiValueHeaders")).map_err(|()| complaint("`multiValueHeaders`"))? {
        let Value::Array(values) = value else { return Err(complaint("a value of `multiValueHeaders` is no list")) };
        for value in values {
            let text = scalar(value).ok_or_else(|| complaint("a header is neither text nor number"))?;
            headers.push((remapped(name), text.into_bytes()));
        }
    }
    for (name, value) in members(answer.get("headers")).map_err(|()| complaint("`headers` is no object"))? {
        // What both name counts once, as the list says it.
        if headers.iter().any(|(one, _)| one.eq_ignore_ascii_case(&remapped(name))) {
            continue;
        }
        let text = scalar(value).ok_or_else(|| complaint("a header is neither text nor number"))?;
        headers.push((remapped(name), text.into_bytes()));
    }
    let text = match answer.get("body") {
        None | Some(Value::Null) => "",
        Some(Value::String(text)) => text.as_str(),
        Some(_) => return Err(complaint("`body` is no text: JSON must be written as a text, too")),
    };
    let encoded = match answer.get("isBase64Encoded") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(encoded)) => *encoded,
        Some(_) => return Err(complaint("`isBase64Encoded` is neither true nor false")),
    };
    let body = if encoded && wants_bytes(call, gateway) {
        BASE64.decode(text).map_err(|error| complaint(&format!("`body` is not base64: {error}")))?.into()
    } else {
        Bytes::copy_from_slice(text.as_bytes())
    };
    Ok(with_media_type(Reply { status, headers, body }))
}

/// API Gateway decodes base64 when the first media type the client accepts is one the API takes for bytes.
fn wants_bytes(call: &Call, gateway: Option<&Gateway>) -> bool {
    let Some(gateway) = gateway else { return false };
    let accept = call.request.header("accept").map(|value| value.shown()).unwrap_or_else(|| "*/*".to_owned());
    let first = accept.split([',', ';']).next().unwrap_or_default().trim().to_ascii_lowercase();
    gateway.binary_types.iter().any(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind == "*/*" || kind == first || kind.strip_suffix('*').is_some_and(|start| first.starts_with(start))
    })
}

fn members(value: Option<&Value>) -> Result<Vec<(&String, &Value)>, ()> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Object(map)) => Ok(map.iter().filter(|(_, value)| !value.is_null()).collect()),
        Some(_) => Err(()),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn remapped(name: &str) -> String {
    let kept = REMAPPED.iter().any(|one| name.eq_ignore_ascii_case(one));
    if kept { format!("x-amzn-Remapped-{name}") } else { name.to_owned() }
}

fn with_media_type(reply: Reply) -> Reply {
    let typed = reply.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if typed { reply } else { reply.with("Content-Type", "application/json") }
}
