use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body_util::BodyExt as _;
use winterbaume_core::{MockRequest, MockResponse};

use super::chunked::unchunk;
use super::ground::Ground;
use super::router::{self, Router};
use super::scope::Scope;
use super::{StoreError, World, spelling};
use crate::world::Clock;

/// A running embedded cloud. Clones share it.
#[derive(Clone)]
pub struct Cloud(Arc<Inner>);

struct Inner {
    ground: Arc<Ground>,
    router: Router,
    requests: AtomicU64,
    /// Whether answers are spelt otherwise than requests were.
    spells: AtomicBool,
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cloud")
    }
}

impl Cloud {
    /// A cloud that lives in memory only.
    pub fn in_memory(clock: Clock) -> Self {
        Self::on(Ground::in_memory(clock))
    }

    /// A cloud in memory that begins as `world`: what an earlier moment of another one looked like.
    pub(super) fn of_world(world: World, clock: Clock) -> Self {
        let cloud = Self::in_memory(clock);
        cloud.with_world(|place| *place = world);
        cloud
    }

    /// The cloud that is kept in the folder `dir`, a new one when there is none. Several processes may have it open at once; a
    /// process killed at any instant leaves it as it was after a complete request. Everything in it is sealed.
    ///
    /// `clock` is moved on to the system's time and to the time the cloud had when it was last used, whichever is later: the
    /// cloud's time never runs backwards.
    ///
    /// # Errors
    /// When the folder cannot be used; [`StoreError::way_out`] says what to do.
    pub fn open(dir: &Path, clock: Clock) -> Result<Self, StoreError> {
        Ground::open(dir, clock).map(Self::on)
    }

    fn on(ground: Ground) -> Self {
        let ground = Arc::new(ground);
        Self(Arc::new(Inner {
            router: Router::on(&ground),
            ground,
            requests: AtomicU64::new(0),
            spells: AtomicBool::new(false),
        }))
    }

    /// From now on answers are spelt otherwise than what was sent, in all the ways AWS does: lists in another order, policies as
    /// other JSON, tags of AWS's own. What they mean is the same.
    pub fn spell_otherwise(&self) {
        self.0.spells.store(true, Ordering::Relaxed);
    }

    /// The cloud's clock.
    pub fn clock(&self) -> &Clock {
        self.0.ground.clock()
    }

    /// What to put under the SDK. Faults (throttles, lost answers, kills) are made by [`super::faults`] around this one.
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// Answers one HTTP request, whatever host it came in at. `request.uri` is absolute, the body complete.
    pub async fn answer(&self, mut request: MockRequest) -> MockResponse {
        let Some(scope) = Scope::of(&request) else { return router::unsigned() };
        let address = request.uri.split_once("://").map_or(request.uri.as_str(), |(_, rest)| rest);
        let (authority, path) = address.split_at(address.find(['/', '?']).unwrap_or(address.len()));
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        let path = path.to_owned();
        request.uri = format!("https://{}{path}", scope.host(host));
        request.body = unchunk(&mut request.headers, request.body);
        let mut response = self.0.router.answer(&scope, request).await;
        if self.0.spells.load(Ordering::Relaxed)
            && (200..300).contains(&response.status)
            && let Some(body) = spelling::otherwise(&scope.service, &path, &response.body)
        {
            response.body = body;
        }
        self.number(&scope, &mut response);
        response
    }

    /// Looks at, or changes, the world behind the API's back: what tests use to make drift. When the cloud's folder cannot be
    /// used, `look` sees what was seen last and nothing is saved; programs use [`Cloud::try_world`].
    pub fn with_world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        self.0.ground.look(look)
    }

    /// Looks at, or changes, the world behind the API's back.
    ///
    /// # Errors
    /// When the cloud's folder cannot be read or written.
    pub fn try_world<T>(&self, look: impl FnOnce(&mut World) -> T) -> Result<T, StoreError> {
        self.0.ground.transact(|world, _| look(world))
    }

    /// Looks at the world as it stands; `look` also gets a number that is another one after every change.
    ///
    /// # Errors
    /// When the cloud's folder cannot be read.
    pub fn read_world<T>(&self, look: impl FnOnce(&World, u64) -> T) -> Result<T, StoreError> {
        self.0.ground.read(look)
    }

    /// AWS numbers every answer; error messages quote the number.
    fn number(&self, scope: &Scope, response: &mut MockResponse) {
        let name = HeaderName::from_static(if scope.service == "s3" { "x-amz-request-id" } else { "x-amzn-requestid" });
        let number = self.0.requests.fetch_add(1, Ordering::Relaxed) + 1;
        if let Ok(id) = HeaderValue::try_from(format!("00000000-0000-4000-8000-{number:012x}")) {
            response.headers.entry(name).or_insert(id);
        }
    }
}

impl HttpConnector for Cloud {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let cloud = self.clone();
        HttpConnectorFuture::new(async move {
            let method = request.method().to_owned();
            let uri = request.uri().to_owned();
            let mut headers = HeaderMap::new();
            for (name, value) in request.headers() {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    headers.append(name, value);
                }
            }
            // Streams have no bytes to look at; they are read to their end, as a server would.
            let body = request.into_body().collect().await.map_err(ConnectorError::user)?.to_bytes();
            Ok(to_http(cloud.answer(MockRequest { method, uri, headers, body }).await))
        })
    }
}

impl HttpClient for Cloud {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// An answer as the SDK reads it.
pub(super) fn to_http(answer: MockResponse) -> HttpResponse {
    let status = answer.status.try_into().unwrap_or_else(|_| http::StatusCode::INTERNAL_SERVER_ERROR.into());
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    for (name, value) in &answer.headers {
        if let Ok(value) = value.to_str() {
            response.headers_mut().append(name.as_str().to_owned(), value.to_owned());
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::providers::{Clients, Endpoint};

    #[tokio::test]
    async fn the_account_is_twelve_zeros_in_every_region() {
        let dir = tempfile::tempdir().expect("a folder");
        let kept = Cloud::open(dir.path(), Clock::virtual_from(Duration::ZERO)).expect("a new cloud");
        for cloud in [Cloud::in_memory(Clock::virtual_from(Duration::ZERO)), kept] {
            let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), "us-east-2").await;
            for region in ["us-east-1", "eu-west-1"] {
                let caller = clients.sts(region).get_caller_identity().send().await.expect("an identity");
                assert_eq!(caller.account(), Some("000000000000"));
            }
        }
    }

    #[tokio::test]
    async fn an_unusable_folder_is_a_refusal_that_names_the_way_out() {
        use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;

        let dir = tempfile::tempdir().expect("a folder");
        let cloud = Cloud::open(dir.path(), Clock::virtual_from(Duration::ZERO)).expect("a new cloud");
        let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), "us-east-2").await;
        std::fs::write(dir.path().join("cloud"), "nonsense").expect("writable");
        let json = clients.lambda("us-east-2").list_functions().send().await.expect_err("damaged").into_service_error();
        assert_eq!(json.code(), Some("EmbeddedCloudUnusable"));
        let xml = clients.iam("us-east-1").list_roles().send().await.expect_err("damaged").into_service_error();
        assert_eq!(xml.code(), Some("EmbeddedCloudUnusable"));
        assert!(xml.message().is_some_and(|text| text.contains("rm -r")), "{xml:?}");
        let s3 = clients.s3("us-east-1").list_buckets().send().await.expect_err("damaged").into_service_error();
        assert_eq!(s3.code(), Some("EmbeddedCloudUnusable"));
    }
}
