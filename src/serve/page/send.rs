use std::time::Duration;

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderName, HeaderValue, Method};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::reqpath::{Client, Phrase, Reached, Request, Url, event};
use crate::serve::{Door, Plane};

/// How much of an answer's body is shown.
const SHOWN: usize = 64 * 1024;
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(35);

/// A request as the box asks for it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Wanted {
    door: Way,
    /// `localhost` unless given.
    #[serde(default)]
    host: String,
    method: String,
    /// Path and query.
    path: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Way {
    Cdn,
    Gateway,
}

/// Sends it through its port for real, and says what the model makes of it hop by hop.
///
/// # Errors
/// Why it cannot be sent.
pub async fn send(plane: &Plane, cdn: u16, gateway: u16, wanted: Wanted) -> Result<Value, String> {
    let (door, port) = match wanted.door {
        Way::Cdn => (Door::Cdn, cdn),
        Way::Gateway => (Door::Gateway, gateway),
    };
    let sent = if wanted.host.is_empty() { "localhost" } else { wanted.host.as_str() };
    if !wanted.path.starts_with('/') {
        return Err("a path begins with `/`".to_owned());
    }
    let scene = plane.scene();
    let mut event = Value::Null;
    let trace = match door.host(scene.perimeter(), sent, &wanted.path) {
        None => json!({ "uncertain": format!("nothing of the perimeter answers for `{sent}` on this port") }),
        Some(host) => {
            let url = Url::parse(&format!("https://{host}{}", wanted.path)).map_err(|problem| problem.0)?;
            let mut request = Request::new(&wanted.method, url).with("Host", host.as_str());
            request.client = Client::Address([127, 0, 0, 1].into());
            request.body = Phrase::plain(wanted.body.as_bytes());
            for (name, value) in &wanted.headers {
                request = request.with(&name.to_ascii_lowercase(), value.as_str());
            }
            let trail = scene.judge().decide(&request);
            if let Some(Reached::Function(call)) = &trail.reaches {
                event = event::event(call, &event::Moment::symbolic());
            }
            serde_json::to_value(trail).map_err(|error| error.to_string())?
        }
    };
    let answer = tokio::time::timeout(PATIENCE, ask(port, sent, &wanted));
    let answer = answer.await.map_err(|_| "there was no answer in time".to_owned())??;
    Ok(json!({ "trace": trace, "event": event, "answer": answer }))
}

async fn ask(port: u16, host: &str, wanted: &Wanted) -> Result<Value, String> {
    let problem = |error: &dyn std::fmt::Display| error.to_string();
    let mut request = http::Request::new(Full::new(Bytes::copy_from_slice(wanted.body.as_bytes())));
    *request.method_mut() = Method::from_bytes(wanted.method.as_bytes()).map_err(|error| problem(&error))?;
    *request.uri_mut() = wanted.path.parse().map_err(|error| problem(&error))?;
    let headers = request.headers_mut();
    for (name, value) in &wanted.headers {
        let name = HeaderName::try_from(name).map_err(|error| problem(&error))?;
        headers.append(name, HeaderValue::try_from(value).map_err(|error| problem(&error))?);
    }
    // The trace beside it is of HTTPS.
    headers.entry("x-engine-scheme").or_insert(HeaderValue::from_static("https"));
    headers.insert(HOST, HeaderValue::try_from(format!("{host}:{port}")).map_err(|error| problem(&error))?);
    let stream = TcpStream::connect(("127.0.0.1", port)).await.map_err(|error| problem(&error))?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| problem(&error))?;
    let talking = tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(|error| problem(&error))?;
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(|error| problem(&error))?.to_bytes();
    talking.abort();
    let text = String::from_utf8_lossy(&body[..body.len().min(SHOWN)]).into_owned();
    let headers: Vec<(String, String)> = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    Ok(json!({ "status": head.status.as_u16(), "headers": headers, "body": text, "bytes": body.len() }))
}
