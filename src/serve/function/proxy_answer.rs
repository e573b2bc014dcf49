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

/// What a proxy response may consist of. None of it must be there, and API Gateway takes nothing else, as the authors of LocalStack measured.
const MEMBERS: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

fn listed() -> String {
    MEMBERS.map(|name| format!("`{name}`")).join(", ")
}

/// As much of a name as a line has room for.
fn clipped(name: &str) -> String {
    name.chars().take(40).collect()
}

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
    if let Some(name) = answer.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(complaint(&format!("it has a member `{}`, and none but {} may be there", clipped(name), listed())));
    }
    let status = match answer.get("statusCode") {
        None | Some(Value::Null) => Some(200),
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.parse().ok(),
        Some(_) => None,
    };
    let status = status
        .and_then(|status| u16::try_from(status).ok())
        .filter(|status| (100..600).contains(status))
        .ok_or_else(|| complaint("`statusCode` is not a number from 100 to 599"))?;
    let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, value) in
        members(answer.get("multiValueHeaders")).map_err(|()| complaint("`multiValueHeaders` is no object"))?
    {
        let Value::Array(values) = value else { return Err(complaint("a value of `multiValueHeaders` is no list")) };
        for value in values {
            let text =
                scalar(value).ok_or_else(|| complaint("the value of a header is neither text nor true or false"))?;
            headers.push((remapped(name), text.into_bytes()));
        }
    }
    for (name, value) in members(answer.get("headers")).map_err(|()| complaint("`headers` is no object"))? {
        // What both name counts once, as the list says it.
        if headers.iter().any(|(one, _)| one.eq_ignore_ascii_case(&remapped(name))) {
            continue;
        }
        let text = scalar(value).ok_or_else(|| complaint("the value of a header is neither text nor true or false"))?;
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
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::ResourceId;
    use crate::reqpath::{Request, Url};

    fn call() -> Call {
        let url = Url::parse("https://abc.execute-api.us-east-2.amazonaws.com/dev/x").expect("a URL");
        Call {
            function: ResourceId::new("function.f/alias"),
            arn: String::new(),
            request: Request::new("GET", url),
            path: "/x".into(),
            resource: "/x".into(),
            path_parameters: Default::default(),
            api: "abc".into(),
            stage: "dev".into(),
            deployment: String::new(),
            variables: Default::default(),
            account: String::new(),
            key: None,
            authorized: false,
            binary: false,
        }
    }

    #[test]
    fn a_proxy_response_may_lack_anything_and_add_nothing() {
        let reply = |text: &str| of_event(text.as_bytes(), &call(), None);
        let good = [
            (r#"{}"#, 200, ""),
            (r#"{"statusCode": "201", "body": "b"}"#, 201, "b"),
            (r#"{"statusCode": 204, "headers": null, "multiValueHeaders": null, "body": null}"#, 204, ""),
            // The API has no binary types: base64 is passed on as it is.
            (r#"{"body": "aGk=", "isBase64Encoded": true}"#, 200, "aGk="),
        ];
        for (text, status, body) in good {
            let reply = reply(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!((reply.status, &reply.body[..]), (status, body.as_bytes()), "{text}");
            assert_eq!(reply.headers, [("Content-Type".to_owned(), b"application/json".to_vec())], "{text}");
        }
        let several = reply(
            r#"{"headers": {"x-a": "1", "Content-Type": "text/plain", "Server": "mine", "x-yes": true},
                "multiValueHeaders": {"X-A": ["2", "3"], "set-cookie": ["a=1", "b=2"]}}"#,
        );
        let told: Vec<String> = several
            .expect("well-formed")
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value)))
            .collect();
        assert_eq!(
            told,
            [
                "X-A: 2",
                "X-A: 3",
                "set-cookie: a=1",
                "set-cookie: b=2",
                "Content-Type: text/plain",
                "x-amzn-Remapped-Server: mine",
                "x-yes: true"
            ]
        );
        let bad = [
            ("", "EOF"),
            ("null", "no JSON object"),
            ("[]", "no JSON object"),
            ("\"text\"", "no JSON object"),
            (r#"{"message": "hello"}"#, "`message`"),
            (r#"{"statusCode": 200, "cookies": []}"#, "`cookies`"),
            (r#"{"statusCode": "two hundred"}"#, "`statusCode`"),
            (r#"{"statusCode": 99}"#, "`statusCode`"),
            (r#"{"statusCode": 600}"#, "`statusCode`"),
            (r#"{"statusCode": true}"#, "`statusCode`"),
            (r#"{"headers": []}"#, "`headers`"),
            (r#"{"headers": {"x": 1}}"#, "the value of a header"),
            (r#"{"headers": {"x": ["1"]}}"#, "the value of a header"),
            (r#"{"multiValueHeaders": {"x": "1"}}"#, "no list"),
            (r#"{"body": {"a": 1}}"#, "`body`"),
            (r#"{"body": "x", "isBase64Encoded": "yes"}"#, "`isBase64Encoded`"),
        ];
        for (text, why) in bad {
            let complaint = reply(text).err().unwrap_or_else(|| panic!("{text} is taken"));
            assert!(complaint.contains(why), "{text}: {complaint}");
        }
    }
}
