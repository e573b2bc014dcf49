//! Heads of requests, each read in the one way there is to read it.

use bytes::Bytes;
use http::Uri;
use httparse::{EMPTY_HEADER, Error, Status};

use super::{Fault, Refusal};

/// Headers of a request; with more the answer is 431.
pub const HEADERS: usize = 500;
/// Bytes of the head of a request; with more the answer is 431, or 414 where its first line alone has more.
pub const HEAD: usize = 64 * 1024;

/// The headers of a request as they were sent: in their order and with their names as the client spelled them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent(pub Vec<(String, Bytes)>);

/// How long the body after a head is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many bytes.
    Known(u64),
    /// In chunks, each of which says how long it is.
    Chunks,
}

/// A head that can be read in one way only.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    /// Bytes up to its body.
    pub bytes: usize,
    pub sent: Sent,
    pub body: Length,
}

/// Reads the head that `bytes` begin with; `None` as long as its end has not come.
///
/// # Errors
/// When it is none, is too large, or could be read by somebody else as another request: that is how one request is smuggled past a
/// firewall inside another. Of the two ways to say how long a body is a request may use one (RFC 9112, 6.3), once.
pub fn read(bytes: &[u8]) -> Result<Option<Head>, Refusal> {
    let mut headers = [EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let end = match request.parse(bytes) {
        Ok(Status::Complete(end)) if end <= HEAD => end,
        Ok(Status::Partial) if bytes.len() < HEAD => return Ok(None),
        Ok(_) => return Err(too_large(bytes)),
        Err(Error::TooManyHeaders) => {
            return Err(Refusal::new(Fault::Headers, format!("it has more than {HEADERS} headers")));
        }
        Err(error) => return Err(Refusal::new(Fault::Form, format!("its head cannot be read: {error}"))),
    };
    if let Err(error) = Uri::try_from(request.path.unwrap_or_default()) {
        return Err(Refusal::new(Fault::Form, format!("what it asks for is no path or URL: {error}")));
    }
    let sent = request.headers.iter().map(|one| (one.name.to_owned(), Bytes::copy_from_slice(one.value)));
    let sent = Sent(sent.collect());
    let body = sent.length(request.version == Some(0)).map_err(|why| Refusal::new(Fault::Form, why))?;
    Ok(Some(Head { bytes: end, sent, body }))
}

fn too_large(bytes: &[u8]) -> Refusal {
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let part = if line < HEAD { "head" } else { "first line" };
    let fault = if line < HEAD { Fault::Size } else { Fault::Line };
    Refusal::new(fault, format!("its {part} has more than {HEAD} bytes"))
}

impl Sent {
    /// The values of a header.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }

    fn length(&self, old: bool) -> Result<Length, &'static str> {
        let mut lengths = self.all("content-length");
        let mut codings = self.all("transfer-encoding");
        match (lengths.next(), codings.next()) {
            (None, None) => Ok(Length::Known(0)),
            (Some(_), Some(_)) => Err("it says in two ways how long it is: `Content-Length` and `Transfer-Encoding`"),
            (Some(length), None) => {
                if lengths.next().is_some() {
                    return Err("it says twice how long it is");
                }
                // `parse` takes signs.
                let digits =
                    std::str::from_utf8(length).ok().filter(|text| text.bytes().all(|one| one.is_ascii_digit()));
                let length = digits.and_then(|text| text.parse().ok());
                length.map(Length::Known).ok_or("its `Content-Length` is no number of bytes")
            }
            (None, Some(_)) if old => Err("HTTP/1.0 knows no `Transfer-Encoding`"),
            (None, Some(coding)) if coding.eq_ignore_ascii_case(b"chunked") && codings.next().is_none() => {
                Ok(Length::Chunks)
            }
            (None, Some(_)) => Err("its `Transfer-Encoding` is another one than `chunked`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(head: &str) -> (u16, String) {
        let refusal = read(head.as_bytes()).expect_err(head);
        (refusal.status(), refusal.why)
    }

    #[test]
    fn headers_keep_their_order_and_spelling() {
        let head = read(
            b"\r\nPOST /a HTTP/1.1\r\nhost: b\r\nX-One: 1\r\nX-TWO:\t2 \r\nx-one: 3\r\nContent-Length: 5\r\n\r\nhello",
        );
        let head = head.expect("a head").expect("whole");
        let names: Vec<&str> = head.sent.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["host", "X-One", "X-TWO", "x-one", "Content-Length"]);
        assert_eq!(head.sent.all("x-one").collect::<Vec<_>>(), [b"1", b"3"]);
        assert_eq!(head.sent.all("x-two").collect::<Vec<_>>(), [b"2"]);
        assert_eq!((head.body, head.bytes), (Length::Known(5), 81));
        let chunks = read(b"POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n").expect("a head").expect("whole");
        assert_eq!(chunks.body, Length::Chunks);
        for part in ["", "\r\n", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r"] {
            assert_eq!(read(part.as_bytes()).expect("no fault yet"), None, "{part:?}");
        }
    }

    #[test]
    fn what_has_two_meanings_has_none() {
        for lengths in [
            "Content-Length: 4\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\ncontent-length: 4",
            "Content-Length: 4\r\nContent-Length: 4",
            "Content-Length: 4, 4",
            "Content-Length: +4",
            "Content-Length:",
            "Content-Length: 18446744073709551616",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: \x0bchunked",
            "Transfer-Encoding : chunked",
        ] {
            let (status, why) = refused(&format!("POST / HTTP/1.1\r\n{lengths}\r\n\r\n"));
            assert!(status == 400 && why.starts_with("it"), "{lengths}: {why}");
        }
        assert_eq!(refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").0, 400);
        assert_eq!(refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").0, 400);
        assert_eq!(refused("GET /a\u{7f} b HTTP/1.1\r\n\r\n").0, 400);
    }

    #[test]
    fn what_is_too_large_says_which_part_is() {
        let long = "a".repeat(HEAD);
        assert_eq!(refused(&format!("GET /{long}")).0, 414);
        assert_eq!(refused(&format!("GET /{long} HTTP/1.1\r\n\r\n")).0, 414);
        assert_eq!(refused(&format!("GET / HTTP/1.1\r\nX: {long}\r\n\r\n")).0, 431);
        assert_eq!(refused(&format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(HEADERS + 1))).0, 431);
    }
}
