//! What was said to the embedded cloud and what it answered, for a judge who is not ours.

use std::collections::BTreeSet;
use std::sync::Mutex;

use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// Every exchange of this process once, as a line of JSON; bodies in base64, `null` where they were streamed.
static HEARD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// All that was heard so far.
pub fn heard() -> String {
    let heard = HEARD.lock().expect("nobody panics with it");
    heard.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// A request before it is sent.
pub fn request(request: &HttpRequest) -> Value {
    json!({
        "method": request.method(),
        "uri": request.uri(),
        "headers": headers(request.headers().iter().filter(|(name, _)| !VARYING.contains(name))),
        "body": request.body().bytes().map(|body| STANDARD.encode(body)),
    })
}

/// Remembers what became of a request.
pub fn answered(mut request: Value, answer: &HttpResponse) {
    request["status"] = answer.status().as_u16().into();
    request["answer-headers"] = headers(answer.headers().iter().filter(|(name, _)| !VARYING.contains(name)));
    request["answer"] = answer.body().bytes().map(|body| STANDARD.encode(body)).into();
    HEARD.lock().expect("nobody panics with it").insert(request.to_string());
}

/// What makes two of the same differ.
const VARYING: &[&str] = &[
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "x-amz-date",
    "x-amzn-requestid",
    "x-amz-request-id",
    "user-agent",
    "x-amz-user-agent",
];

fn headers<'a>(all: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let signature = |name: &str, value: &'a str| match name.eq_ignore_ascii_case("authorization") {
        true => value.split(", Signature=").next().unwrap_or(value),
        false => value,
    };
    Value::Object(all.map(|(name, value)| (name.to_owned(), signature(name, value).into())).collect::<Map<_, _>>())
}
