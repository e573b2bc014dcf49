//! A perimeter of an embedded cloud in memory, served on loopback by this process: its clock is virtual, its functions are real.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::reqpath::{self, Client, Request};
use engine::secrets::{Plain, Vault};
use engine::serve::{Door, Event, Line, Plane, Scene, Setting, listen};
use engine::world::Clock;
use tokio::sync::watch;

use super::Perimeter;

/// What is served, until it is dropped.
pub struct Serving {
    pub plane: Plane,
    pub clock: Clock,
    pub perimeter: reqpath::Perimeter,
    ports: [u16; 2],
    told: Arc<Mutex<Vec<Event>>>,
    stop: watch::Sender<bool>,
    runtime: tokio::runtime::Runtime,
}

/// What came back, and what was told of it.
#[derive(Debug, Clone)]
pub struct Got {
    pub status: u16,
    /// By lower-case name.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub line: Line,
}

impl Got {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

impl Serving {
    /// Serves what stands of `spec`, whose secrets are these; `commands` are those of functions.
    pub fn of(perimeter: &Perimeter, spec: &Path, stack: &str, secrets: &BTreeMap<String, String>) -> Self {
        let (live, account, sealed) = perimeter.live(spec);
        let built = reqpath::build(&live, &account, &sealed);
        assert_eq!(built.unread, []);
        let given = secrets.iter().map(|(name, value)| (name.clone(), Plain::new(value.clone())));
        let vault = Arc::new(Vault::in_memory(stack, "dev", given).under([7; 32]));
        let folder = spec.parent().expect("a folder").to_owned();
        let scene = Scene::of(&perimeter.cloud, built.clone(), vault, BTreeMap::new(), folder).expect("a scene");
        let told = Arc::new(Mutex::new(Vec::new()));
        let hearing = Arc::clone(&told);
        let clock = Clock::virtual_from(Duration::from_secs(1_769_860_800));
        let setting = Setting { clock: clock.clone(), plain_http: false };
        let watch = Arc::new(move |event| hearing.lock().expect("whole").push(event));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        let (stop, stopped) = watch::channel(false);
        let plane = runtime.block_on(async {
            Plane::with(perimeter.cloud.clone(), scene, "http://127.0.0.1:1", watch, setting).expect("a plane")
        });
        let ports = [Door::Cdn, Door::Gateway].map(|door| {
            let (plane, stopped) = (plane.clone(), stopped.clone());
            let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
            let port = listener.local_addr().expect("an address").port();
            let answering = plane.clone();
            let answer = move |from, request| {
                let plane = answering.clone();
                async move { plane.answer(door, from, request).await }
            };
            let refusing = plane.clone();
            let unreadable = move |refusal: &listen::Refusal| refusing.refuse(door, refusal);
            runtime.spawn(listen::serve(listener, None, stopped, answer, unreadable));
            port
        });
        Self { plane, clock, perimeter: built, ports, told, stop, runtime }
    }

    /// Sends a request to whoever answers for its host.
    #[track_caller]
    pub fn ask(&self, request: &Request) -> Got {
        let url = &request.url;
        let knows = |door: &Door| door.host(&self.perimeter, &url.host, &url.path).is_some();
        let port = self.ports[usize::from(!knows(&Door::Cdn))];
        let query = url.query.as_ref().map_or_else(String::new, |query| format!("?{query}"));
        let mut bytes =
            format!("{} {}{query} HTTP/1.1\r\nConnection: close\r\n", request.method, url.path).into_bytes();
        let mut header = |name: &str, value: &[u8]| {
            bytes.extend(format!("{name}: ").bytes().chain(value.iter().copied()).chain(*b"\r\n"));
        };
        if request.header("host").is_none() {
            header("Host", url.host.as_bytes());
        }
        for one in &request.headers {
            header(&one.name, one.value.as_plain().expect("secrets are open when they are sent"));
        }
        header("X-Engine-Scheme", if url.https { b"https" } else { b"http" });
        if let Client::Address(address) = request.client {
            header("X-Engine-From", address.to_string().as_bytes());
        }
        if let Some(country) = &request.country {
            header("X-Engine-Country", country.as_bytes());
        }
        let body = request.body.as_plain().expect("no secret");
        if !body.is_empty() && request.header("content-length").is_none() {
            header("Content-Length", body.len().to_string().as_bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(body);
        let before = self.told.lock().expect("whole").len();
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
        let _ = stream.write_all(&bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer to {request:#?}: {:?}", String::from_utf8_lossy(&answer)));
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let split = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let told = self.told.lock().expect("whole");
        let line = told[before..].iter().rev().find_map(|event| match event {
            Event::Request(line) => Some(line.clone()),
            _ => None,
        });
        let line = line.expect("it was told");
        Got { status, headers: lines.filter_map(split).collect(), body: answer[end + 4..].to_vec(), line }
    }

    /// What was told besides requests.
    pub fn said(&self) -> String {
        let told = self.told.lock().expect("whole");
        told.iter().filter(|event| !matches!(event, Event::Request(_))).map(|event| format!("{event:?}\n")).collect()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.runtime.block_on(self.plane.stop());
    }
}
