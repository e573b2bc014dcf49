//! Where a body in chunks ends (RFC 9112, 7.1).

use httparse::Status;

/// Bytes of a line between chunks; a longer one is no chunk's.
const LINE: usize = 16 * 1024;

/// Where in a body in chunks one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chunks {
    /// Before the line that says how long a chunk is.
    Size,
    /// In a chunk, with so many bytes of it left.
    Data(u64),
    /// Before the end of the line after a chunk.
    AfterData,
    /// Among the lines after the last chunk.
    Trailers,
    /// After it all.
    Over,
}

/// What comes in is no body in chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

impl Chunks {
    /// How many of these bytes belong to the body from here, and where one is after them; none when more have to come first.
    ///
    /// # Errors
    /// When they cannot go on like this.
    pub fn step(self, bytes: &[u8]) -> Result<Option<(usize, Self)>, Broken> {
        if bytes.is_empty() {
            return Ok(None);
        }
        match self {
            Self::Size => match httparse::parse_chunk_size(bytes) {
                Ok(Status::Complete((end, 0))) => Ok(Some((end, Self::Trailers))),
                Ok(Status::Complete((end, size))) => Ok(Some((end, Self::Data(size)))),
                Ok(Status::Partial) if bytes.len() <= LINE => Ok(None),
                Ok(Status::Partial) | Err(_) => Err(Broken),
            },
            Self::Data(left) => {
                let here = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                let left = left - here as u64;
                Ok(Some((here, if left == 0 { Self::AfterData } else { Self::Data(left) })))
            }
            Self::AfterData => match bytes {
                [b'\r', b'\n', ..] => Ok(Some((2, Self::Size))),
                [b'\r'] => Ok(None),
                _ => Err(Broken),
            },
            Self::Trailers => match bytes.iter().position(|byte| *byte == b'\n') {
                Some(end) if end == 0 || bytes[end - 1] != b'\r' || end > LINE => Err(Broken),
                Some(1) => Ok(Some((2, Self::Over))),
                Some(end) => Ok(Some((end + 1, Self::Trailers))),
                None if bytes.len() <= LINE => Ok(None),
                None => Err(Broken),
            },
            Self::Over => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the body ends when its bytes come in pieces of this size.
    fn end(bytes: &[u8], piece: usize) -> Result<Option<usize>, Broken> {
        let (mut at, mut here) = (0, Chunks::Size);
        for come in (0..=bytes.len()).step_by(piece).chain([bytes.len()]) {
            while let Some((taken, next)) = here.step(&bytes[at..come.max(at)])? {
                (at, here) = (at + taken, next);
            }
        }
        Ok((here == Chunks::Over).then_some(at))
    }

    #[test]
    fn a_body_ends_where_it_says_however_it_comes() {
        let bodies = ["0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "a;x=1\r\n0123456789\r\n00\r\nX-T: 1\r\nX-U: 2\r\n\r\n"];
        for body in bodies {
            let more = format!("{body}GET / HTTP/1.1\r\n\r\n");
            for piece in [1, 2, 3, 7, 100] {
                assert_eq!(end(more.as_bytes(), piece), Ok(Some(body.len())), "{body:?} by {piece}");
                assert_eq!(end(&body.as_bytes()[..body.len() - 1], piece), Ok(None), "{body:?} by {piece}");
            }
        }
    }

    #[test]
    fn what_is_no_chunk_breaks_it() {
        let long = format!("3;{}", "a".repeat(LINE));
        for body in
            ["-3\r\n", "fffffffffffffffff\r\n", "3\r\nabcd", "3\r\nabc\n0\r\n", "0\r\nX: 1\n\r\n", "0\r\n\n", &long]
        {
            assert_eq!(end(body.as_bytes(), 1), Err(Broken), "{body:?}");
        }
    }
}
