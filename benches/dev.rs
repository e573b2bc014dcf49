use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::told;

/// Connections at once, each asking again as soon as it is answered.
const CONNECTIONS: usize = 64;
const FOR: Duration = Duration::from_secs(5);

/// Requests a second through `engine dev` and what each hop adds, with a handler that does nothing.
pub fn run() -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let dev = Dev::start(folder.path());
    let handler = handler_alone(folder.path());
    let lines = [
        ("the handler by itself", handler.1, "/hello".to_owned()),
        ("the gateway's own no (web ACL)", dev.gateway, "/dev/refused".to_owned()),
        ("gateway to handler", dev.gateway, "/dev/hello".to_owned()),
        ("CDN to gateway to handler", dev.cdn, "/hello".to_owned()),
    ];
    for (what, port, path) in lines {
        let one = latency(port, &path);
        let (requests, mut took) = load(port, &path);
        took.sort();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        let rate = requests as f64 / FOR.as_secs_f64();
        told(
            what,
            format!(
                "{rate:.0} requests/s with {CONNECTIONS} connections (median {:.1} ms, 99% {:.1} ms); alone {:.2} ms",
                at(0.5),
                at(0.99),
                one.as_secs_f64() * 1e3
            ),
        );
    }
    drop(handler);
    true
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg("-INT").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

struct Dev {
    cdn: u16,
    gateway: u16,
    _running: Running,
}

/// A handler that costs as little as a process can: this program itself.
fn handler() -> PathBuf {
    std::env::current_exe().expect("this program has a file")
}

impl Dev {
    fn start(folder: &Path) -> Self {
        let spec = format!(
            r#"stack "bench" {{
    region "us-east-2"
    env "dev"
}}
secret "origin-header" min-length=32
function "hello" {{
    image "000000000000.dkr.ecr.us-east-2.amazonaws.com/bench:latest"
    dev command="exec {} handler"
}}
gateway "api" {{
    route "GET" "/hello" function="hello"
    route "GET" "/refused" function="hello"
    waf "door"
}}
waf "door" {{
    default "allow"
    rule "no" priority=1 action="block" {{
        all {{
            path ends-with="/refused"
            not {{
                header "X-Origin-Verify" equals=(secret)"origin-header"
            }}
        }}
    }}
}}
cdn "site" {{
    origin "api" gateway="api" {{
        send-header "X-Origin-Verify" (secret)"origin-header"
    }}
    default-behavior origin="api" methods="all" cache="disabled" forward="all-except-host"
}}
"#,
            handler().display()
        );
        std::fs::write(folder.join("spec.kdl"), spec).expect("written");
        let child = Command::new(env!("CARGO_BIN_EXE_engine"))
            .args(["dev", "--aws-port", "0", "--cdn-port", "0", "--gateway-port", "0", "--format", "json"])
            .current_dir(folder)
            .env("HOME", folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("engine starts");
        let mut running = Running(child);
        let out = running.0.stdout.take().expect("piped");
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(out));
        let listening = loop {
            let line = lines.next().expect("it goes on").expect("text");
            let event: Value = serde_json::from_str(&line).expect("JSON");
            if event["event"] == "listening" {
                break event;
            }
        };
        // Its lines are read as a terminal would.
        std::thread::spawn(move || lines.for_each(drop));
        let port = |name: &str| listening[name].as_str().and_then(|url| url.rsplit(':').next()?.parse().ok());
        Self { cdn: port("cdn").expect("a port"), gateway: port("gateway").expect("a port"), _running: running }
    }
}

/// The same handler without anything in front.
fn handler_alone(folder: &Path) -> (Running, u16) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    let child = Command::new(handler())
        .arg("handler")
        .current_dir(folder)
        .env("PORT", port.to_string())
        .spawn()
        .expect("it starts");
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::sleep(Duration::from_millis(10));
    }
    (Running(child), port)
}

/// Answers every request on `$PORT` with the same few bytes, one thread a connection.
pub fn serve() {
    let port: u16 = std::env::var("PORT").ok().and_then(|port| port.parse().ok()).expect("a port");
    let listener = std::net::TcpListener::bind(("127.0.0.1", port)).expect("a free port");
    for stream in listener.incoming().flatten() {
        std::thread::spawn(move || {
            let _ = stream.set_nodelay(true);
            let (mut stream, mut buffer, mut held) = (stream, [0; 8192], Vec::new());
            while let Ok(read @ 1..) = stream.read(&mut buffer) {
                held.extend_from_slice(&buffer[..read]);
                while let Some(end) = held.windows(4).position(|window| window == b"\r\n\r\n") {
                    held.drain(..end + 4);
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
                    if stream.write_all(answer).is_err() {
                        return;
                    }
                }
            }
        });
    }
}

/// A connection that asks one thing again and again.
struct Asking {
    stream: TcpStream,
    request: Vec<u8>,
}

impl Asking {
    fn new(port: u16, path: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_nodelay(true).expect("a setting");
        Self { stream, request: format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes() }
    }

    fn ask(&mut self) -> Duration {
        let began = Instant::now();
        self.stream.write_all(&self.request).expect("sent");
        let (mut answer, mut buffer) = (Vec::new(), [0; 8192]);
        loop {
            let read = self.stream.read(&mut buffer).expect("an answer");
            assert!(read > 0, "the connection was closed");
            answer.extend_from_slice(&buffer[..read]);
            let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
            if answer.len() >= end + 4 + length.unwrap_or(0usize) {
                return began.elapsed();
            }
        }
    }
}

/// The median of a hundred, one after another.
fn latency(port: u16, path: &str) -> Duration {
    let mut asking = Asking::new(port, path);
    let mut took: Vec<Duration> = (0..101).map(|_| asking.ask()).collect();
    took.sort();
    took[50]
}

fn load(port: u16, path: &str) -> (usize, Vec<Duration>) {
    let until = Instant::now() + FOR;
    let took: Vec<Duration> = std::thread::scope(|scope| {
        let asking = (0..CONNECTIONS).map(|_| {
            scope.spawn(move || {
                let mut asking = Asking::new(port, path);
                let mut took = Vec::new();
                while Instant::now() < until {
                    took.push(asking.ask());
                }
                took
            })
        });
        let all: Vec<_> = asking.collect();
        all.into_iter().flat_map(|one| one.join().expect("no panic")).collect()
    });
    (took.len(), took)
}
