use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use super::fate::Fate;
use super::past::Past;
use super::{Calls, End, Faults, Kill, Moment};
use crate::sandbox::{Answer, Cloud};
use crate::world::{Durable, Instant};

/// How long a caller waits for an answer: as long as the SDK does on AWS.
const PATIENCE: Duration = Duration::from_secs(60);

/// A bad day for one cloud and whoever uses it. Clones are the same day.
#[derive(Clone)]
pub struct Rehearsal(Arc<Day>);

struct Day {
    cloud: Cloud,
    faults: Faults,
    end: End,
    calls: AtomicU64,
    writes: AtomicU64,
    tally: Mutex<Tally>,
    past: Mutex<Past>,
}

/// What has happened so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls that were tried, whatever became of them.
    pub calls: u64,
    /// Durable writes that were tried.
    pub writes: u64,
    /// Calls refused as too many.
    pub throttled: u64,
    /// Calls answered with a server error.
    pub server_errors: u64,
    /// Connections reset.
    pub reset: u64,
    /// Answers lost.
    pub lost: u64,
    /// Calls never answered.
    pub hung: u64,
    /// Reads answered from an earlier world.
    pub stale: u64,
    /// Durable writes the full disk did not take.
    pub refused_writes: u64,
    /// Calls refused because nobody gave the right to make them.
    pub denied: u64,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} calls, {} writes", self.calls, self.writes)?;
        for (count, what) in [
            (self.throttled, "throttled"),
            (self.server_errors, "answered with a server error"),
            (self.reset, "reset"),
            (self.lost, "lost"),
            (self.hung, "left hanging"),
            (self.stale, "answered from the past"),
            (self.refused_writes, "writes refused"),
            (self.denied, "denied"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Rehearsal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rehearsal({:?})", self.0.faults)
    }
}

impl Rehearsal {
    /// `faults` on the way to `cloud`; a kill is carried out as `end` says.
    pub fn new(cloud: &Cloud, faults: Faults, end: End) -> Self {
        Self(Arc::new(Day {
            cloud: cloud.clone(),
            faults,
            end,
            calls: AtomicU64::new(0),
            writes: AtomicU64::new(0),
            tally: Mutex::default(),
            past: Mutex::default(),
        }))
    }

    /// What to put under the SDK instead of [`Cloud::http_client`].
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// What to write durable files through.
    pub fn door(&self) -> Durable {
        let day = Arc::clone(&self.0);
        Durable::watched(move |instant, _| day.wrote(instant))
    }

    /// What has happened so far.
    pub fn tally(&self) -> Tally {
        let calls = self.0.calls.load(Ordering::SeqCst);
        let writes = self.0.writes.load(Ordering::SeqCst);
        Tally { calls, writes, ..*locked(&self.0.tally) }
    }
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(|broken| broken.into_inner())
}

impl Day {
    fn count(&self, what: impl FnOnce(&mut Tally) -> &mut u64) {
        *what(&mut locked(&self.tally)) += 1;
    }

    /// One instant of a durable write.
    fn wrote(&self, instant: Instant) -> io::Result<()> {
        let (moment, write) = match instant {
            Instant::Before => (Moment::Before, self.writes.fetch_add(1, Ordering::SeqCst) + 1),
            Instant::Within => (Moment::Within, self.writes.load(Ordering::SeqCst)),
            Instant::After => (Moment::After, self.writes.load(Ordering::SeqCst)),
        };
        if !self.end.has_come() && self.faults.kill == Some(Kill::Write(write, moment)) {
            self.end.come();
        }
        if self.end.has_come() {
            return Err(io::Error::other("this process was killed"));
        }
        // A full disk takes the first part of what it cannot take as a whole; what needs no room has none to lack.
        let full = self.faults.full.is_some_and(|from| write >= from);
        if full && moment == Moment::Within {
            self.count(|tally| &mut tally.refused_writes);
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        self.dies_at(call, Moment::Before).await;
        let service = service_of(&request);
        let answer = match Fate::of(&self.faults, call) {
            _ if self.denies(&service, &request) => {
                self.count(|tally| &mut tally.denied);
                Ok(respond(denial(&service)))
            }
            Fate::Answered => self.pass_on(request).await,
            Fate::Throttled => {
                self.count(|tally| &mut tally.throttled);
                Ok(respond(throttle(&service)))
            }
            Fate::ServerError { happened } => {
                self.count(|tally| &mut tally.server_errors);
                if happened {
                    self.pass_on(request).await?;
                }
                Ok(respond(server_error(&service)))
            }
            Fate::Reset => {
                self.count(|tally| &mut tally.reset);
                Err(ConnectorError::io("connection reset by peer".into()))
            }
            Fate::Lost => {
                self.count(|tally| &mut tally.lost);
                self.pass_on(request).await?;
                Err(ConnectorError::io("the connection was closed before the answer arrived".into()))
            }
            Fate::Hang { happened } => {
                self.count(|tally| &mut tally.hung);
                if happened {
                    self.pass_on(request).await?;
                }
                self.cloud.clock().sleep(PATIENCE).await;
                Err(ConnectorError::timeout("no answer for 60 s".into()))
            }
            Fate::Stale => self.answer_from_the_past(request, call).await,
        };
        self.dies_at(call, Moment::After).await;
        answer
    }

    /// Whether the credentials have no right to a call, whatever its fate would have been.
    fn denies(&self, service: &str, request: &HttpRequest) -> bool {
        self.faults.denied.as_ref().is_some_and(|denied| {
            denied.service == service
                && match denied.calls {
                    Calls::All => true,
                    Calls::Reads => is_read(request),
                    Calls::Writes => !is_read(request),
                }
        })
    }

    /// Ends everything if this is the place; after the end no call ever comes back.
    async fn dies_at(&self, call: u64, moment: Moment) {
        if !self.end.has_come() && self.faults.kill == Some(Kill::Call(call, moment)) {
            self.end.come();
        }
        if self.end.has_come() {
            std::future::pending::<()>().await;
        }
    }

    async fn pass_on(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        if self.faults.stale > 0.0 && !is_read(&request) {
            let now = self.cloud.clock().now();
            let before = self.cloud.with_world(|world| world.clone());
            locked(&self.past).remember(now, before);
        }
        self.cloud.call(request).await
    }

    async fn answer_from_the_past(&self, request: HttpRequest, call: u64) -> Result<HttpResponse, ConnectorError> {
        let clock = self.cloud.clock();
        let world = is_read(&request).then(|| locked(&self.past).recall(clock.now(), self.faults.seed, call)).flatten();
        let Some(world) = world else { return self.pass_on(request).await };
        self.count(|tally| &mut tally.stale);
        Cloud::of_world(world, clock.clone()).call(request).await
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({:?})", self.faults)
    }
}

impl HttpConnector for Rehearsal {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let day = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move { day.call(request).await })
    }
}

impl HttpClient for Rehearsal {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// The service a request is signed for; `""` when it is not signed.
fn service_of(request: &HttpRequest) -> String {
    let authorization = request.headers().get("authorization").unwrap_or("");
    // Credential=KEY/DATE/REGION/SERVICE/aws4_request, …
    let scope = authorization.split("Credential=").nth(1).unwrap_or("").split(',').next().unwrap_or("");
    scope.rsplit('/').nth(1).unwrap_or("").to_owned()
}

/// Whether a request changes nothing: by its method, or by the operation that services with one URL name.
fn is_read(request: &HttpRequest) -> bool {
    if matches!(request.method(), "GET" | "HEAD") {
        return true;
    }
    let target = request.headers().get("x-amz-target").map(|target| target.rsplit('.').next().unwrap_or(""));
    let body = || request.body().bytes().map(String::from_utf8_lossy).unwrap_or_default();
    let operation = match target {
        Some(operation) => operation.to_owned(),
        None => body().split('&').find_map(|pair| pair.strip_prefix("Action=")).unwrap_or("").to_owned(),
    };
    // A change token is handed out to be spent.
    ["Get", "List", "Describe"].iter().any(|verb| operation.starts_with(verb)) && operation != "GetChangeToken"
}

/// How a service says "too many": codes and statuses of its API reference.
fn throttle(service: &str) -> Answer {
    let (status, code) = match service {
        "apigateway" | "lambda" => (429, "TooManyRequestsException"),
        "s3" => (503, "SlowDown"),
        "cloudfront" | "iam" | "route53" | "sts" => (400, "Throttling"),
        _ => (400, "ThrottlingException"),
    };
    let answer = Answer::error(service, status, code, "Rate exceeded");
    if status == 429 { answer.with("retry-after", "1") } else { answer }
}

/// How a service says "you may not": codes and statuses of its API reference.
fn denial(service: &str) -> Answer {
    let (status, code) = match service {
        "cloudfront" | "iam" | "route53" | "s3" | "sts" => (403, "AccessDenied"),
        "apigateway" | "lambda" => (403, "AccessDeniedException"),
        _ => (400, "AccessDeniedException"),
    };
    Answer::error(service, status, code, "denied, as ENGINE_LOCAL_FAULTS asks")
}

/// How a service says that it failed.
fn server_error(service: &str) -> Answer {
    let (status, code) = match service {
        "lambda" => (500, "ServiceException"),
        "apigateway" | "logs" => (503, "ServiceUnavailableException"),
        "wafv2" | "waf-regional" => (500, "WAFInternalErrorException"),
        "iam" => (500, "ServiceFailure"),
        "s3" => (500, "InternalError"),
        _ => (503, "ServiceUnavailable"),
    };
    Answer::error(service, status, code, "an internal error, made up by ENGINE_LOCAL_FAULTS")
}

fn respond(answer: Answer) -> HttpResponse {
    crate::sandbox::cloud::to_http(crate::sandbox::router::respond(answer))
}
