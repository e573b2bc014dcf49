use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot, watch};

use super::functions::LARGEST_ANSWER;
use super::moment::Moment;

/// An event for a function, and who waits for its answer.
pub struct Invocation {
    id: String,
    trace: String,
    event: Bytes,
    deadline_ms: u128,
    arn: String,
    answer: oneshot::Sender<Answer>,
}

/// What a function answered, or what it says went wrong.
type Answer = Result<Bytes, String>;

impl Invocation {
    /// With the end at which the answer arrives.
    pub fn new(moment: &Moment, event: Bytes, deadline_ms: u128, arn: &str) -> (Self, oneshot::Receiver<Answer>) {
        let (answer, answered) = oneshot::channel();
        let (id, trace, arn) = (moment.request_id.clone(), moment.trace_id.clone(), arn.to_owned());
        (Self { id, trace, event, deadline_ms, arn, answer }, answered)
    }
}

/// What one instance of a function talks to: Lambda's Runtime API, version 2018-06-01. Clones share it.
#[derive(Clone)]
pub struct RuntimeApi(Arc<Inner>);

struct Inner {
    hand: mpsc::Sender<Invocation>,
    next: tokio::sync::Mutex<mpsc::Receiver<Invocation>>,
    /// The call under way.
    current: Mutex<Option<(String, oneshot::Sender<Answer>)>>,
    /// The id of the event that was taken last.
    taken: Mutex<Option<String>>,
    /// Whether it asked for work, or why it cannot.
    ready: watch::Sender<Option<Result<(), String>>>,
}

impl RuntimeApi {
    /// One that nobody has talked to.
    pub fn new() -> Self {
        let (hand, next) = mpsc::channel(1);
        let ready = watch::Sender::new(None);
        Self(Arc::new(Inner {
            hand,
            next: tokio::sync::Mutex::new(next),
            current: Mutex::default(),
            taken: Mutex::default(),
            ready,
        }))
    }

    /// Waits until the runtime asks for its first event.
    ///
    /// # Errors
    /// Why it says that it cannot start.
    pub async fn ready(&self) -> Result<(), String> {
        let mut ready = self.0.ready.subscribe();
        let state = ready.wait_for(Option::is_some).await.map(|state| state.clone());
        state.ok().flatten().unwrap_or_else(|| Err("its Runtime API is gone".to_owned()))
    }

    /// Whether the runtime has taken the event of this id, done with it or not.
    pub fn took(&self, id: &str) -> bool {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner).as_deref() == Some(id)
    }

    /// Hands over an event; whether there is somebody to take it.
    pub async fn hand(&self, invocation: Invocation) -> bool {
        self.0.hand.send(invocation).await.is_ok()
    }

    /// Answers the runtime.
    pub async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().to_owned();
        let Some(path) = path.strip_prefix("/2018-06-01/runtime/") else { return unknown(&path) };
        let parts: Vec<&str> = path.split('/').collect();
        match (request.method(), parts.as_slice()) {
            (&Method::GET, ["invocation", "next"]) => self.next().await,
            (&Method::POST, ["invocation", id, "response"]) => {
                let id = (*id).to_owned();
                match whole(request.into_body()).await {
                    Ok(Some(body)) => self.settle(&id, Ok(body)),
                    Ok(None) => {
                        let why = "its answer is larger than the 6 MB that Lambda lets through";
                        self.settle(&id, Err(why.to_owned()));
                        refused(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", why)
                    }
                    Err(error) => {
                        self.settle(&id, Err(format!("its answer broke off: {error}")));
                        refused(StatusCode::BAD_REQUEST, "InvalidRequest", "the answer broke off")
                    }
                }
            }
            (&Method::POST, ["invocation", id, "error"]) => {
                let id = (*id).to_owned();
                let why = problem(request).await;
                self.settle(&id, Err(why))
            }
            (&Method::POST, ["init", "error"]) => {
                let why = problem(request).await;
                self.0.ready.send_replace(Some(Err(why)));
                accepted()
            }
            _ => unknown(path),
        }
    }

    async fn next(&self) -> Response<Full<Bytes>> {
        self.0.ready.send_if_modified(|ready| ready.is_none().then(|| *ready = Some(Ok(()))).is_some());
        let Some(invocation) = self.0.next.lock().await.recv().await else {
            return refused(StatusCode::GONE, "InvalidState", "there is no more work");
        };
        let Invocation { id, trace, event, deadline_ms, arn, answer } = invocation;
        let mut response = Response::new(Full::new(event));
        let headers = [
            ("lambda-runtime-aws-request-id", id.clone()),
            ("lambda-runtime-deadline-ms", deadline_ms.to_string()),
            ("lambda-runtime-invoked-function-arn", arn),
            ("lambda-runtime-trace-id", format!("{trace};Sampled=0")),
            ("content-type", "application/json".to_owned()),
        ];
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(id.clone());
        *self.0.current.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, answer));
        response
    }

    fn settle(&self, id: &str, answer: Answer) -> Response<Full<Bytes>> {
        let mut current = self.0.current.lock().unwrap_or_else(PoisonError::into_inner);
        match current.take_if(|(one, _)| one == id) {
            Some((_, waiting)) => {
                // Nobody waits any more for what took too long.
                let _ = waiting.send(answer);
                accepted()
            }
            None => refused(StatusCode::BAD_REQUEST, "InvalidRequestID", "no such call is under way"),
        }
    }
}

/// An answer; `None` for one that is too large, which is read to its end all the same: a runtime that is cut off dies of it.
async fn whole(mut body: Incoming) -> Result<Option<Bytes>, hyper::Error> {
    let (mut kept, mut length) = (BytesMut::new(), 0usize);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length <= LARGEST_ANSWER {
            kept.extend_from_slice(&data);
        }
    }
    Ok((length <= LARGEST_ANSWER).then(|| kept.freeze()))
}

/// What a function says went wrong.
async fn problem(request: Request<Incoming>) -> String {
    let body = match Limited::new(request.into_body(), LARGEST_ANSWER).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return error.to_string(),
    };
    let told: Value = serde_json::from_slice(&body).unwrap_or_default();
    // Some put the places of the code behind it; those are in what it prints.
    let message = told["errorMessage"].as_str().map(|message| message.lines().next().unwrap_or_default());
    match (told["errorType"].as_str(), message) {
        (Some(kind), Some(message)) => format!("{kind}: {message}"),
        (None, Some(message)) => message.to_owned(),
        (_, None) => String::from_utf8_lossy(&body).chars().take(500).collect(),
    }
}

fn accepted() -> Response<Full<Bytes>> {
    written(StatusCode::ACCEPTED, &json!({ "status": "OK" }))
}

fn unknown(path: &str) -> Response<Full<Bytes>> {
    refused(StatusCode::NOT_FOUND, "UnknownPath", &format!("the Runtime API has no {path}"))
}

fn refused(status: StatusCode, kind: &str, message: &str) -> Response<Full<Bytes>> {
    written(status, &json!({ "errorType": kind, "errorMessage": message }))
}

fn written(status: StatusCode, body: &Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
