use std::io::{self, BufRead, Read as _, Write as _};

use lsp_server::Message;

/// No message of an editor is larger; what claims to be would only take memory.
const MAX_MESSAGE: usize = 256 << 20;

/// Headers of a message beyond this are those of no editor.
const MAX_HEADERS: u64 = 1 << 16;

/// What comes in.
pub enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is no message; the next one can be read.
    Garbage,
}

/// The next message; `None` when there will be no more.
///
/// # Errors
/// When what comes in is no longer to be told apart into messages.
pub fn read(from: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = length(from)? else { return Ok(None) };
    if length > MAX_MESSAGE {
        io::copy(&mut from.take(length as u64), &mut io::sink())?;
        return Ok(Some(Incoming::Garbage));
    }
    let mut bytes = Vec::new();
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&bytes).map_or(Incoming::Garbage, Incoming::Message)))
}

/// How long the next message is, by its headers.
fn length(from: &mut impl BufRead) -> io::Result<Option<usize>> {
    let mut headers = from.take(MAX_HEADERS);
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if headers.read_until(b'\n', &mut line)? == 0 {
            return if headers.limit() == 0 { Err(io::ErrorKind::InvalidData.into()) } else { Ok(None) };
        }
        let line = String::from_utf8_lossy(&line);
        match (line.trim(), length) {
            // Without a length the blank line is one too many.
            ("", None) => {}
            ("", Some(length)) => return Ok(Some(length)),
            (header, _) => {
                let value =
                    header.split_once(':').filter(|(name, _)| name.trim().eq_ignore_ascii_case("content-length"));
                if let Some((_, value)) = value {
                    length = Some(value.trim().parse().map_err(|_| io::ErrorKind::InvalidData)?);
                }
            }
        }
    }
}

/// Sends a message; whether somebody is there to read it.
pub fn send(message: &Message) -> bool {
    message.write(&mut io::stdout().lock()).is_ok()
}

/// Says that something came in that is no message; to nobody in particular, for it had no readable id.
pub fn send_unreadable() -> bool {
    let text = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"this is no message"}}"#;
    let mut out = io::stdout().lock();
    write!(out, "Content-Length: {}\r\n\r\n{text}", text.len()).and_then(|()| out.flush()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_apart_and_garbage_between_them_is_passed_over() {
        let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let text = format!(
            "X: y\r\ncontent-length: {}\r\n\r\n{exit}Content-Length: 2\n\n{{}}Content-Length: 9\r\n\r\nx",
            exit.len()
        );
        let mut bytes = text.as_bytes();
        assert!(matches!(read(&mut bytes), Ok(Some(Incoming::Message(Message::Notification(_))))));
        assert!(matches!(read(&mut bytes), Ok(Some(Incoming::Garbage))));
        assert!(matches!(read(&mut bytes), Ok(None)));
        assert!(read(&mut "Content-Length: many\r\n\r\n".as_bytes()).is_err());
        assert!(read(&mut "x".repeat(1 << 20).as_bytes()).is_err());
        // Not even tried to hold.
        assert!(matches!(read(&mut "Content-Length: 999999999999\r\n\r\nx".as_bytes()), Ok(Some(Incoming::Garbage))));
    }
}
