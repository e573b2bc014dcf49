use std::fmt;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt as _;

use super::services;
use super::{Answer, Call, World};
use crate::world::Clock;

/// The account every embedded cloud is.
const ACCOUNT: &str = "000000000000";

/// A running embedded cloud. Clones share it.
#[derive(Clone)]
pub struct Cloud(Arc<Inner>);

struct Inner {
    world: Mutex<World>,
    clock: Clock,
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cloud")
    }
}

impl Cloud {
    /// A cloud that lives in memory only.
    pub fn in_memory(clock: Clock) -> Self {
        Self(Arc::new(Inner { world: Mutex::default(), clock }))
    }

    /// What to put under the SDK.
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// Answers one request.
    pub fn handle(&self, mut call: Call) -> Answer {
        call.now = self.0.clock.now();
        let mut world = self.0.world.lock().unwrap_or_else(|broken| broken.into_inner());
        dispatch(&call, &mut world)
    }

    /// Looks at, or changes, the world behind the API's back: what tests use to make drift.
    pub fn with_world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.0.world.lock().unwrap_or_else(|broken| broken.into_inner()))
    }
}

fn dispatch(call: &Call, world: &mut World) -> Answer {
    match call.service.as_str() {
        "acm" => services::acm::handle(call, world),
        "apigateway" => services::apigateway::handle(call, world),
        "cloudfront" => services::cloudfront::handle(call, world),
        "iam" => services::iam::handle(call, world),
        "lambda" => services::lambda::handle(call, world),
        "logs" => services::logs::handle(call, world),
        "route53" => services::route53::handle(call, world),
        "s3" => services::s3::handle(call, world),
        "waf-regional" => services::wafregional::handle(call, world),
        "wafv2" => services::wafv2::handle(call, world),
        other => Answer::json_error(501, "NotImplemented", &format!("the embedded cloud has no service `{other}`")),
    }
}

/// Service and region from `Authorization: AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`.
fn scope(headers: &[(String, String)]) -> Option<(String, String)> {
    let authorization = headers.iter().find(|(name, _)| name == "authorization").map(|(_, value)| value)?;
    let credential = authorization.split("Credential=").nth(1)?.split([',', ' ']).next()?;
    let mut parts = credential.rsplit('/').skip(1);
    let service = parts.next()?;
    let region = parts.next()?;
    Some((service.to_owned(), region.to_owned()))
}

/// A [`Call`] from the parts of an HTTP request; `None` when it carries no SigV4 scope.
pub(super) fn call_from(method: &str, uri: &str, headers: Vec<(String, String)>, body: bytes::Bytes) -> Option<Call> {
    let (service, region) = scope(&headers)?;
    let parsed: http::Uri = uri.parse().ok()?;
    let host = parsed
        .host()
        .map(str::to_owned)
        .or_else(|| headers.iter().find(|(name, _)| name == "host").map(|(_, value)| value.clone()))
        .unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host.clone(), |(name, _)| name.to_owned());
    let query = parsed.query().unwrap_or("").split('&').filter(|pair| !pair.is_empty()).map(decode_pair).collect();
    Some(Call {
        service,
        region,
        account: ACCOUNT.into(),
        method: method.to_owned(),
        host,
        path: parsed.path().to_owned(),
        query,
        body: unchunk(&headers, body),
        headers,
        now: std::time::Duration::ZERO,
    })
}

fn decode_pair(pair: &str) -> (String, String) {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let decode =
        |text: &str| percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    (decode(key), decode(value))
}

/// Removes `aws-chunked` framing (`SIZE[;signature]\r\nDATA\r\n … 0\r\ntrailers`), which the SDK uses for checksummed streams.
fn unchunk(headers: &[(String, String)], body: bytes::Bytes) -> bytes::Bytes {
    let chunked = headers.iter().any(|(name, value)| {
        (name == "content-encoding" && value.contains("aws-chunked"))
            || (name == "x-amz-content-sha256" && value.starts_with("STREAMING-"))
    });
    if !chunked {
        return body;
    }
    let mut rest = &body[..];
    let mut plain = Vec::with_capacity(body.len());
    while let Some(line_end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let size = std::str::from_utf8(&rest[..line_end])
            .ok()
            .and_then(|line| usize::from_str_radix(line.split(';').next().unwrap_or("").trim(), 16).ok());
        let Some(size) = size.filter(|size| *size > 0 && rest.len() >= line_end + 2 + size) else { break };
        plain.extend_from_slice(&rest[line_end + 2..line_end + 2 + size]);
        rest = rest.get(line_end + 2 + size + 2..).unwrap_or(&[]);
    }
    plain.into()
}

impl HttpConnector for Cloud {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let cloud = self.clone();
        HttpConnectorFuture::new(async move {
            let method = request.method().to_owned();
            let uri = request.uri().to_owned();
            let headers =
                request.headers().iter().map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
            // Streams have no bytes to look at; they are read to their end, as a server would.
            let body = request.into_body().collect().await.map_err(|error| ConnectorError::user(error))?.to_bytes();
            let answer = match call_from(&method, &uri, headers, body) {
                Some(call) => cloud.handle(call),
                None => Answer::json_error(403, "MissingAuthenticationToken", "the request is not signed"),
            };
            Ok(to_http(answer))
        })
    }
}

impl HttpClient for Cloud {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

fn to_http(answer: Answer) -> HttpResponse {
    let status = answer.status.try_into().unwrap_or_else(|_| 500.try_into().expect("500 is a status"));
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    for (name, value) in answer.headers {
        response.headers_mut().insert(name, value);
    }
    response
}
