//! Takes connections and serves them, with patience that ends: nobody who dawdles, goes silent or
//! opens very many connections can keep others out. Stops without cutting anybody off.

mod tls;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::HOST;
use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

pub(crate) use tls::Tls;

use crate::web::Peer;

/// How long the server waits for those who keep it waiting, and how many it lets in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// For the head of a request to be there, and for the next request on an open connection.
    pub(crate) head: Duration,
    /// For the two sides to agree on TLS.
    pub(crate) handshake: Duration,
    /// For somebody to take what was sent to them.
    pub(crate) silence: Duration,
    /// For requests under way once the server is asked to stop.
    pub(crate) last_call: Duration,
    /// So many connections at once; more wait at the door.
    pub(crate) connections: usize,
}

/// Files and database connections that the program needs besides connections.
const OTHER_FILES: u64 = 256;

/// More connections than this are no use to a server with a few cores.
const MOST_CONNECTIONS: u64 = 8_192;

impl Patience {
    /// What is usual: browsers send the head at once and take a new connection when an old one was
    /// ended.
    pub(crate) fn usual() -> Self {
        Self {
            head: Duration::from_secs(15),
            handshake: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            last_call: Duration::from_secs(25),
            connections: usize::try_from(room_for_connections()).unwrap_or(512),
        }
    }
}

/// The machine's limit of open files, raised as far as it may be, sets how many connections there is
/// room for.
fn room_for_connections() -> u64 {
    let files = raise_open_files().unwrap_or(1_024);
    files.saturating_sub(OTHER_FILES).clamp(64, MOST_CONNECTIONS)
}

#[cfg(unix)]
fn raise_open_files() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    }
}

#[cfg(not(unix))]
fn raise_open_files() -> Option<u64> {
    None
}

/// A door that listens.
pub(crate) struct Server {
    listener: TcpListener,
    tls: Option<Tls>,
    patience: Patience,
}

impl Server {
    /// Listens on the address.
    pub(crate) async fn bind(
        listen: SocketAddr,
        tls: Option<Tls>,
        patience: Patience,
    ) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}; choose another with --listen"))?;
        Ok(Self { listener, tls, patience })
    }

    /// Where it can be reached.
    pub(crate) fn address(&self) -> anyhow::Result<String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{}", self.listener.local_addr()?))
    }

    /// Serves until `stop` comes back, then until the requests under way are answered, or until the
    /// patience with them ends.
    pub(crate) async fn serve(self, router: Router, stop: impl Future<Output = ()>) {
        let Self { listener, tls, patience } = self;
        let open = GracefulShutdown::new();
        let seats = Arc::new(Semaphore::new(patience.connections));
        let host = Host { router, tls, patience };
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = next(&listener, &seats) => accepted,
                () = &mut stop => break,
            };
            host.welcome(accepted, &open).await;
        }
        // Whoever stands at the door already is let in; then it is closed.
        while let Some(accepted) = next(&listener, &seats).now_or_never() {
            host.welcome(accepted, &open).await;
        }
        drop(listener);
        if tokio::time::timeout(patience.last_call, open.shutdown()).await.is_err() {
            tracing::warn!("requests were still under way after {:?}", patience.last_call);
        }
    }
}

type Accepted = std::io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)>;

/// The next connection, once there is a seat for it.
async fn next(listener: &TcpListener, seats: &Arc<Semaphore>) -> Accepted {
    let seat = Arc::clone(seats).acquire_owned().await.map_err(std::io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, seat))
}

/// What each connection is served with.
#[derive(Clone)]
struct Host {
    router: Router,
    tls: Option<Tls>,
    patience: Patience,
}

impl Host {
    async fn welcome(&self, accepted: Accepted, open: &GracefulShutdown) {
        match accepted {
            Ok((stream, peer, seat)) => {
                let (host, watcher) = (self.clone(), open.watcher());
                tokio::spawn(async move {
                    metrics::gauge!("kith_connections").increment(1.0);
                    host.attend(stream, Peer(peer.ip()), watcher).await;
                    metrics::gauge!("kith_connections").decrement(1.0);
                    drop(seat);
                });
            }
            Err(error) => {
                // Such as no file left: to ask again at once would only burn time.
                tracing::warn!("a connection cannot be taken: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }

    async fn attend(self, stream: TcpStream, peer: Peer, watcher: Watcher) {
        if let Err(error) = watch_for_silence(&stream, self.patience.silence) {
            tracing::debug!("a connection cannot be watched: {error}");
        }
        let ended = match self.tls.clone() {
            None => self.http1(stream, peer, watcher).await,
            Some(tls) => {
                match tokio::time::timeout(self.patience.handshake, tls.accept(stream)).await {
                    Err(_) => Err("no agreement on TLS in time".into()),
                    Ok(Err(error)) => Err(error.into()),
                    Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(tls::HTTP2) => {
                        self.http2(stream, peer, watcher).await
                    }
                    Ok(Ok(stream)) => self.http1(stream, peer, watcher).await,
                }
            }
        };
        if let Err(error) = ended {
            // Somebody went away, or was too slow. It is nobody's fault here.
            tracing::debug!("a connection ended: {error}");
        }
    }

    async fn http1<S>(self, stream: S, peer: Peer, watcher: Watcher) -> Result<(), BoxError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = service_fn(move |request| answer(self.router.clone(), request, peer));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.patience.head)
            .serve_connection(TokioIo::new(stream), service);
        Ok(watcher.watch(connection).await?)
    }

    async fn http2<S>(self, stream: S, peer: Peer, watcher: Watcher) -> Result<(), BoxError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = service_fn(move |request| answer(self.router.clone(), request, peer));
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(self.patience.head)
            .keep_alive_timeout(self.patience.head)
            .serve_connection(TokioIo::new(stream), service);
        Ok(watcher.watch(connection).await?)
    }
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

async fn answer(
    router: Router,
    mut request: hyper::Request<Incoming>,
    peer: Peer,
) -> Result<axum::response::Response, std::convert::Infallible> {
    request.extensions_mut().insert(peer);
    name_host(&mut request);
    let request: Request = request.map(Body::new);
    router.oneshot(request).await
}

/// HTTP/2 says which host is meant in the request's address, HTTP/1.1 in a header (RFC 9113, 8.3.1).
/// Whoever asks where a form came from finds it in the header.
fn name_host(request: &mut hyper::Request<Incoming>) {
    let Some(host) = request.uri().authority().map(|authority| authority.as_str().to_owned())
    else {
        return;
    };
    if let Ok(host) = host.parse() {
        request.headers_mut().entry(HOST).or_insert(host);
    }
}

/// A peer that has gone without a word, or no longer takes what is sent, is noticed.
fn watch_for_silence(stream: &TcpStream, silence: Duration) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(silence).with_interval(silence / 3))?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(silence))?;
    Ok(())
}
