//! One router for all services, by the name they are signed for.
//!
//! Every service is a `MockService` of `winterbaume-core`. Ours stand behind one adapter, [`Resident`], which does what the
//! trait leaves open: it builds a typed [`Call`] (region and service from the credential scope instead of the host, repeated
//! headers kept) and runs the handler as one transaction on the world. Those of the `winterbaume-*` crates, the guests, are
//! registered as they are; they find the region in the canonical host that [`Cloud::answer`](super::Cloud::answer) puts into
//! the URI, and their state lives in memory only.
//!
//! `MockAwsClient` of that crate is not used: it routes by unanchored expressions over the URI and sends streams as empty
//! bodies.

use std::collections::BTreeMap;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};
use winterbaume_core::{MockRequest, MockResponse, MockService};

use super::ground::Ground;
use super::scope::{Scope, query_of};
use super::{Answer, Call, StoreError, World, services};

/// The account every embedded cloud is.
const ACCOUNT: &str = "000000000000";

type Handle = fn(&Call, &mut World) -> Answer;

/// Our services, by signing name.
const RESIDENTS: &[(&str, Handle)] = &[
    ("acm", services::acm::handle),
    ("apigateway", services::apigateway::handle),
    ("cloudfront", services::cloudfront::handle),
    ("iam", services::iam::handle),
    ("lambda", services::lambda::handle),
    ("logs", services::logs::handle),
    ("route53", services::route53::handle),
    ("s3", services::s3::handle),
    ("waf-regional", services::wafregional::handle),
    ("wafv2", services::wafv2::handle),
];

/// Who asks is told by a guest.
const STS: &str = "sts";

/// Every service there is, by signing name.
pub(super) fn services() -> impl Iterator<Item = &'static str> {
    RESIDENTS.iter().map(|(name, _)| *name).chain([STS])
}

/// Finds the service a request is for.
pub(super) struct Router(BTreeMap<String, Arc<dyn MockService>>);

impl Router {
    /// Ours on `ground`, and the guests.
    pub(super) fn on(ground: &Arc<Ground>) -> Self {
        winterbaume_core::set_default_account_id(ACCOUNT);
        let ours = RESIDENTS.iter().map(|(name, handle)| {
            Arc::new(Resident { name, handle: *handle, ground: Arc::clone(ground) }) as Arc<dyn MockService>
        });
        let guests = [Arc::new(winterbaume_sts::StsService::new()) as Arc<dyn MockService>];
        Self(ours.chain(guests).map(|service| (service.service_name().to_owned(), service)).collect())
    }

    /// Hands a request to the service it was signed for.
    pub(super) async fn answer(&self, scope: &Scope, request: MockRequest) -> MockResponse {
        match self.0.get(&scope.service) {
            Some(service) => service.handle(request).await,
            None => {
                let message = format!("the embedded cloud has no service `{}`", scope.service);
                respond(Answer::error(&scope.service, 501, "NotImplemented", &message))
            }
        }
    }
}

/// One of our services on its ground.
struct Resident {
    name: &'static str,
    handle: Handle,
    ground: Arc<Ground>,
}

impl MockService for Resident {
    fn service_name(&self) -> &str {
        self.name
    }

    fn url_patterns(&self) -> Vec<&str> {
        // Routed by credential scope.
        Vec::new()
    }

    fn handle(&self, request: MockRequest) -> Pin<Box<dyn Future<Output = MockResponse> + Send + '_>> {
        let Some(mut call) = call_from(request) else { return Box::pin(ready(unsigned())) };
        let answer = self.ground.transact(|world, now| {
            call.now = now;
            (self.handle)(&call, world)
        });
        Box::pin(ready(respond(answer.unwrap_or_else(|error| unusable(self.name, &error)))))
    }
}

/// Says that a request carries no signature, as AWS does.
pub(super) fn unsigned() -> MockResponse {
    respond(Answer::error("", 403, "MissingAuthenticationToken", "Missing Authentication Token"))
}

/// The cloud's folder cannot be used. It is a refusal and not a server error: repeating the request does not mend a file.
fn unusable(service: &str, error: &StoreError) -> Answer {
    Answer::error(service, 400, "EmbeddedCloudUnusable", &format!("{error}; {}", error.way_out()))
}

fn call_from(request: MockRequest) -> Option<Call> {
    let Scope { service, region } = Scope::of(&request)?;
    let rest = request.uri.split_once("://").map_or(request.uri.as_str(), |(_, rest)| rest);
    let address = rest.split('?').next().unwrap_or("");
    let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    Some(Call {
        service,
        region,
        account: ACCOUNT.into(),
        method: request.method,
        host: host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned(),
        path: if path.is_empty() { "/".into() } else { path.to_owned() },
        query: query_of(&request.uri),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: request.body,
        now: std::time::Duration::ZERO,
    })
}

/// An [`Answer`] as the trait wants it; a header HTTP cannot carry is left out.
pub(super) fn respond(answer: Answer) -> MockResponse {
    let mut headers = HeaderMap::new();
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str())) {
            headers.append(name, value);
        }
    }
    MockResponse { status: answer.status, headers, body: answer.body }
}
