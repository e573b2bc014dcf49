use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, HeaderValue};

/// Removes `aws-chunked` framing (`SIZE[;signature]\r\nDATA\r\n … 0\r\ntrailers`), which SDKs use for checksummed and signed
/// streams, from a body, and its name from `Content-Encoding`: S3 keeps neither.
pub(super) fn unchunk(headers: &mut HeaderMap, body: Bytes) -> Bytes {
    let encodings: Vec<String> = headers
        .get_all(CONTENT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|encoding| encoding.trim().to_owned())
        .collect();
    let named = encodings.iter().any(|encoding| encoding == "aws-chunked");
    if named {
        let kept: Vec<&str> = encodings.iter().map(String::as_str).filter(|name| *name != "aws-chunked").collect();
        headers.remove(CONTENT_ENCODING);
        if let Some(value) = HeaderValue::from_str(&kept.join(",")).ok().filter(|_| !kept.is_empty()) {
            headers.insert(CONTENT_ENCODING, value);
        }
    }
    let streaming =
        headers.get("x-amz-content-sha256").is_some_and(|digest| digest.as_bytes().starts_with(b"STREAMING-"));
    if named || streaming { plain(&body) } else { body }
}

fn plain(body: &[u8]) -> Bytes {
    let mut rest = body;
    let mut plain = Vec::with_capacity(body.len());
    while let Some(line_end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let size = std::str::from_utf8(&rest[..line_end])
            .ok()
            .and_then(|line| usize::from_str_radix(line.split(';').next().unwrap_or("").trim(), 16).ok());
        let after = &rest[line_end + 2..];
        let Some((data, next)) = size.filter(|size| *size > 0).and_then(|size| after.split_at_checked(size)) else {
            break;
        };
        plain.extend_from_slice(data);
        rest = next.strip_prefix(b"\r\n").unwrap_or(next);
    }
    plain.into()
}
