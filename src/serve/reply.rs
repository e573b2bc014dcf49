use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;

use crate::reqpath::Answer;
use crate::sandbox;

/// An answer on its way to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// In the order of sending.
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Bytes,
}

/// Headers of one connection, which nobody passes on.
const OF_A_CONNECTION: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Whether a header belongs to one connection only.
pub fn of_a_connection(name: &str) -> bool {
    OF_A_CONNECTION.iter().any(|one| name.eq_ignore_ascii_case(one))
}

impl Reply {
    /// A reply with a media type.
    pub fn new(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("Content-Type".to_owned(), media_type.as_bytes().to_vec())];
        Self { status, headers, body: body.into() }
    }

    /// What the perimeter answers itself.
    pub fn of_perimeter(answer: &Answer) -> Self {
        let headers = answer.headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes()));
        Self { status: answer.status, headers: headers.collect(), body: answer.body.clone().into() }
    }

    /// What a service of the cloud answers.
    pub fn of_cloud(answer: sandbox::Answer) -> Self {
        let headers = answer.headers.into_iter().map(|(name, value)| (name, value.into_bytes()));
        Self { status: answer.status, headers: headers.collect(), body: answer.body }
    }

    /// The same with a header in place of all of that name.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(one, _)| !one.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
        self
    }

    /// The bytes of it as the last answer on a connection, to a client whose request nobody understands.
    pub fn as_the_last(&self) -> Vec<u8> {
        let name = StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        let mut bytes = format!("HTTP/1.1 {} {}\r\n", self.status, name.unwrap_or_default()).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        bytes.extend(format!("Content-Length: {}\r\nConnection: close\r\n\r\n", self.body.len()).into_bytes());
        bytes.extend(&self.body);
        bytes
    }

    /// As HTTP sends it. `closing` ends the connection after it, `bodiless` leaves the body out (HEAD).
    pub fn into_response(self, closing: bool, bodiless: bool) -> Response<Full<Bytes>> {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_GATEWAY);
        let empty = status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED || status.is_informational();
        let announced = bodiless && self.body.is_empty();
        let length = self.body.len();
        let body = if empty || bodiless { Bytes::new() } else { self.body };
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        for (name, value) in self.headers {
            let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else { continue };
            if name == TRANSFER_ENCODING || name == CONNECTION || (name == CONTENT_LENGTH && !announced) {
                continue;
            }
            headers.append(name, value);
        }
        if bodiless && !announced && !empty {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        if closing {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
