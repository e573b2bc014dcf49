use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::look::{Closeness, Look};
use super::pace::Pace;
use super::{Class, Clients, Refusal};
use crate::secrets::{Plain, Vault};
use crate::value::Text;
use crate::world::Clock;

/// Whose cloud it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
}

/// A call by name, for errors, retries and rate limits: `("lambda", "CreateFunction")`; with the region as a third where a
/// stack may use the service in more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket<'r> {
    /// `lambda`.
    pub service: &'static str,
    /// `CreateFunction`.
    pub operation: &'static str,
    /// Whose rates count; empty for the only one of the service that a stack uses.
    pub region: &'r str,
}

impl From<(&'static str, &'static str)> for Ticket<'_> {
    fn from((service, operation): (&'static str, &'static str)) -> Self {
        Self { service, operation, region: "" }
    }
}

impl<'r> From<(&'static str, &'static str, &'r str)> for Ticket<'r> {
    fn from((service, operation, region): (&'static str, &'static str, &'r str)) -> Self {
        Self { service, operation, region }
    }
}

/// What happens while a verb is at work, for whoever watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A call is about to be sent again after a pause.
    Retry {
        /// `lambda`, as in [`Refusal::service`].
        service: &'static str,
        /// `CreateFunction`, as in [`Refusal::operation`].
        operation: &'static str,
        /// The error code of the answer that is not taken for final.
        code: String,
        /// What that answer means.
        class: Class,
        /// How long until the call is sent again.
        pause: Duration,
    },
    /// The cloud is taking its time.
    Wait {
        /// What is waited for, in the kind's words.
        what: String,
    },
}

impl Note {
    fn retry(refusal: &Refusal, pause: Duration) -> Self {
        let Refusal { service, operation, class, .. } = *refusal;
        Self::Retry { service, operation, code: refusal.code.clone(), class, pause }
    }
}

/// One try of a call, for a log: its name and how it ended, nothing of what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// `lambda`.
    pub service: &'static str,
    /// `CreateFunction`.
    pub operation: &'static str,
    /// From 1.
    pub attempt: u32,
    /// From sending to the end of the answer, by the cloud's clock.
    pub took: Duration,
    /// What was said, with secrets masked; `None` when it was done.
    pub refused: Option<Refusal>,
}

type Log = Arc<dyn Fn(&Called) + Send + Sync>;
pub(super) type Notes = Arc<dyn Fn(Note) + Send + Sync>;

/// Everything a verb of a kind may use: clients, secrets, files beside the spec, time.
#[derive(Clone)]
pub struct Hands {
    /// A client of every service, by region.
    pub clients: Clients,
    /// Whose credentials the calls are signed with; kinds build ARNs from it.
    pub identity: Identity,
    /// The clock retries and waits sleep on: virtual in tests and with the embedded cloud.
    pub clock: Clock,
    /// The folder of the spec; [`crate::value::FileRef`] paths start here.
    pub folder: PathBuf,
    pub(super) vault: Arc<Vault>,
    pub(super) lanes: Arc<Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>>,
    pub(super) pace: Pace,
    pub(super) closeness: Closeness,
    pub(super) look: Option<Look>,
    pub(super) notes: Option<Notes>,
    pub(super) log: Option<Log>,
}

/// How often and how long a call that may be repeated is repeated: 0.2 s doubling to 10 s, for about five minutes in all
/// (what Terraform allows for role and web ACL propagation).
const ATTEMPTS: u32 = 36;
/// How often when the machine itself may be the reason: without network or credentials people should hear of it soon, not after
/// five minutes.
const FEW_ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// From when on waiting for a rate is told.
const NOTICED: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

impl Hands {
    /// Hands for one run. They keep to AWS's rates, except with the embedded cloud, which has none: there only a throttle slows
    /// them down.
    pub fn new(clients: Clients, identity: Identity, clock: Clock, folder: PathBuf, vault: Arc<Vault>) -> Self {
        let pace = if clients.are_embedded() { Pace::default() } else { Pace::foreseeing() };
        Self {
            clients,
            identity,
            clock,
            folder,
            vault,
            lanes: Arc::default(),
            pace,
            closeness: Closeness::default(),
            look: None,
            notes: None,
            log: None,
        }
    }

    /// The same hands, keeping to AWS's rates with whatever cloud: for rehearsing and measuring.
    pub fn paced(self) -> Self {
        Self { pace: Pace::foreseeing(), ..self }
    }

    /// The same hands, telling `notes` what happens.
    pub fn noting(&self, notes: impl Fn(Note) + Send + Sync + 'static) -> Self {
        Self { notes: Some(Arc::new(notes)), ..self.clone() }
    }

    /// The same hands, telling `log` of every call that was tried.
    pub fn logging(self, log: impl Fn(&Called) + Send + Sync + 'static) -> Self {
        Self { log: Some(Arc::new(log)), ..self }
    }

    /// The same hands in a known account.
    pub fn of(self, identity: Identity) -> Self {
        Self { identity, ..self }
    }

    /// Asks STS whose credentials these are; the first call of a run, so it finds out quickly that nobody answers.
    ///
    /// # Errors
    /// When there are none, they are not accepted, or nobody answers.
    pub async fn who_am_i(&self, region: &str) -> Result<Identity, Refusal> {
        let sts = self.clients.sts(region);
        let ask = || sts.get_caller_identity().send();
        let answer = self.attempt(("sts", "GetCallerIdentity").into(), FEW_ATTEMPTS, ask, repeatable).await?;
        let partition = answer.arn().and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws").to_owned();
        Ok(Identity { account: answer.account().unwrap_or_default().to_owned(), partition })
    }

    /// Lets time pass, and says what for.
    pub async fn pause(&self, what: &str, pause: Duration) {
        self.note(Note::Wait { what: what.to_owned() });
        self.clock.sleep(pause).await;
    }

    fn note(&self, note: Note) {
        if let Some(notes) = &self.notes {
            notes(note);
        }
    }

    /// A wait that people notice is explained.
    fn note_rate(&self, ticket: &Ticket<'_>, wait: Duration) {
        if wait >= NOTICED {
            let Ticket { service, operation, .. } = ticket;
            self.note(Note::Wait { what: format!("the rate AWS allows for {service} {operation}") });
        }
    }

    /// Sends a call that changes nothing; repeated on throttles, server errors and lost answers.
    ///
    /// # Errors
    /// What the service said last.
    pub async fn read<T, E, F, Fut>(&self, ticket: impl Into<Ticket<'_>>, send: F) -> Result<T, Refusal>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.attempt(ticket.into(), ATTEMPTS, send, repeatable).await
    }

    /// Sends a call that converges when repeated (put, update, delete, associate).
    ///
    /// # Errors
    /// What the service said last.
    pub async fn write<T, E, F, Fut>(&self, ticket: impl Into<Ticket<'_>>, send: F) -> Result<T, Refusal>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.attempt(ticket.into(), ATTEMPTS, send, |class| repeatable(class) || class == Class::NotYet).await
    }

    /// Sends a call that would make a second thing if repeated: only repeated when it certainly did not happen.
    ///
    /// # Errors
    /// [`Class::Lost`] or [`Class::Transient`] when it may have happened; the caller asks by natural key before trying again.
    pub async fn create<T, E, F, Fut>(&self, ticket: impl Into<Ticket<'_>>, send: F) -> Result<T, Refusal>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let again = |class| matches!(class, Class::Throttled | Class::NotSent | Class::NotYet);
        self.attempt(ticket.into(), ATTEMPTS, send, again).await
    }

    async fn attempt<T, E, F, Fut>(
        &self,
        ticket: Ticket<'_>,
        attempts: u32,
        send: F,
        again: impl Fn(Class) -> bool,
    ) -> Result<T, Refusal>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let Ticket { service, operation, .. } = ticket;
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            let sent = self.pace.enter(&ticket, &self.clock, |wait| self.note_rate(&ticket, wait)).await;
            let began = self.clock.now();
            let answer = send().await.map_err(|error| {
                (self.masked(Refusal::from_sdk(service, operation, &error)), Refusal::pause_asked(&error))
            });
            if let Some(log) = &self.log {
                let took = self.clock.now().saturating_sub(began);
                let refused = answer.as_ref().err().map(|(refusal, _)| refusal.clone());
                log(&Called { service, operation, attempt, took, refused });
            }
            let (refusal, asked) = match answer {
                Ok(answer) => {
                    self.pace.went_well(&ticket);
                    return Ok(answer);
                }
                Err(refused) => refused,
            };
            match refusal.class {
                Class::Throttled => self.pace.throttled(&ticket, sent, asked, self.clock.now()),
                Class::Busy | Class::NotYet | Class::InUse | Class::NotFound | Class::Exists | Class::Permanent => {
                    self.pace.went_well(&ticket);
                }
                Class::Transient | Class::NotSent | Class::Lost => {}
            }
            let patience = if refusal.class == Class::NotSent { attempts.min(FEW_ATTEMPTS) } else { attempts };
            if !again(refusal.class) || attempt >= patience {
                return Err(refusal);
            }
            let nap = asked.unwrap_or_default().max(pause.mul_f64(0.5 + jitter(self.clock.now()) / 2.0));
            self.note(Note::retry(&refusal, nap));
            self.clock.sleep(nap).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        unreachable!("the loop above only ends by returning")
    }

    /// Repeats `step` until it gives a value, sleeping `pause` between; `what` names the wait when `limit` runs out.
    ///
    /// # Errors
    /// The first refusal of `step`, or `Timeout` after `limit`.
    pub async fn wait_for<T, F, Fut>(&self, what: &str, pause: Duration, limit: Duration, step: F) -> Result<T, Refusal>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<Option<T>, Refusal>>,
    {
        let until = self.clock.now() + limit;
        let mut told = false;
        loop {
            if let Some(value) = step().await? {
                return Ok(value);
            }
            if self.clock.now() >= until {
                return Err(Refusal::local("Timeout", format!("waited {} s for {what}", limit.as_secs())));
            }
            if !told {
                self.note(Note::Wait { what: what.to_owned() });
                told = true;
            }
            self.clock.sleep(pause).await;
        }
    }

    /// Repeats `step` while it is refused for one of `classes`, for at most `limit`: for what AWS needs time to see.
    ///
    /// # Errors
    /// The last refusal.
    pub async fn patiently<T, F, Fut>(&self, classes: &[Class], limit: Duration, step: F) -> Result<T, Refusal>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, Refusal>>,
    {
        let until = self.clock.now() + limit;
        let mut pause = Duration::from_secs(1);
        loop {
            match step().await {
                Err(refusal) if classes.contains(&refusal.class) && self.clock.now() < until => {
                    self.note(Note::retry(&refusal, pause));
                    self.clock.sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(15));
                }
                done => return done,
            }
        }
    }

    /// One writer at a time for `lane` (a REST API, a function's policy, a hosted zone, the Classic change token): hold the
    /// guard while writing.
    pub async fn lane(&self, lane: &str) -> tokio::sync::OwnedMutexGuard<()> {
        let lock = {
            let mut lanes = self.lanes.lock().unwrap_or_else(|broken| broken.into_inner());
            Arc::clone(lanes.entry(lane.to_owned()).or_default())
        };
        lock.lock_owned().await
    }

    /// Opens a text for a call: plain text as it is, a secret decrypted, joins put together.
    ///
    /// # Errors
    /// `Locked` when this machine cannot decrypt, `Unresolved` when a reference is still open.
    pub fn open(&self, text: &Text) -> Result<Plain, Refusal> {
        match text {
            Text::Known(text) => Ok(Plain::new(text.clone())),
            Text::Secret(secret) => {
                self.vault.open(secret).map_err(|locked| Refusal::local("Locked", locked.to_string()))
            }
            Text::Join(parts) => {
                let parts = parts.iter().map(|part| self.open(part)).collect::<Result<Vec<_>, _>>()?;
                // Reserved at once: growing would leave copies behind that nobody wipes.
                let mut whole = String::with_capacity(parts.iter().map(|part| part.expose().len()).sum());
                parts.iter().for_each(|part| whole.push_str(part.expose()));
                Ok(Plain::new(whole))
            }
            Text::Ref(reference) => Err(Refusal::unresolved(&format!("{}#{}", reference.to, reference.output))),
            Text::Sealed(_) | Text::Digest(_) => Err(Refusal::unresolved("a value that only has a digest")),
        }
    }

    /// As [`Hands::open`], for a call that keeps what the cloud holds already: a seal is opened by the one of `live` it is of.
    ///
    /// # Errors
    /// As `open`; `Changed` when none of them is.
    pub fn open_again(&self, text: &Text, live: &[String]) -> Result<Plain, Refusal> {
        let Text::Sealed(digest) = text else { return self.open(text) };
        self.vault.unseal(digest, live).ok_or_else(|| {
            Refusal::local("Changed", "a secret that was to be kept for a while is not there any more: plan again")
        })
    }

    /// What a read puts in a secret field: the keyed digest of what the cloud holds, never the value.
    pub fn seal(&self, plain: &str) -> Text {
        Text::Sealed(self.vault.digest_of_live(plain))
    }

    /// Whether a text read from the cloud has a secret of the environment in it: an interrupted run may have written one where
    /// nothing recorded says so.
    pub fn holds_secret(&self, live: &str) -> bool {
        self.vault.is_in(live)
    }

    /// The plain text of a field that holds no secret.
    ///
    /// # Errors
    /// `Unresolved` when it still waits for another resource.
    pub fn known<'a>(&self, field: &str, text: &'a Text) -> Result<&'a str, Refusal> {
        text.known().ok_or_else(|| Refusal::unresolved(field))
    }

    /// AWS error texts may echo the request; every secret opened in this run is masked in them.
    fn masked(&self, refusal: Refusal) -> Refusal {
        let mask = |text: &str| self.vault.mask(text);
        Refusal {
            code: mask(&refusal.code),
            message: mask(&refusal.message),
            request_id: refusal.request_id.as_deref().map(mask),
            ..refusal
        }
    }
}

/// What a call that may be repeated is repeated for.
fn repeatable(class: Class) -> bool {
    matches!(class, Class::Throttled | Class::Transient | Class::Lost | Class::NotSent)
}

/// A number in `0.0..1.0` from the nanoseconds of the clock, so that clients do not back off in step, and a run on virtual time
/// can be had again.
fn jitter(now: Duration) -> f64 {
    let nanoseconds = u64::try_from(now.as_nanos()).unwrap_or_default();
    let mixed = (nanoseconds ^ (nanoseconds >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    f64::from((mixed >> 32) as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    };
    use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
    use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
    use aws_smithy_types::body::SdkBody;

    use super::*;
    use crate::providers::Endpoint;

    /// Refuses the first call as API Gateway does, then answers.
    #[derive(Debug, Clone)]
    struct RefusesOnce {
        calls: Arc<Mutex<u32>>,
        header: Option<&'static str>,
        body: &'static str,
    }

    impl HttpConnector for RefusesOnce {
        fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
            let mut calls = self.calls.lock().expect("whole");
            *calls += 1;
            let (status, body) = if *calls == 1 { (429, self.body) } else { (200, "{}") };
            let mut response = HttpResponse::new(status.try_into().expect("a status"), SdkBody::from(body));
            if let Some(seconds) = self.header.filter(|_| *calls == 1) {
                response.headers_mut().insert("retry-after", seconds);
            }
            response.headers_mut().insert("x-amzn-errortype", "TooManyRequestsException");
            HttpConnectorFuture::ready(Ok(response))
        }
    }

    impl HttpClient for RefusesOnce {
        fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
            SharedHttpConnector::new(self.clone())
        }
    }

    #[tokio::test]
    async fn a_throttled_call_waits_as_long_as_it_is_asked_to() {
        for (header, body, least) in
            [(Some("30"), "{}", 30), (None, r#"{"retryAfterSeconds":"20"}"#, 20), (None, "{}", 0)]
        {
            let http = RefusesOnce { calls: Arc::default(), header, body };
            let clients = Clients::load(&Endpoint::Embedded(SharedHttpClient::new(http)), "us-east-2").await;
            let identity = Identity { account: "0".repeat(12), partition: "aws".into() };
            let clock = Clock::virtual_from(Duration::ZERO);
            let hands = Hands::new(clients, identity, clock, PathBuf::new(), Arc::new(Vault::default()));
            let client = hands.clients.apigateway("us-east-2");
            hands.read(("apigateway", "GetAccount"), || client.get_account().send()).await.expect("an answer");
            let waited = hands.clock.now();
            assert!(waited >= Duration::from_secs(least), "{waited:?} for {header:?} {body}");
            assert!(waited < Duration::from_secs(least + 5), "{waited:?} for {header:?} {body}");
        }
    }
}
