//! What a client sends, looked at before it is read as HTTP.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::Refusal;
use super::chunks::Chunks;
use super::head::{self, Length, Sent};

/// Bytes that are read at once.
const READ: usize = 16 * 1024;

/// The headers of requests that were let through, in the order in which the requests came.
#[derive(Debug, Clone, Default)]
pub struct Heads(Arc<Mutex<VecDeque<Sent>>>);

impl Heads {
    fn add(&self, sent: Sent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(sent);
    }

    /// Those of the next request.
    pub fn next(&self) -> Sent {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or_default()
    }
}

/// Where in what a client sends one is.
enum Framing {
    /// Before or in a head, of which the first bytes hold no end.
    Head { looked: usize },
    /// In a body with so many bytes left.
    Body(u64),
    /// In a body in chunks.
    Chunks(Chunks),
    /// Nothing of what comes is let through any more.
    Over,
}

/// A stream of which only whole heads that have one meaning get through, and bodies as long as those heads say. To its reader it ends
/// where anything else begins; [`Screen::refused`] says what that was.
pub struct Screen<S> {
    stream: S,
    framing: Framing,
    /// Came in, and was not looked at.
    waiting: BytesMut,
    /// Was looked at, and is to be read.
    cleared: BytesMut,
    heads: Heads,
    refusal: Option<Refusal>,
}

impl<S> Screen<S> {
    pub fn new(stream: S, heads: Heads) -> Self {
        let (waiting, cleared) = (BytesMut::new(), BytesMut::new());
        Self { stream, framing: Framing::Head { looked: 0 }, waiting, cleared, heads, refusal: None }
    }

    /// The stream, and why something that came in on it was no request.
    pub fn refused(self) -> (S, Option<Refusal>) {
        (self.stream, self.refusal)
    }

    /// Clears what can be cleared of what waits. Afterwards more has to come in, or nothing gets through any more.
    fn look(&mut self) {
        loop {
            match &mut self.framing {
                Framing::Over => return,
                Framing::Head { looked } => {
                    // A head ends with a line; without a new one there is nothing new to see.
                    let new = self.waiting.get(*looked..).unwrap_or_default();
                    if !new.contains(&b'\n') && self.waiting.len() < head::HEAD {
                        *looked = self.waiting.len();
                        return;
                    }
                    match head::read(&self.waiting) {
                        Ok(None) => {
                            *looked = self.waiting.len();
                            return;
                        }
                        Ok(Some(head)) => {
                            self.cleared.unsplit(self.waiting.split_to(head.bytes));
                            self.heads.add(head.sent);
                            self.framing = match head.body {
                                Length::Known(0) => Framing::Head { looked: 0 },
                                Length::Known(length) => Framing::Body(length),
                                Length::Chunks => Framing::Chunks(Chunks::Size),
                            };
                        }
                        Err(refusal) => {
                            self.refusal = Some(refusal);
                            self.framing = Framing::Over;
                        }
                    }
                }
                Framing::Body(left) => {
                    let here = usize::try_from(*left).unwrap_or(usize::MAX).min(self.waiting.len());
                    *left -= here as u64;
                    let over = *left == 0;
                    self.cleared.unsplit(self.waiting.split_to(here));
                    if !over {
                        return;
                    }
                    self.framing = Framing::Head { looked: 0 };
                }
                Framing::Chunks(Chunks::Over) => self.framing = Framing::Head { looked: 0 },
                Framing::Chunks(at) => match at.step(&self.waiting) {
                    Ok(None) => return,
                    Ok(Some((taken, next))) => {
                        *at = next;
                        self.cleared.unsplit(self.waiting.split_to(taken));
                    }
                    // Whoever reads the body sees it break off, and answers that.
                    Err(_) => self.framing = Framing::Over,
                },
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Screen<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let screen = self.get_mut();
        loop {
            if !screen.cleared.is_empty() {
                let length = screen.cleared.len().min(into.remaining());
                into.put_slice(&screen.cleared[..length]);
                screen.cleared.advance(length);
                return Poll::Ready(Ok(()));
            }
            screen.look();
            if !screen.cleared.is_empty() {
                continue;
            }
            if matches!(screen.framing, Framing::Over) {
                return Poll::Ready(Ok(()));
            }
            let before = screen.waiting.len();
            screen.waiting.resize(before + READ, 0);
            let mut room = ReadBuf::new(&mut screen.waiting[before..]);
            let read = Pin::new(&mut screen.stream).poll_read(context, &mut room);
            let come = room.filled().len();
            screen.waiting.truncate(before + come);
            ready!(read)?;
            if come == 0 {
                // A client that goes in the middle of a request wants no answer to it.
                screen.framing = Framing::Over;
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Screen<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // There is one more thing to say.
        if self.refusal.is_some() {
            return Pin::new(&mut self.stream).poll_flush(context);
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
