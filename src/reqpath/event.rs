//! What a function gets of a request: the event of API Gateway's proxy integration (REST), as its documentation gives it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::phrase::Phrase;
use super::request::Client;
use super::trail::Call;

/// What an event says besides the request: what is another one each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// API Gateway's name of the request, a UUID.
    pub request_id: String,
    /// The one it writes into `x-amz-apigw-id`.
    pub extended_request_id: String,
    /// `09/Apr/2015:12:34:56 +0000`.
    pub time: String,
    /// Milliseconds since 1970.
    pub epoch_ms: i64,
    /// The id of the resource that matched.
    pub resource_id: String,
    /// What stands in `X-Amzn-Trace-Id`.
    pub trace_id: String,
    /// What the authorizer answered, as `requestContext.authorizer` shows it.
    pub authorizer: Option<Value>,
}

impl Moment {
    /// Names in place of what only a real request has.
    pub fn symbolic() -> Self {
        let named = |what: &str| format!("({what})");
        Self {
            request_id: named("request id"),
            extended_request_id: named("extended request id"),
            time: named("request time"),
            epoch_ms: 0,
            resource_id: named("resource id"),
            trace_id: named("trace id"),
            authorizer: None,
        }
    }
}

/// The event; secrets stand in it by name.
pub fn event(call: &Call, moment: &Moment) -> Value {
    let request = &call.request;
    let source = match request.client {
        Client::Address(address) => address.to_string(),
        Client::Somewhere => "(client address)".to_owned(),
        Client::Cloudfront => "(CloudFront address)".to_owned(),
    };
    let header = |name: &str| request.header(name).map(|value| value.shown());
    let mut identity = json!({
        "cognitoIdentityPoolId": null, "accountId": null, "cognitoIdentityId": null, "caller": null,
        "sourceIp": source, "principalOrgId": null, "accessKey": null, "cognitoAuthenticationType": null,
        "cognitoAuthenticationProvider": null, "userArn": null, "userAgent": header("user-agent"), "user": null,
    });
    if let Some((key, id)) = &call.key {
        identity["apiKey"] = key.shown().into();
        identity["apiKeyId"] = id.as_str().into();
    }
    let host = header("host").unwrap_or_else(|| request.url.host.clone());
    let mut context = json!({
        "resourceId": moment.resource_id,
        "resourcePath": call.resource,
        "httpMethod": request.method,
        "extendedRequestId": moment.extended_request_id,
        "requestTime": moment.time,
        "path": request.url.path,
        "accountId": call.account,
        "protocol": format!("HTTP/{}", request.http_version),
        "stage": call.stage,
        "domainPrefix": host.split('.').next().unwrap_or_default(),
        "requestTimeEpoch": moment.epoch_ms,
        "requestId": moment.request_id,
        "identity": identity,
        "domainName": host,
        "deploymentId": call.deployment,
        "apiId": call.api,
    });
    if call.authorized {
        context["authorizer"] = moment.authorizer.clone().unwrap_or_else(|| json!({}));
    }
    let kept = request.headers.iter().filter(|header| !of_the_hop(&header.name));
    let headers = kept.map(|header| (spelled(&header.name).to_owned(), header.value.shown()));
    let trace = std::iter::once(("X-Amzn-Trace-Id".to_owned(), moment.trace_id.clone()));
    let (single, several) = maps(headers.chain(trace.filter(|_| header("x-amzn-trace-id").is_none())));
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let queries = request.url.parameters().map(|(name, value)| (decoded(name), decoded(value)));
    let (query, queries) = maps(queries);
    let (body, encoded) = body(&request.body, call.binary);
    json!({
        "resource": call.resource,
        "path": call.path,
        "httpMethod": request.method,
        "headers": single,
        "multiValueHeaders": several,
        "queryStringParameters": query,
        "multiValueQueryStringParameters": queries,
        "pathParameters": map(&call.path_parameters),
        "stageVariables": map(&call.variables),
        "requestContext": context,
        "body": body,
        "isBase64Encoded": encoded,
    })
}

/// Headers that end at API Gateway, as the authors of LocalStack measured.
fn of_the_hop(name: &str) -> bool {
    ["content-length", "connection"].iter().any(|one| name.eq_ignore_ascii_case(one))
}

/// Names that API Gateway spells in its own way, however they were sent, as the authors of LocalStack measured.
fn spelled(name: &str) -> &str {
    let own = ["Authorization", "User-Agent"];
    own.into_iter().find(|one| name.eq_ignore_ascii_case(one)).unwrap_or(name)
}

/// The last value of each name, and all values; `null` when there are none.
fn maps(pairs: impl Iterator<Item = (String, String)>) -> (Value, Value) {
    let (mut single, mut several): (Map<String, Value>, Map<String, Value>) = (Map::new(), Map::new());
    for (name, value) in pairs {
        if let Some(values) = several.entry(name.clone()).or_insert_with(|| json!([])).as_array_mut() {
            values.push(value.clone().into());
        }
        single.insert(name, value.into());
    }
    if single.is_empty() { (Value::Null, Value::Null) } else { (single.into(), several.into()) }
}

fn map(values: &std::collections::BTreeMap<String, String>) -> Value {
    if values.is_empty() { Value::Null } else { json!(values) }
}

/// The body as text, or in base64 where the API takes its media type for bytes.
fn body(body: &Phrase, binary: bool) -> (Value, bool) {
    match (body.as_plain(), binary) {
        (Some([]), _) => (Value::Null, false),
        (Some(bytes), true) => (BASE64.encode(bytes).into(), true),
        _ => (body.shown().into(), false),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::names::ResourceId;
    use crate::reqpath::{Request, Url};

    #[test]
    fn an_event_has_the_form_that_functions_are_written_for() {
        let url =
            Url::parse("https://abc.execute-api.us-east-2.amazonaws.com/dev/a%20b/1?q=1&q=a+b&r=%2F").expect("a URL");
        let request = Request {
            client: Client::Address("203.0.113.7".parse().expect("an address")),
            body: Phrase::plain(vec![0xFF]),
            ..Request::new("POST", url)
                .with("Accept", "x")
                .with("accept", "y")
                .with("Accept", "z")
                .with("user-agent", "curl")
                .with("authorization", "Basic")
                .with("content-length", "1")
        };
        let call = Call {
            function: ResourceId::new("function.f/alias"),
            arn: "arn".into(),
            request,
            path: "/a%20b/1".into(),
            resource: "/{x}/{y}".into(),
            path_parameters: BTreeMap::from([("x".into(), "a b".into()), ("y".into(), "1".into())]),
            api: "abc".into(),
            stage: "dev".into(),
            deployment: "d1".into(),
            variables: BTreeMap::new(),
            account: "000000000000".into(),
            key: None,
            authorized: false,
            binary: true,
        };
        let told = event(&call, &Moment::symbolic());
        assert_eq!(told["path"], "/a%20b/1");
        assert_eq!(told["requestContext"]["path"], "/dev/a%20b/1");
        assert_eq!(told["headers"]["Accept"], "z");
        assert_eq!(
            (&told["headers"]["User-Agent"], &told["headers"]["Authorization"]),
            (&json!("curl"), &json!("Basic"))
        );
        assert_eq!(told["headers"]["content-length"], Value::Null);
        assert_eq!(told["multiValueHeaders"]["Accept"], json!(["x", "z"]));
        assert_eq!(told["queryStringParameters"], json!({ "q": "a b", "r": "/" }));
        assert_eq!(told["multiValueQueryStringParameters"]["q"], json!(["1", "a b"]));
        assert_eq!(told["pathParameters"], json!({ "x": "a b", "y": "1" }));
        assert_eq!(told["stageVariables"], Value::Null);
        assert_eq!((&told["body"], &told["isBase64Encoded"]), (&json!("/w=="), &json!(true)));
        assert_eq!(told["requestContext"]["identity"]["sourceIp"], "203.0.113.7");
        assert_eq!(told["requestContext"]["identity"]["userAgent"], "curl");
        assert_eq!(told["requestContext"]["authorizer"], Value::Null);
        let members = [
            "resource",
            "path",
            "httpMethod",
            "headers",
            "multiValueHeaders",
            "queryStringParameters",
            "multiValueQueryStringParameters",
            "pathParameters",
            "stageVariables",
            "requestContext",
            "body",
            "isBase64Encoded",
        ];
        assert_eq!(
            told.as_object().map(|event| event.keys().map(String::as_str).collect::<Vec<_>>()),
            Some(members.to_vec())
        );
    }
}
