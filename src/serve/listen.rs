//! Ports on loopback and the conversations on them.

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// How long connections may take to finish what they are doing when the port is closed.
const GRACE: Duration = Duration::from_secs(5);
/// How long a client may take over the head of a request.
const PATIENCE: Duration = Duration::from_secs(30);
/// Headers of a request; with more the answer is 431.
const HEADERS: usize = 500;
/// Bytes of the head of a request; with more the answer is 431.
const HEAD: usize = 64 * 1024;

/// What a request carries among its extensions that came over TLS.
#[derive(Debug, Clone, Copy)]
pub struct Tls;

/// Answers requests on `listener` until `stop` turns true or is dropped, then finishes those under way. With `tls` a client may
/// speak TLS or not: its first byte says. What cannot be read as a request is refused, and `unreadable` is told why.
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
    U: Fn(&str) + Clone + Send + 'static,
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
                    connections.spawn(async move {
                        if let Some(why) = greet(stream, tls, from.ip(), stop, answer).await {
                            unreadable(&why);
                        }
                    });
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

/// Finds out whether the client speaks TLS, then talks to it; says what could not be read.
async fn greet<A, F, B>(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    from: IpAddr,
    mut stop: watch::Receiver<bool>,
    answer: A,
) -> Option<String>
where
    A: Fn(IpAddr, Request<Incoming>) -> F + Send + Sync + 'static,
    F: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let Some(tls) = tls else { return converse(stream, false, from, stop, answer).await };
    let mut first = [0];
    let peeked = tokio::select! {
        peeked = tokio::time::timeout(PATIENCE, stream.peek(&mut first)) => peeked,
        () = told(&mut stop) => return None,
    };
    match peeked {
        Ok(Ok(1..)) if first[0] == HANDSHAKE => {
            // Who does not finish the handshake concerns nobody else.
            let stream = tokio::time::timeout(PATIENCE, tls.accept(stream)).await.ok()?.ok()?;
            converse(stream, true, from, stop, answer).await
        }
        Ok(Ok(_)) => converse(stream, false, from, stop, answer).await,
        Ok(Err(_)) | Err(_) => None,
    }
}

/// Ready when it is time to stop.
async fn told(stop: &mut watch::Receiver<bool>) {
    // Whoever could say so being gone says so, too.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn converse<S, A, F, B>(
    stream: S,
    tls: bool,
    from: IpAddr,
    mut stop: watch::Receiver<bool>,
    answer: A,
) -> Option<String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Fn(IpAddr, Request<Incoming>) -> F + Send + Sync + 'static,
    F: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let service = service_fn(|mut request: Request<Incoming>| {
        if tls {
            request.extensions_mut().insert(Tls);
        }
        let answer = answer(from, request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_headers(HEADERS).max_buf_size(HEAD);
    // A client that closes its side after sending still wants its answer.
    builder.half_close(true);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    // A connection that breaks concerns nobody but its client.
    ended.err().filter(hyper::Error::is_parse).map(|error| error.to_string())
}
