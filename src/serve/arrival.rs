use std::net::IpAddr;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, EXPECT, HOST};
use http::request::Parts;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

use super::listen::Sent;
use super::reply::{Reply, of_a_connection};
use crate::reqpath::{Client, Header, Phrase, Request, Url};

/// Bytes of a body that API Gateway takes [API Gateway quotas]; no part of a perimeter looks at more of it than that there is more.
pub const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// How long a client may take over its body.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much of a body that is too large is still read, so that the client gets to read the answer, and for how long.
const DRAINED: usize = 2 * 1024 * 1024 * 1024;
const DRAINED_FOR: Duration = Duration::from_secs(20);

/// The body of a request, as far as anybody looks at it.
pub struct Body {
    pub bytes: Bytes,
    /// Whether there is more of it than [`LARGEST_BODY`].
    pub oversize: bool,
}

/// The host a request names; the target's own where the client speaks as to a proxy.
///
/// # Errors
/// When it names none, or several: who passes such requests on may mean another one than who answers.
pub fn host(parts: &Parts) -> Result<String, Reply> {
    let mut named = parts.headers.get_all(HOST).iter();
    let (first, second) = (named.next(), named.next());
    if second.is_some() {
        return Err(bad_request("a request names one host, this one has several `Host` headers"));
    }
    let sent = first.map(|host| host.to_str().map(str::to_owned));
    match (parts.uri.authority(), sent) {
        (Some(authority), _) => Ok(authority.as_str().to_owned()),
        (None, Some(Ok(host))) if !host.is_empty() => Ok(host),
        (None, _) => Err(bad_request("a request names its host, this one has no `Host` header")),
    }
}

/// Says to a client what is wrong with its request.
pub fn bad_request(why: &str) -> Reply {
    Reply::new(400, "application/json", serde_json::json!({ "message": format!("Bad Request: {why}") }).to_string())
}

/// Reads a body up to [`LARGEST_BODY`]; what is beyond is read and forgotten in the background.
///
/// # Errors
/// When the client breaks off, or takes too long.
pub async fn read(parts: &Parts, mut body: Incoming) -> Result<Body, Reply> {
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let too_large = announced.is_some_and(|length| length > LARGEST_BODY as u64);
    let asks = parts.headers.get(EXPECT).is_some_and(|word| word.as_bytes().eq_ignore_ascii_case(b"100-continue"));
    if too_large && asks {
        // Who asks first is told before anything is sent; zeros stand for what is too much.
        return Ok(Body { bytes: vec![0; LARGEST_BODY + 1].into(), oversize: true });
    }
    let mut bytes = BytesMut::new();
    let whole = tokio::time::timeout(PATIENCE, async {
        while !body.is_end_stream() && bytes.len() <= LARGEST_BODY {
            match body.frame().await {
                None => break,
                Some(Err(error)) => return Err(bad_request(&format!("the body broke off: {error}"))),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        bytes.extend_from_slice(&data);
                    }
                }
            }
        }
        Ok(())
    });
    match whole.await {
        Ok(read) => read?,
        Err(_) => return Err(Reply::new(408, "application/json", "{\"message\":\"Request Timeout\"}")),
    }
    let oversize = bytes.len() > LARGEST_BODY || too_large;
    if oversize {
        // One byte too many is enough to see that there are.
        bytes.truncate(LARGEST_BODY + 1);
        tokio::spawn(drain(body));
    }
    Ok(Body { bytes: bytes.freeze(), oversize })
}

async fn drain(mut body: Incoming) {
    let reading = async {
        let mut read = 0;
        while let Some(Ok(frame)) = body.frame().await {
            read += frame.data_ref().map_or(0, Bytes::len);
            if read > DRAINED {
                break;
            }
        }
    };
    // Whoever is slower than that has stopped listening.
    let _ = tokio::time::timeout(DRAINED_FOR, reading).await;
}

/// What a client says of itself to this server alone, because on loopback nobody can see it. None of it reaches the perimeter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// `X-Engine-Scheme: http` or `https`: how it is to count.
    pub https: Option<bool>,
    /// `X-Engine-From: 203.0.113.7`: from where.
    pub from: Option<IpAddr>,
    /// `X-Engine-Country: DE`: from which country.
    pub country: Option<String>,
}

/// What the names of such headers begin with.
const CLAIM: &str = "x-engine-";

/// Whether a header is one that a client says of itself.
pub fn is_claim(name: &str) -> bool {
    name.get(..CLAIM.len()).is_some_and(|start| start.eq_ignore_ascii_case(CLAIM))
}

/// Reads what a client says of itself.
///
/// # Errors
/// When it is none of what can be said.
pub fn claims(parts: &Parts) -> Result<Claims, Reply> {
    let said = parts.headers.iter().filter(|(name, _)| is_claim(name.as_str()));
    let said = said.map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()));
    Claims::of(said).map_err(|why| bad_request(&why))
}

impl Claims {
    /// What headers say, whose names are in lower case.
    ///
    /// # Errors
    /// What is not understood, in words.
    pub fn of(headers: impl Iterator<Item = (String, String)>) -> Result<Self, String> {
        let mut claims = Self::default();
        for (name, value) in headers {
            let value = value.trim();
            let wrong = |wanted: &str| format!("`{name}: {value}` is not understood, say {wanted}");
            match name.strip_prefix(CLAIM) {
                Some("scheme") => match value {
                    "http" => claims.https = Some(false),
                    "https" => claims.https = Some(true),
                    _ => return Err(wrong("`http` or `https`")),
                },
                Some("from") => claims.from = Some(value.parse().map_err(|_| wrong("an IP address"))?),
                Some("country") if value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                    claims.country = Some(value.to_ascii_uppercase());
                }
                Some("country") => return Err(wrong("two letters, `DE`")),
                _ => return Err(format!("`{name}` is not understood: there are {CLAIM}scheme, from, country")),
            }
        }
        Ok(claims)
    }
}

/// The request as the perimeter sees it: sent to `host`, whichever name of this machine it was sent to.
pub fn request(parts: &Parts, host: String, sent: &str, client: Client, https: bool, body: Bytes) -> Request {
    let ends_here = |name: &str| {
        let own = [HOST.as_str(), EXPECT.as_str()];
        of_a_connection(name) || is_claim(name) || own.iter().any(|own| name.eq_ignore_ascii_case(own))
    };
    let sent_headers = parts.extensions.get::<Sent>().into_iter().flat_map(|Sent(headers)| headers);
    let headers = sent_headers
        .filter(|(name, _)| !ends_here(name))
        .map(|(name, value)| Header { name: name.clone(), value: Phrase::plain(value.clone()) });
    let named = if super::door::of_this_machine(&super::door::name_of(sent)).is_some() { &host } else { sent };
    let host_header = Header { name: "Host".to_owned(), value: Phrase::plain(super::door::name_of(named)) };
    let path = parts.uri.path();
    Request {
        method: parts.method.as_str().to_owned(),
        headers: [host_header].into_iter().chain(headers).collect(),
        url: Url {
            https,
            host,
            port: None,
            path: if path.is_empty() { "/".to_owned() } else { path.to_owned() },
            query: parts.uri.query().map(str::to_owned),
        },
        body: Phrase::plain(body),
        client,
        country: None,
        http_version: "1.1".to_owned(),
    }
}
