//! Ports on loopback and the conversations on them.
//!
//! Bytes go through a [`screen`] before hyper reads them as HTTP: a head that two readers could take for different requests is
//! refused there, as AWS does, and headers are kept as they were spelled, which hyper does not tell.

mod chunks;
mod head;
mod screen;

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

pub use head::Sent;
use screen::{Heads, Screen};

use super::reply::Reply;

/// How long connections may take to finish what they are doing when the port is closed.
const GRACE: Duration = Duration::from_secs(5);
/// How long a client may take over the head of a request.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much is still read of what nobody reads any more, so that the client gets to read the answer, and for how long.
const DRAINED: u64 = 16 * 1024 * 1024;
const DRAINED_FOR: Duration = Duration::from_secs(2);

/// What a request carries among its extensions that came over TLS.
#[derive(Debug, Clone, Copy)]
pub struct Tls;

/// What is wrong with what came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is no request, or could be read as two different ones.
    Form,
    /// The first line is too long.
    Line,
    /// There are too many headers.
    Headers,
    /// Line and headers together are too large.
    Size,
}

/// Why what came in is no request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub fault: Fault,
    /// In words; `it` is the request.
    pub why: String,
}

impl Refusal {
    fn new(fault: Fault, why: impl Into<String>) -> Self {
        Self { fault, why: why.into() }
    }

    /// The status that HTTP has for it.
    pub fn status(&self) -> u16 {
        match self.fault {
            Fault::Form => 400,
            Fault::Line => 414,
            Fault::Headers | Fault::Size => 431,
        }
    }

    /// The answer to it in plain words.
    pub fn plainly(&self) -> Reply {
        Reply::new(self.status(), "text/plain", format!("{}\n", self.why))
    }
}

/// Answers requests on `listener` until `stop` turns true or is dropped, then finishes those under way. With `tls` a client may
/// speak TLS or not: its first byte says. What cannot be read as a request, or in two ways, gets what `unreadable` makes of it.
/// Requests have their headers as sent ([`Sent`]) among their extensions.
///
/// # Errors
/// When `listener` is not bound to a loopback address.
pub async fn serve<A, F, B, U>(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    stop: watch::Receiver<bool>,
    answer: A,
    unreadable: U,
) -> io::Result<()>
where
    U: Fn(&Refusal) -> Reply + Clone + Send + Sync + 'static,
    A: Fn(IpAddr, Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        let message = format!("only loopback is served, not {address}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let mut connections = JoinSet::new();
    let mut stopped = stop.clone();
    loop {
        tokio::select! {
            () = told(&mut stopped) => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, from)) => {
                    // What is small is sent at once.
                    let _ = stream.set_nodelay(true);
                    let (answer, unreadable) = (answer.clone(), unreadable.clone());
                    let (tls, stop) = (tls.clone(), stop.clone());
                    connections.spawn(greet(stream, tls, from.ip(), stop, answer, unreadable));
                }
                // Out of file descriptors, usually: some connection will end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    // What is not done after the grace is cut off when the set is dropped.
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

/// The first byte of a TLS handshake; no HTTP request begins with it.
const HANDSHAKE: u8 = 0x16;

/// Finds out whether the client speaks TLS, then talks to it.
async fn greet<A, F, B, U>(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    from: IpAddr,
    mut stop: watch::Receiver<bool>,
    answer: A,
    unreadable: U,
) where
    U: Fn(&Refusal) -> Reply + Send + Sync + 'static,
    A: Fn(IpAddr, Request<Incoming>) -> F + Send + Sync + 'static,
    F: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let Some(tls) = tls else { return converse(stream, false, from, stop, answer, unreadable).await };
    let mut first = [0];
    let peeked = tokio::select! {
        peeked = tokio::time::timeout(PATIENCE, stream.peek(&mut first)) => peeked,
        () = told(&mut stop) => return,
    };
    match peeked {
        Ok(Ok(1..)) if first[0] == HANDSHAKE => {
            // Who does not finish the handshake concerns nobody else.
            if let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, tls.accept(stream)).await {
                converse(stream, true, from, stop, answer, unreadable).await;
            }
        }
        Ok(Ok(_)) => converse(stream, false, from, stop, answer, unreadable).await,
        Ok(Err(_)) | Err(_) => {}
    }
}

/// Ready when it is time to stop.
async fn told(stop: &mut watch::Receiver<bool>) {
    // Whoever could say so being gone says so, too.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn converse<S, A, F, B, U>(
    stream: S,
    tls: bool,
    from: IpAddr,
    mut stop: watch::Receiver<bool>,
    answer: A,
    unreadable: U,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    U: Fn(&Refusal) -> Reply + Send + Sync + 'static,
    A: Fn(IpAddr, Request<Incoming>) -> F + Send + Sync + 'static,
    F: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let heads = Heads::default();
    let screen = Screen::new(stream, heads.clone());
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(heads.next());
        if tls {
            request.extensions_mut().insert(Tls);
        }
        let answer = answer(from, request);
        // On the heap, so that the connection can be moved when it is over.
        Box::pin(async move { Ok::<_, Infallible>(answer.await) })
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_headers(head::HEADERS).max_buf_size(head::HEAD);
    // A client that closes its side after sending still wants its answer.
    builder.half_close(true);
    let mut connection = builder.serve_connection(TokioIo::new(screen), service);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = told(&mut stop) => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    // hyper is told of nothing that it could refuse; should there be something, it has said so to the client.
    if let Some(error) = ended.err().filter(hyper::Error::is_parse) {
        unreadable(&Refusal::new(Fault::Form, error.to_string()));
    }
    let (stream, refusal) = connection.into_parts().io.into_inner().refused();
    if let Some(refusal) = refusal {
        // A connection that breaks concerns nobody but its client.
        let _ = part(stream, unreadable(&refusal)).await;
    }
}

/// Says one last thing and goes.
async fn part<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, reply: Reply) -> io::Result<()> {
    stream.write_all(&reply.as_the_last()).await?;
    stream.shutdown().await?;
    // Whoever is still sending would lose the answer if this end were gone.
    let (mut rest, mut nowhere) = (stream.take(DRAINED), tokio::io::sink());
    let _ = tokio::time::timeout(DRAINED_FOR, tokio::io::copy(&mut rest, &mut nowhere)).await;
    Ok(())
}
