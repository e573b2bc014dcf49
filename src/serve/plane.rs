use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;

use super::arrival::{self, Body};
use super::function::Functions;
use super::listen::{Fault, Refusal, Tls};
use super::reply::Reply;
use super::traffic::Traffic;
use super::way::{self, Carried};
use super::{Door, Event, Line, Scene, Watch};
use crate::reqpath::{Client, Request as Asked, cloudfront_error};
use crate::sandbox::Cloud;
use crate::world::Clock;

/// What a data plane goes by.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Says what time it is to limits and to what distributions keep.
    pub clock: Clock,
    /// Whether plain HTTP on the port of distributions counts as what it is; otherwise it counts as HTTPS.
    pub plain_http: bool,
}

impl Default for Setting {
    fn default() -> Self {
        Self { clock: Clock::real(), plain_http: false }
    }
}

/// The data plane of a cloud. Clones share it.
#[derive(Clone)]
pub struct Plane(Arc<Inner>);

struct Inner {
    cloud: Cloud,
    scene: RwLock<Arc<Scene>>,
    functions: Functions,
    traffic: Traffic,
    plain_http: bool,
    watch: Watch,
}

impl Plane {
    /// Serves `scene` out of `cloud`; `watch` is told everything. `endpoint` is where the cloud's AWS API answers, for functions
    /// that call it.
    ///
    /// # Errors
    /// When there is no room for the files of functions.
    pub fn new(cloud: Cloud, scene: Scene, endpoint: &str, watch: Watch) -> std::io::Result<Self> {
        Self::with(cloud, scene, endpoint, watch, Setting::default())
    }

    /// The same in a setting of its own.
    ///
    /// # Errors
    /// When there is no room for the files of functions.
    pub fn with(cloud: Cloud, scene: Scene, endpoint: &str, watch: Watch, setting: Setting) -> std::io::Result<Self> {
        let functions = Functions::new(cloud.clone(), endpoint, Arc::clone(&watch))?;
        let scene = RwLock::new(Arc::new(scene));
        let Setting { clock, plain_http } = setting;
        Ok(Self(Arc::new(Inner { cloud, scene, functions, traffic: Traffic::new(clock), plain_http, watch })))
    }

    /// What is served now.
    pub fn scene(&self) -> Arc<Scene> {
        Arc::clone(&self.0.scene.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves something else from the next request on; what distributions kept of before is thrown away.
    pub fn change(&self, scene: Scene) {
        let scene = Arc::new(scene);
        *self.0.scene.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&scene);
        self.0.functions.keep(&scene);
        self.forget();
    }

    /// Throws away what distributions keep, as an invalidation of everything would.
    pub fn forget(&self) {
        self.0.traffic.forget();
    }

    /// Ends the processes of functions that run a command of the spec: the next request starts them anew.
    pub async fn restart_commands(&self) {
        self.0.functions.restart_commands().await;
        self.forget();
    }

    /// Ends the processes of all functions.
    pub async fn stop(&self) {
        self.0.functions.stop().await;
    }

    pub(super) fn cloud(&self) -> &Cloud {
        &self.0.cloud
    }

    pub(super) fn traffic(&self) -> &Traffic {
        &self.0.traffic
    }

    pub(super) fn functions(&self) -> &Functions {
        &self.0.functions
    }

    /// Tells whoever is told everything.
    pub fn tell(&self, event: Event) {
        (self.0.watch)(event);
    }

    /// The answer at `door` to what is no request.
    pub fn refuse(&self, door: Door, refusal: &Refusal) -> Reply {
        self.tell(Event::Unreadable { door, why: refusal.why.clone() });
        match door {
            Door::Cdn => {
                // Whichever part it is of which there is too much: CloudFront has one status for that.
                let (status, why) = match refusal.fault {
                    Fault::Form => (400, "Bad Request."),
                    Fault::Line | Fault::Headers | Fault::Size => (413, "Request Entity Too Large."),
                };
                Reply::of_perimeter(&cloudfront_error(status, why)).with("Server", "CloudFront")
            }
            Door::Gateway => {
                let message = format!("Bad Request: {}", refusal.why);
                Reply::new(refusal.status(), "application/json", serde_json::json!({ "message": message }).to_string())
            }
        }
    }

    /// Answers a request that came in at `door`, from the address `from`.
    pub async fn answer(&self, door: Door, from: IpAddr, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (time, began) = (Clock::real().now(), Instant::now());
        let (parts, body) = request.into_parts();
        let head = parts.method == Method::HEAD;
        let scene = self.scene();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let mut asked = None;
        let (carried, closing) = match self.carried(&scene, door, from, &parts, body, &mut asked).await {
            Ok((carried, closing)) => (carried, closing),
            Err(reply) => (Carried::refused(reply, "dev", "the request is not one that can be passed on"), true),
        };
        let Carried { reply, by, cache, note, behind } = carried;
        let url = asked.as_ref().map_or_else(|| path.clone(), |asked: &Asked| asked.url.to_string());
        let line = Line {
            time: time.as_secs_f64(),
            door,
            method: parts.method.to_string(),
            url: scene.keys.masked(&url),
            path: scene.keys.masked(&path),
            status: reply.status,
            by,
            cache,
            https: asked.is_none_or(|asked| asked.url.https),
            note: note.map(|note| scene.keys.masked(&note)),
            took: began.elapsed(),
            behind,
        };
        (self.0.watch)(Event::Request(line));
        reply.into_response(closing, head)
    }

    async fn carried(
        &self,
        scene: &Scene,
        door: Door,
        from: IpAddr,
        parts: &http::request::Parts,
        body: Incoming,
        asked: &mut Option<Asked>,
    ) -> Result<(Carried, bool), Reply> {
        let sent = arrival::host(parts)?;
        let claims = arrival::claims(parts)?;
        if parts.method == Method::CONNECT || !parts.uri.path().starts_with('/') {
            return Err(arrival::bad_request("only paths are asked for here"));
        }
        let Some(host) = door.host(scene.perimeter(), &sent, parts.uri.path()) else {
            let note = format!("nothing of the perimeter answers for the host `{sent}` on this port");
            let reply = match door {
                Door::Cdn => Reply::new(403, "text/plain", format!("Bad request: {note}\n")),
                Door::Gateway => {
                    let body = serde_json::json!({ "message": "Forbidden", "why": note });
                    Reply::new(403, "application/json", body.to_string())
                }
            };
            return Ok((Carried::refused(reply, "nobody", &note), true));
        };
        let Body { bytes, oversize } = arrival::read(parts, body).await?;
        let https = self.is_https(door, parts, claims.https);
        let client = Client::Address(claims.from.unwrap_or(from));
        let request = Asked { country: claims.country, ..arrival::request(parts, host, &sent, client, https, bytes) };
        *asked = Some(request.clone());
        let carried = way::carry(self, scene, (door, &sent), &request).await;
        // Who sends more than is taken need not go on.
        let closing = oversize || matches!(carried.reply.status, 413 | 414 | 431);
        Ok((carried, closing))
    }
}

impl Plane {
    /// How a request counts. An API answers HTTPS alone; a client of a distribution that needs no certificate to try it counts as
    /// one that has it, unless it says otherwise or plain HTTP was asked for.
    fn is_https(&self, door: Door, parts: &http::request::Parts, claimed: Option<bool>) -> bool {
        let tls = parts.extensions.get::<Tls>().is_some();
        claimed.unwrap_or(tls || door == Door::Gateway || !self.0.plain_http)
    }
}

impl Carried {
    /// A request that the perimeter never saw.
    fn refused(reply: Reply, by: &str, why: &str) -> Self {
        Self { reply, by: by.to_owned(), cache: None, note: Some(why.to_owned()), behind: Duration::ZERO }
    }
}
