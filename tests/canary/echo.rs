//! A cloud that refuses every call with a planted value in it and says all of it back, in front of one that works.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How a call that holds the value is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// 400 with an error of the service's own.
    Refuses,
    /// 400 whose error code and request id are made of the value.
    Confused,
    /// 500 without a form, the first time; then it works.
    Fails,
    /// 429, the first two times; then it works.
    Throttles,
    /// It is done and no answer comes, the first time.
    HangsUp,
    /// 200 with what no client can read.
    Babbles,
}

/// What listens.
pub struct Echo {
    port: u16,
    /// How many calls held the value.
    seen: Arc<AtomicUsize>,
    /// `service operation-or-path` of those calls, each once.
    calls: Arc<Mutex<Vec<String>>>,
}

impl Echo {
    /// Starts in front of the cloud at `upstream` (`http://127.0.0.1:4599`); it ends with the process.
    pub fn start(upstream: &str, forms: Vec<Vec<u8>>, mood: Mood) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let upstream = upstream.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let echo = Self { port, seen: Arc::default(), calls: Arc::default() };
        let (seen, calls) = (Arc::clone(&echo.seen), Arc::clone(&echo.calls));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (upstream, forms) = (upstream.clone(), forms.clone());
                let (seen, calls) = (Arc::clone(&seen), Arc::clone(&calls));
                std::thread::spawn(move || {
                    // A client that goes away is its own business.
                    let _ = answer(stream, &upstream, &forms, mood, &seen, &calls);
                });
            }
        });
        echo
    }

    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many calls held the value.
    pub fn seen(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }

    /// The services that got the value.
    pub fn services(&self) -> Vec<String> {
        self.calls.lock().expect("whole").clone()
    }
}

struct Request {
    head: String,
    body: Vec<u8>,
}

fn answer(
    mut stream: TcpStream,
    upstream: &str,
    forms: &[Vec<u8>],
    mood: Mood,
    seen: &AtomicUsize,
    calls: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let Some(request) = read(&stream)? else { return Ok(()) };
    let whole = [request.head.as_bytes(), &request.body].concat();
    let holds = forms.iter().any(|form| whole.windows(form.len()).any(|part| part == form));
    if !holds {
        let done = forward(upstream, &request)?;
        return stream.write_all(&done);
    }
    let number = seen.fetch_add(1, Ordering::SeqCst);
    let service = service(&request.head);
    let first = {
        let mut calls = calls.lock().expect("whole");
        let times = calls.iter().filter(|call| **call == service).count();
        calls.push(service.clone());
        times
    };
    let said = echoed(&request);
    let value = String::from_utf8_lossy(&forms[0]).into_owned();
    let again = match mood {
        Mood::Refuses => error(&service, 400, "ValidationException", &said, &format!("id-{number}")),
        // A header carries no line end; the value itself has none.
        Mood::Confused => error(&service, 400, &format!("Bad{value}"), &said, &format!("id-{value}")),
        Mood::Fails if first == 0 => http(500, "text/html", "", &format!("<html><pre>{said}</pre></html>")),
        Mood::Throttles if first < 2 => error(&service, 429, "ThrottlingException", &said, "id"),
        Mood::HangsUp if first == 0 => {
            forward(upstream, &request)?;
            return Ok(());
        }
        Mood::Babbles if first == 0 => http(200, "application/json", "", &format!("{{\"oops\": {said}")),
        Mood::Fails | Mood::Throttles | Mood::HangsUp | Mood::Babbles => forward(upstream, &request)?,
    };
    stream.write_all(&again)
}

/// All of a request in the spellings an error may use.
fn echoed(request: &Request) -> String {
    let text = String::from_utf8_lossy(&request.body);
    let url = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC);
    let hex: String = request.body.iter().map(|byte| format!("{byte:02x}")).collect();
    let code = STANDARD.encode(&request.body);
    format!("your request was {text} or {code} or {hex} or {} or {url} or {text:?}", hex.to_uppercase())
}

fn error(service: &str, status: u16, code: &str, message: &str, id: &str) -> Vec<u8> {
    let escaped = message.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let headers = format!("x-amzn-requestid: {id}\r\n");
    match service {
        "cloudfront" | "s3" | "route53" | "iam" | "sts" => {
            let code = code.replace('&', "&amp;").replace('<', "&lt;");
            let body = format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{escaped}</Message></Error>\
                 <RequestId>{}</RequestId></ErrorResponse>",
                id.replace('&', "&amp;").replace('<', "&lt;")
            );
            http(status, "text/xml", &headers, &body)
        }
        _ => {
            let body = serde_json::json!({ "__type": code, "message": message, "Message": message }).to_string();
            http(status, "application/x-amz-json-1.1", &format!("{headers}x-amzn-errortype: {code}\r\n"), &body)
        }
    }
}

fn http(status: u16, kind: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn read(stream: &TcpStream) -> std::io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let length = header(&head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0usize);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Request { head, body }))
}

/// Hands the request on as it is, over a connection of its own.
fn forward(upstream: &str, request: &Request) -> std::io::Result<Vec<u8>> {
    let mut there = TcpStream::connect(upstream)?;
    let lines = request.head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let head: String = lines.map(|line| format!("{line}\r\n")).collect();
    there.write_all(format!("{head}connection: close\r\n\r\n").as_bytes())?;
    there.write_all(&request.body)?;
    let mut done = Vec::new();
    there.read_to_end(&mut done)?;
    Ok(done)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// From the scope of the signature: `Credential=ID/DATE/REGION/SERVICE/aws4_request`.
fn service(head: &str) -> String {
    let scope = header(head, "authorization").and_then(|value| value.split('/').nth(3));
    scope.unwrap_or("unsigned").to_owned()
}
