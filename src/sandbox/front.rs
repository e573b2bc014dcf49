//! The embedded cloud's AWS API on a loopback port, for the AWS CLI, boto3 and any SDK with its endpoint set to
//! `http://127.0.0.1:PORT`. They see and change the very same cloud.
//!
//! Signatures are not checked, only that there is one, so three things keep web pages in a browser on this machine out: the
//! port is on loopback, the `Host` must be a name of this machine or of AWS (a page cannot rebind its own name to it), and a
//! request sent by a page of another site (`Origin`) is refused.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, ORIGIN, TRANSFER_ENCODING};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use winterbaume_core::{MockRequest, MockResponse};

use super::router;
use super::scope::Scope;
use super::{Answer, Cloud};

/// Bodies are held in memory whole; larger ones are refused.
const LARGEST_BODY: usize = 100 * 1024 * 1024;

/// How long connections may take to finish what they are doing when the front is stopped.
const GRACE: Duration = Duration::from_secs(5);

/// Serves `cloud` on `listener` until `stop` is ready, then finishes the requests under way.
///
/// # Errors
/// When `listener` is not bound to a loopback address.
pub async fn serve(cloud: Cloud, listener: TcpListener, stop: impl Future<Output = ()>) -> io::Result<()> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        let message = format!("the embedded cloud is served on loopback only, not on {address}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let (quit, quitting) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(cloud.clone(), stream, quitting.clone()));
                }
                // Out of file descriptors, usually: some connection will end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    quit.send_replace(true);
    // What is not done after the grace is cut off when the set is dropped.
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

/// One connection. `Expect: 100-continue` is answered by hyper when the body is first asked for.
async fn converse(cloud: Cloud, stream: TcpStream, mut quitting: watch::Receiver<bool>) {
    let service = service_fn(move |request| {
        let cloud = cloud.clone();
        async move { Ok::<_, Infallible>(answer(&cloud, request).await) }
    });
    let mut connection = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    let stopped = tokio::select! {
        _ = &mut connection => false,
        _ = quitting.changed() => true,
    };
    if stopped {
        connection.as_mut().graceful_shutdown();
        // A connection that breaks concerns nobody but its client.
        let _ = connection.await;
    }
}

async fn answer(cloud: &Cloud, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let host = head
        .uri
        .authority()
        .map(|authority| authority.as_str().to_owned())
        .or_else(|| head.headers.get(HOST).and_then(|host| host.to_str().ok()).map(str::to_owned));
    let host = host.unwrap_or_default();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = MockRequest {
        method: head.method.to_string(),
        uri: format!("http://{host}{path}"),
        headers: head.headers,
        body: Bytes::new(),
    };
    let response = match admit(&host, &request) {
        Err(refusal) => router::respond(refusal).closing(),
        Ok(scope) => match read(&scope, &request, body).await {
            Err(refusal) => router::respond(refusal).closing(),
            Ok(body) => {
                request.body = body;
                cloud.answer(request).await
            }
        },
    };
    to_http(&head.method, response)
}

/// Who may speak here; see the module's documentation.
fn admit(host: &str, request: &MockRequest) -> Result<Scope, Answer> {
    if !is_ours(host_name(host)) {
        let message = format!("`{host}` is not a name of this machine");
        return Err(Answer::error("", 403, "AccessDenied", &message));
    }
    if let Some(origin) = request.headers.get(ORIGIN) {
        let site = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, site)| host_name(site));
        if !site.is_some_and(is_ours) {
            return Err(Answer::error("", 403, "AccessDenied", "the request comes from a page of another site"));
        }
    }
    Scope::of(request)
        .ok_or_else(|| Answer::error("", 403, "MissingAuthenticationToken", "Missing Authentication Token"))
}

async fn read(scope: &Scope, request: &MockRequest, body: Incoming) -> Result<Bytes, Answer> {
    let too_large = || {
        let message = format!("the embedded cloud takes bodies of up to {LARGEST_BODY} bytes");
        Answer::error(&scope.service, 413, "EntityTooLarge", &message)
    };
    let announced = request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > LARGEST_BODY as u64) {
        return Err(too_large());
    }
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(error) => Err(Answer::error(&scope.service, 400, "IncompleteBody", &error.to_string())),
    }
}

/// `localhost` of `localhost:4566`.
fn host_name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_ours(name: &str) -> bool {
    let address = name.trim_start_matches('[').trim_end_matches(']');
    address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        // Bucket in front of the host.
        || name.ends_with(".127.0.0.1")
        || name == "localhost"
        || name.ends_with(".localhost")
        // How a container calls the machine it runs on.
        || name == "host.docker.internal"
        // Through a proxy that was told to send AWS's traffic here.
        || name.ends_with(".amazonaws.com")
        || name.ends_with(".amazonaws.com.cn")
}

/// Marks an answer given before the body was read: the rest of the connection is not a next request.
trait Closing {
    fn closing(self) -> Self;
}

impl Closing for MockResponse {
    fn closing(mut self) -> Self {
        self.headers.insert(CONNECTION, HeaderValue::from_static("close"));
        self
    }
}

fn to_http(method: &Method, answer: MockResponse) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headers = answer.headers;
    headers.remove(TRANSFER_ENCODING);
    let bodiless = status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED;
    // The answer to HEAD may say how long the body of GET would be; everywhere else the length is what is sent.
    let announced = *method == Method::HEAD && headers.contains_key(CONTENT_LENGTH);
    if !announced || bodiless {
        headers.remove(CONTENT_LENGTH);
    }
    let body = if bodiless || announced { Bytes::new() } else { answer.body };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::oneshot;

    use super::*;
    use crate::world::Clock;

    const SIGNED: &str = "Authorization: AWS4-HMAC-SHA256 Credential=AK/20260101/eu-west-1/sts/aws4_request, \
                          SignedHeaders=host, Signature=00\r\n";

    /// Sends `request` to a new front and gives everything it answers until it closes the connection.
    async fn exchange(request: &[u8]) -> String {
        let (address, stop, done) = start().await;
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(request).await.expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        stop.send(()).expect("still running");
        done.await.expect("no panic").expect("served");
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn start() -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<io::Result<()>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let cloud = Cloud::in_memory(Clock::virtual_from(Duration::ZERO));
        let done = tokio::spawn(serve(cloud, listener, async { drop(stopped.await) }));
        (address, stop, done)
    }

    fn post(headers: &str, body: &str) -> String {
        format!(
            "POST / HTTP/1.1\r\nHost: 127.0.0.1:4566\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    #[tokio::test]
    async fn a_signed_request_reaches_its_service() {
        let answer = exchange(post(SIGNED, "Action=GetCallerIdentity&Version=2011-06-15").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("<Account>000000000000</Account>"), "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
    }

    #[tokio::test]
    async fn a_presigned_url_is_routed_too() {
        let credential = "X-Amz-Credential=AK%2F20260101%2Feu-west-1%2Fnowhere%2Faws4_request";
        let request = format!("GET /?{credential} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let answer = exchange(request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 501 "), "{answer}");
        assert!(answer.contains("no service `nowhere`"), "{answer}");
    }

    #[tokio::test]
    async fn unsigned_and_foreign_requests_are_refused() {
        let answer = exchange(post("", "").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("MissingAuthenticationToken"), "{answer}");
        let answer = exchange(post(&format!("{SIGNED}Origin: https://evil.example\r\n"), "").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("another site"), "{answer}");
        let rebound = post(SIGNED, "").replace("127.0.0.1:4566", "evil.example");
        let answer = exchange(rebound.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("not a name of this machine"), "{answer}");
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_refused_before_it_is_sent() {
        let request =
            post(SIGNED, "").replace("Content-Length: 0", "Content-Length: 104857601\r\nExpect: 100-continue");
        let answer = exchange(request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(answer.contains("up to 104857600 bytes"), "{answer}");
    }

    #[tokio::test]
    async fn a_client_that_asks_first_is_told_to_go_on() {
        let (address, stop, done) = start().await;
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let body = "Action=GetCallerIdentity&Version=2011-06-15";
        let request = post(&format!("{SIGNED}Expect: 100-continue\r\n"), body);
        let (head, body) = request.split_at(request.len() - body.len());
        stream.write_all(head.as_bytes()).await.expect("sent");
        let mut go_on = [0; 25];
        stream.read_exact(&mut go_on).await.expect("an interim answer");
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(body.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        drop(stop);
        done.await.expect("no panic").expect("served");
    }

    #[tokio::test]
    async fn idle_connections_do_not_keep_a_stopped_front_alive() {
        let (address, stop, done) = start().await;
        let _idle = TcpStream::connect(address).await.expect("a connection");
        stop.send(()).expect("still running");
        tokio::time::timeout(Duration::from_secs(10), done).await.expect("stopped").expect("no panic").expect("served");
    }

    #[tokio::test]
    async fn only_loopback_is_served() {
        let listener = TcpListener::bind("0.0.0.0:0").await.expect("a port");
        let cloud = Cloud::in_memory(Clock::virtual_from(Duration::ZERO));
        assert!(serve(cloud, listener, std::future::pending()).await.is_err());
    }

    #[test]
    fn bodies_only_where_http_has_them() {
        let answer = |status| router::respond(Answer::json(status, &"text".into()).with("content-length", "7"));
        let sent = |method: &Method, status| {
            let response = to_http(method, answer(status));
            (response.headers().get(CONTENT_LENGTH).cloned(), hyper::body::Body::size_hint(response.body()).exact())
        };
        assert_eq!(sent(&Method::GET, 200), (None, Some(6)));
        assert_eq!(sent(&Method::HEAD, 200), (Some(HeaderValue::from_static("7")), Some(0)));
        assert_eq!(sent(&Method::DELETE, 204), (None, Some(0)));
        assert_eq!(sent(&Method::GET, 304), (None, Some(0)));
    }
}
