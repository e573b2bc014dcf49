use serde_json::json;

use super::super::request::Request;
use super::super::trail::{Answer, Decision, Step};
use super::host::cloudfront_error;
use super::walk::{End, Walk, hop};
use crate::names::ResourceId;
use crate::reqpath::Phrase;

/// Bytes of a URL that CloudFront takes, and of a whole request without its body (aws-facts 20).
const CDN: (usize, usize) = (8_192, 20_480);
/// Bytes of request line and header values together that API Gateway takes (aws-facts 20).
const GATEWAY: usize = 10_240;

/// A request whose head is more than CloudFront takes: 413, and the connection ends (CloudFront documentation, "Maximum length of
/// a request and maximum length of a URL").
pub(super) fn at_cdn(walk: &mut Walk<'_>, at: &ResourceId, request: &Request) -> Option<End> {
    let url = request.url.to_string().len();
    let (size, limit, what) = match (url, whole(request)) {
        (url, _) if url > CDN.0 => (url, "8,192", "its URL has"),
        (_, whole) if whole > CDN.1 => (whole, "20,480", "it has, without its body,"),
        _ => return None,
    };
    let why = format!("{what} {size} bytes, and CloudFront takes {limit}");
    walk.hop(hop(Step::Head, at, Decision::Refuse, why).status(413));
    Some(End::answer(at, cloudfront_error(413, "Request Entity Too Large.")))
}

/// A request whose head is more than API Gateway takes. Which status it answers with AWS does not say; HTTP has one for it.
pub(super) fn at_gateway(walk: &mut Walk<'_>, at: &ResourceId, request: &Request) -> Option<End> {
    let line = line(request);
    let size = line + named(request) + request.headers.iter().map(|header| length(&header.value)).sum::<usize>();
    if size <= GATEWAY {
        return None;
    }
    let why = format!(
        "its request line and header values have {size} bytes, and API Gateway takes 10,240; AWS does not say which status it \
         refuses it with"
    );
    walk.hop(hop(Step::Head, at, Decision::Refuse, why.clone()));
    let status = if line > GATEWAY { 414 } else { 431 };
    let answer = Answer::new(status, "application/json", json!({ "message": why }).to_string());
    Some(End { doubt: Some(why), ..End::answer(at, answer) })
}

fn whole(request: &Request) -> usize {
    let headers = request.headers.iter().map(|header| header.name.len() + length(&header.value));
    line(request) + named(request) + headers.sum::<usize>()
}

/// Verb, path and query.
fn line(request: &Request) -> usize {
    request.method.len() + request.url.path.len() + request.url.query.as_ref().map_or(0, |query| query.len() + 1)
}

/// The host, where no header says it.
fn named(request: &Request) -> usize {
    if request.header("host").is_none() { request.url.host.len() } else { 0 }
}

/// Bytes of a value. How long a secret in it is nobody here knows: it counts as nothing.
fn length(value: &Phrase) -> usize {
    let plain = value.pieces().iter().map(|piece| match piece {
        crate::reqpath::Piece::Plain(bytes) => bytes.len(),
        crate::reqpath::Piece::Secret(_) => 0,
    });
    plain.sum()
}
