use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use tokio::sync::watch;

use super::{History, send};
use crate::serve::Plane;
use crate::serve::door::{name_of, of_this_machine};

const HTML: &str = include_str!("index.html");
const CSS: &str = include_str!("page.css");
const JS: &str = include_str!("page.js");

/// What the box may send, as JSON.
const LARGEST: usize = 1024 * 1024;

/// Which event a browser had last.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// The page. Clones share it.
#[derive(Clone)]
pub struct Page(Arc<Inner>);

struct Inner {
    plane: Plane,
    cdn: u16,
    gateway: u16,
    picture: RwLock<String>,
    history: History,
    stop: watch::Receiver<bool>,
}

impl Page {
    /// A page beside `plane`, whose ports are `cdn` and `gateway`. `picture` is the perimeter as SVG, `history` what happens
    /// on the plane; it ends its conversations when `stop` turns true.
    pub fn new(
        plane: Plane,
        (cdn, gateway): (u16, u16),
        picture: String,
        history: History,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Self(Arc::new(Inner { plane, cdn, gateway, picture: RwLock::new(picture), history, stop }))
    }

    /// Shows another picture from now on.
    pub fn draw(&self, picture: String) {
        *self.0.picture.write().unwrap_or_else(PoisonError::into_inner) = picture;
    }

    /// Answers a browser.
    pub async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        if let Err(why) = admit(request.headers()) {
            return text(StatusCode::FORBIDDEN, "text/plain", format!("{why}\n"));
        }
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/") => text(StatusCode::OK, "text/html; charset=utf-8", HTML),
            (&Method::GET, "/page.css") => text(StatusCode::OK, "text/css; charset=utf-8", CSS),
            (&Method::GET, "/page.js") => text(StatusCode::OK, "text/javascript; charset=utf-8", JS),
            (&Method::GET, "/perimeter.svg") => {
                let picture = self.0.picture.read().unwrap_or_else(PoisonError::into_inner).clone();
                text(StatusCode::OK, "image/svg+xml", picture)
            }
            (&Method::GET, "/events") => self.events(request.headers()),
            (&Method::POST, "/send") => self.send(request).await,
            _ => text(StatusCode::NOT_FOUND, "text/plain", "there is no such page\n"),
        }
    }

    /// What happened and everything that happens from now on, as server-sent events; a browser that comes back gets what it has not
    /// had.
    fn events(&self, headers: &HeaderMap) -> Response<Body> {
        let last = headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok());
        let state = (self.0.history.reader(last), self.0.stop.clone());
        let frames = futures::stream::unfold(state, |(mut reader, mut stop)| async move {
            let frames = tokio::select! {
                frames = reader.next() => frames?,
                _ = stop.changed() => return None,
            };
            Some((Ok::<_, Infallible>(Frame::data(Bytes::from(frames))), (reader, stop)))
        });
        // The first bytes let the browser know that it is connected, and how long to wait before it comes back.
        let hello = futures::stream::once(async { Ok(Frame::data(Bytes::from_static(b"retry: 1000\n\n"))) });
        let body = StreamBody::new(futures::StreamExt::chain(hello, frames));
        dressed(StatusCode::OK, "text/event-stream", body.boxed_unsync())
    }

    async fn send(&self, request: Request<Incoming>) -> Response<Body> {
        let typed = request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
        let body = match Limited::new(request.into_body(), LARGEST).collect().await {
            Ok(body) if typed => body.to_bytes(),
            Ok(_) => return text(StatusCode::UNSUPPORTED_MEDIA_TYPE, "text/plain", "JSON is wanted\n"),
            Err(error) => return text(StatusCode::PAYLOAD_TOO_LARGE, "text/plain", format!("{error}\n")),
        };
        let wanted = match serde_json::from_slice(&body) {
            Ok(wanted) => wanted,
            Err(error) => return text(StatusCode::BAD_REQUEST, "text/plain", format!("{error}\n")),
        };
        let Inner { plane, cdn, gateway, .. } = &*self.0;
        match send::send(plane, *cdn, *gateway, wanted).await {
            Ok(sent) => text(StatusCode::OK, "application/json", sent.to_string()),
            Err(why) => text(StatusCode::BAD_REQUEST, "text/plain", format!("{why}\n")),
        }
    }
}

/// Only this machine may look, under names that no page of another site can have.
fn admit(headers: &HeaderMap) -> Result<(), String> {
    let ours = |name: &str| of_this_machine(&name_of(name)) == Some("");
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if host.is_empty() || !ours(host) {
        return Err(format!("`{host}` is not a name of this machine"));
    }
    match headers.get(ORIGIN).map(|origin| origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"))) {
        None => Ok(()),
        // Another port of this machine is another site, too.
        Some(Some(origin)) if origin == host => Ok(()),
        Some(_) => Err("the request comes from a page of another site".to_owned()),
    }
}

fn text(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    dressed(status, media_type, Full::new(body.into()).boxed_unsync())
}

fn dressed(status: StatusCode, media_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}
