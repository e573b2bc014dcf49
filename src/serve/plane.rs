use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;

use super::arrival::{self, Body};
use super::function::Functions;
use super::reply::Reply;
use super::way::{self, Carried};
use super::{Door, Event, Line, Scene, Watch};
use crate::sandbox::Cloud;
use crate::world::Clock;

/// The data plane of a cloud. Clones share it.
#[derive(Clone)]
pub struct Plane(Arc<Inner>);

struct Inner {
    cloud: Cloud,
    scene: RwLock<Arc<Scene>>,
    functions: Functions,
    watch: Watch,
}

impl Plane {
    /// Serves `scene` out of `cloud`; `watch` is told everything. `endpoint` is where the cloud's AWS API answers, for functions
    /// that call it.
    ///
    /// # Errors
    /// When there is no room for the files of functions.
    pub fn new(cloud: Cloud, scene: Scene, endpoint: &str, watch: Watch) -> std::io::Result<Self> {
        let functions = Functions::new(cloud.clone(), endpoint, Arc::clone(&watch))?;
        Ok(Self(Arc::new(Inner { cloud, scene: RwLock::new(Arc::new(scene)), functions, watch })))
    }

    /// What is served now.
    pub fn scene(&self) -> Arc<Scene> {
        Arc::clone(&self.0.scene.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves something else from the next request on.
    pub fn change(&self, scene: Scene) {
        let scene = Arc::new(scene);
        *self.0.scene.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&scene);
        self.0.functions.keep(&scene);
    }

    /// Ends the processes of functions that run a command of the spec: the next request starts them anew.
    pub async fn restart_commands(&self) {
        self.0.functions.restart_commands().await;
    }

    /// Ends the processes of all functions.
    pub async fn stop(&self) {
        self.0.functions.stop().await;
    }

    pub(super) fn cloud(&self) -> &Cloud {
        &self.0.cloud
    }

    pub(super) fn functions(&self) -> &Functions {
        &self.0.functions
    }

    /// Tells whoever is told everything.
    pub fn tell(&self, event: Event) {
        (self.0.watch)(event);
    }

    /// Answers a request that came in at `door`, from the address `from`.
    pub async fn answer(&self, door: Door, from: IpAddr, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (time, began) = (Clock::real().now(), Instant::now());
        let (parts, body) = request.into_parts();
        let head = parts.method == Method::HEAD;
        let scene = self.scene();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let mut url = path.clone();
        let (carried, closing) = match self.carried(&scene, door, from, &parts, body, &mut url).await {
            Ok((carried, oversize)) => (carried, oversize),
            Err(reply) => (Carried::refused(reply, "dev", "the request is not one that can be passed on"), true),
        };
        let Carried { reply, by, note, behind } = carried;
        let line = Line {
            time: time.as_secs_f64(),
            door,
            method: parts.method.to_string(),
            url: scene.keys.masked(&url),
            path: scene.keys.masked(&path),
            status: reply.status,
            by,
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
        url: &mut String,
    ) -> Result<(Carried, bool), Reply> {
        arrival::measure(parts, door)?;
        let sent = arrival::host(parts)?;
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
        let request = arrival::request(parts, host, &sent, from, bytes);
        *url = request.url.to_string();
        let carried = way::carry(self, scene, door, &request, oversize).await;
        Ok((carried, oversize))
    }
}

impl Carried {
    /// A request that the perimeter never saw.
    fn refused(reply: Reply, by: &str, why: &str) -> Self {
        Self { reply, by: by.to_owned(), note: Some(why.to_owned()), behind: Duration::ZERO }
    }
}
