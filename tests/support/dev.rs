//! `engine dev` at work on a spec, and a client that writes its requests byte by byte.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::place::Place;

/// `engine dev` at work; stopped when dropped, with the functions it started.
pub struct Dev {
    child: Child,
    pub cdn: u16,
    pub gateway: u16,
    pub aws: u16,
    pub page: Option<u16>,
    said: Said,
}

/// What it has said so far: stdout by line as JSON, stderr as text.
type Said = Arc<(Mutex<(Vec<Value>, String)>, Condvar)>;

/// An answer as it was sent.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let line = |line: &&str| line.split_once(':').is_some_and(|(one, _)| one.eq_ignore_ascii_case(name));
        self.head.lines().find(line).and_then(|line| line.split_once(':')).map(|(_, value)| value.trim())
    }
}

impl Dev {
    /// Serves the stack in `demo`.
    pub fn start(place: &Place, more: &[&str]) -> Self {
        // What functions are written in is found as on the machine of a person.
        place.set_unless_set("PATH", &std::env::var("PATH").expect("a PATH"));
        let ports = ["dev", "--aws-port", "0", "--cdn-port", "0", "--gateway-port", "0", "--format", "json"];
        let mut child = place
            .command(&[&["-C", "demo"], &ports[..], more].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let said = Said::default();
        let (out, err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
                heard.0.lock().expect("whole").0.push(value);
                heard.1.notify_all();
            }
        });
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                heard.0.lock().expect("whole").1.push_str(&format!("{line}\n"));
                heard.1.notify_all();
            }
        });
        let mut dev = Self { child, cdn: 0, gateway: 0, aws: 0, page: None, said };
        let listening = dev.hears(Duration::from_secs(60), |event| event["event"] == "listening");
        let port = |name: &str| -> Option<u16> {
            listening[name].as_str()?.trim_end_matches('/').rsplit(':').next()?.parse().ok()
        };
        (dev.cdn, dev.gateway, dev.page) =
            (port("cdn").expect("a port"), port("gateway").expect("a port"), port("page"));
        dev.aws = port("aws").expect("a port");
        dev
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it says something like that.
    #[track_caller]
    pub fn hears(&self, within: Duration, wanted: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + within;
        let mut said = self.said.0.lock().expect("whole");
        loop {
            if let Some(event) = said.0.iter().find(|event| wanted(event)) {
                return event.clone();
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it never said so, but\n{:#?}\n{}", said.0, said.1);
            said = self.said.1.wait_timeout(said, left).expect("whole").0;
        }
    }

    /// Waits until stderr holds `text`.
    #[track_caller]
    pub fn says(&self, within: Duration, text: &str) {
        let until = Instant::now() + within;
        let mut said = self.said.0.lock().expect("whole");
        while !said.1.contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it never said `{text}`, but\n{}", said.1);
            said = self.said.1.wait_timeout(said, left).expect("whole").0;
        }
    }

    /// The line of the last request for `path`.
    #[track_caller]
    pub fn line(&self, path: &str) -> Value {
        self.hears(Duration::from_secs(5), |event| event["event"] == "request" && event["path"] == path);
        let said = self.said.0.lock().expect("whole");
        said.0.iter().rev().find(|event| event["path"] == path).expect("heard").clone()
    }

    /// Everything it has said.
    pub fn all(&self) -> String {
        let said = self.said.0.lock().expect("whole");
        format!("{:?}\n{}", said.0, said.1)
    }

    /// Asks with a head of its own (`GET /path`, more lines) and a body.
    #[track_caller]
    pub fn ask(&self, port: u16, head: &str, body: &str) -> Answer {
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let (first, rest) = head.split_once('\n').unwrap_or((head, ""));
        let rest: String = rest.lines().map(|line| format!("{line}\r\n")).collect();
        let host = if rest.to_ascii_lowercase().contains("host:") { "" } else { "Host: localhost\r\n" };
        self.raw(port, format!("{first} HTTP/1.1\r\n{host}{rest}{length}Connection: close\r\n\r\n{body}").as_bytes())
    }

    /// Sends exactly these bytes.
    #[track_caller]
    pub fn raw(&self, port: u16, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
        // Who refuses early need not read all of it.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}\n{}", String::from_utf8_lossy(&answer), self.all()));
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let mut body = answer[end + 4..].to_vec();
        if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
            body = unchunked(&body);
        }
        Answer { status, head, body }
    }

    /// Interrupts it as Ctrl-C would; it must end well.
    #[track_caller]
    pub fn stop(mut self) -> String {
        self.interrupt();
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0), "{}", self.all());
        self.all()
    }

    fn interrupt(&self) {
        let _ = Command::new("kill").arg("-INT").arg(self.child.id().to_string()).status();
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&body[..end]), 16).expect("a size");
        let from = end + 2;
        whole.extend_from_slice(&body[from..from + size]);
        body = &body[(from + size + 2).min(body.len())..];
    }
    whole
}

impl Drop for Dev {
    /// A failing test must leave no server and no function behind.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.interrupt();
        }
        let until = Instant::now() + Duration::from_secs(10);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
