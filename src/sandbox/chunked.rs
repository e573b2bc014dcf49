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

#[cfg(test)]
mod tests {
    use super::*;

    fn unchunked(encoding: &str, body: &'static [u8]) -> (Option<String>, Bytes) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, encoding.parse().expect("a header"));
        let body = unchunk(&mut headers, Bytes::from_static(body));
        (headers.get(CONTENT_ENCODING).map(|value| value.to_str().expect("text").to_owned()), body)
    }

    #[test]
    fn framing_and_its_name_go_and_other_encodings_stay() {
        let framed = b"4;chunk-signature=ab\r\nab\r\n\r\n3\r\ncde\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n";
        assert_eq!(unchunked("aws-chunked", framed), (None, Bytes::from_static(b"ab\r\ncde")));
        assert_eq!(unchunked("gzip,aws-chunked", framed), (Some("gzip".into()), Bytes::from_static(b"ab\r\ncde")));
        assert_eq!(unchunked("gzip", b"3\r\nabc"), (Some("gzip".into()), Bytes::from_static(b"3\r\nabc")));
    }

    #[test]
    fn broken_framing_ends_the_body() {
        for broken in [&b"ffffffffffffffff\r\nabc"[..], b"9\r\nabc", b"zz\r\nabc", b"\r\n", b""] {
            assert_eq!(unchunked("aws-chunked", broken).1, Bytes::new());
        }
    }
}
