//! The server as the network meets it: TLS and its renewal, peers that dawdle, stopping.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Version};
use axum::routing::get;
use hyper_util::rt::{TokioExecutor, TokioIo};
use kith_frame::health::{self, Effort, State};
use kith_frame::serving::TlsFiles;
use kith_frame::testing::House;
use kith_store::testing::noted;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::modules::MODULES;
use crate::server::{Patience, Server, Tls};
use crate::web::router;

/// How many dawdle at once (checks.md, row 17).
const DAWDLERS: usize = 1_000;

/// A server on a port of its own, until it is stopped.
struct Served {
    address: String,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Served {
    async fn begin(router: Router, tls: Option<Tls>, patience: Patience) -> Self {
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), tls, patience).await.unwrap();
        let address = server.address().unwrap().split("://").nth(1).unwrap().to_owned();
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(async move {
            server.serve(router, async { stopped.await.unwrap_or_default() }).await;
        });
        Self { address, stop, ended }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }
}

/// Asks over a connection, and reads until the other side closes it.
async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // Some close without a word of TLS; what came before counts.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_who_dawdle_are_cut_off_and_everybody_else_is_served() {
    let house = House::on_a_file(MODULES).await;
    let patience = Patience { head: Duration::from_secs(2), ..Patience::usual() };
    let served = Served::begin(router(&house.app), None, patience).await;
    let alone = spans(&served).await;
    let mut dawdlers = Vec::new();
    for _ in 0..DAWDLERS {
        let mut stream = served.connect().await;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n").await.unwrap();
        dawdlers.push(tokio::spawn(dawdle(stream)));
    }
    let among = spans(&served).await;
    for dawdler in dawdlers {
        assert!(dawdler.await.unwrap().is_empty(), "nothing was asked, so nothing is answered");
    }
    assert!(ask(served.connect().await, "/healthz").await.starts_with("HTTP/1.1 200"));
    let (alone, among) = (p99(alone), p99(among));
    noted("dawdlers", &format!("p99 {alone:.1} ms without them, {among:.1} ms among {DAWDLERS}"));
}

/// Sends a header line now and then, and gives back what came once the connection was ended.
async fn dawdle(mut stream: TcpStream) -> Vec<u8> {
    let mut came = Vec::new();
    loop {
        tokio::select! {
            read = stream.read_buf(&mut came) => if read.unwrap_or(0) == 0 { return came },
            () = tokio::time::sleep(Duration::from_millis(200)) => {
                if stream.write_all(b"X-More: later\r\n").await.is_err() { return came }
            }
        }
    }
}

/// What each of many requests took; all of them are answered.
async fn spans(served: &Served) -> Vec<Duration> {
    let mut spans = Vec::new();
    for _ in 0..200 {
        let began = Instant::now();
        let answer = ask(served.connect().await, "/help").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        spans.push(began.elapsed());
    }
    spans
}

fn p99(mut spans: Vec<Duration>) -> f64 {
    spans.sort_unstable();
    spans[spans.len() * 99 / 100].as_secs_f64() * 1000.0
}

#[tokio::test]
async fn a_body_that_does_not_come_and_a_peer_that_says_nothing_are_given_up() {
    let house = House::on_a_file(MODULES).await;
    let patience = Patience { head: Duration::from_millis(200), ..Patience::usual() };
    let served = Served::begin(router(&house.app), None, patience).await;
    let mut silent = served.connect().await;
    let mut nothing = Vec::new();
    assert_eq!(silent.read_to_end(&mut nothing).await.unwrap_or(0), 0);
    // A second request that never comes ends a connection too.
    let mut idle = served.connect().await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut came = Vec::new();
    let _ = idle.read_to_end(&mut came).await;
    assert!(String::from_utf8_lossy(&came).starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn who_finds_no_seat_waits_at_the_door() {
    let house = House::on_a_file(MODULES).await;
    let patience =
        Patience { head: Duration::from_millis(300), connections: 2, ..Patience::usual() };
    let served = Served::begin(router(&house.app), None, patience).await;
    let (_one, _two) = (served.connect().await, served.connect().await);
    let answer = ask(served.connect().await, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "let in once the others were given up: {answer}");
}

#[tokio::test]
async fn what_is_under_way_is_finished_before_the_server_ends() {
    let (entered, mut inside) = tokio::sync::mpsc::channel::<()>(1);
    let (open, gate) = tokio::sync::watch::channel(false);
    let slow = Router::new().route(
        "/slow",
        get(move || async move {
            entered.send(()).await.unwrap();
            gate.clone().wait_for(|open| *open).await.unwrap();
            "done"
        }),
    );
    let served = Served::begin(slow, None, Patience::usual()).await;
    let asked = tokio::spawn(ask(served.connect().await, "/slow"));
    inside.recv().await.unwrap();
    served.stop.send(()).unwrap();
    // The door closes at once; the one inside is still served.
    while TcpStream::connect(&served.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!asked.is_finished());
    open.send(true).unwrap();
    assert!(asked.await.unwrap().ends_with("done"));
    served.ended.await.unwrap();
}

/// A certificate for this machine, written to a folder.
struct Certified {
    folder: TempDir,
    files: TlsFiles,
}

impl Certified {
    fn new(year: i32) -> Self {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        let files = TlsFiles { certificate: path("certificate.pem"), private_key: path("key.pem") };
        let certified = Self { folder, files };
        certified.renew(year);
        certified
    }

    /// Writes a new certificate that holds until that year.
    fn renew(&self, year: i32) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 2);
        let certificate = params.self_signed(&key).unwrap();
        std::fs::write(&self.files.certificate, certificate.pem()).unwrap();
        std::fs::write(&self.files.private_key, key.serialize_pem()).unwrap();
    }

    fn trusted(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(&self.files.certificate).unwrap()).unwrap();
        roots
    }
}

async fn encrypted(
    served: &Served,
    roots: RootCertStore,
    version: &'static SupportedProtocolVersion,
    protocol: &[u8],
) -> std::io::Result<TlsStream<TcpStream>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, served.connect().await).await
}

#[tokio::test]
async fn tls_1_2_and_1_3_are_spoken_with_http_1_and_2() {
    let (house, certified) = (House::on_a_file(MODULES).await, Certified::new(2030));
    let tls = Tls::open(&certified.files).unwrap();
    let served = Served::begin(router(&house.app), Some(tls), Patience::usual()).await;
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let stream = encrypted(&served, certified.trusted(), version, b"http/1.1").await.unwrap();
        let answer = ask(stream, "/readyz").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("strict-transport-security"), "{answer}");
    }
    let stream = encrypted(&served, certified.trusted(), &rustls::version::TLS13, b"h2").await;
    // A form from elsewhere is known by its origin, which is held against the host.
    let foreign =
        Request::post("https://localhost/sign-in").header("origin", "https://evil.example");
    let answer = ask_http2(stream.unwrap(), foreign).await;
    assert_eq!((answer.version(), answer.status().as_u16()), (Version::HTTP_2, 403));
    let asked = Request::get("https://localhost/healthz");
    let stream = encrypted(&served, certified.trusted(), &rustls::version::TLS13, b"h2").await;
    assert_eq!(ask_http2(stream.unwrap(), asked).await.status().as_u16(), 200);
    let plain = ask(served.connect().await, "/readyz").await;
    assert!(!plain.contains("200 OK"), "nothing is served in the open: {plain}");
}

async fn ask_http2(
    stream: TlsStream<TcpStream>,
    request: axum::http::request::Builder,
) -> hyper::Response<hyper::body::Incoming> {
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    sender.send_request(request.body(Body::empty()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_new_certificate_is_taken_up_while_the_server_runs_and_a_bad_one_is_not() {
    let (house, certified) = (House::on_a_file(MODULES).await, Certified::new(2030));
    let tls = Tls::open(&certified.files).unwrap();
    let served = Served::begin(router(&house.app), Some(tls.clone()), Patience::usual()).await;
    let old = certified.trusted();
    let version = &rustls::version::TLS13;
    certified.renew(2031);
    let new = certified.trusted();
    assert!(encrypted(&served, new.clone(), version, b"http/1.1").await.is_err(), "not yet");
    tls.renew().unwrap();
    let stream = encrypted(&served, new.clone(), version, b"http/1.1").await.unwrap();
    assert!(ask(stream, "/healthz").await.starts_with("HTTP/1.1 200"));
    assert!(encrypted(&served, old, version, b"http/1.1").await.is_err(), "the old one is gone");
    std::fs::write(&certified.files.certificate, "-----BEGIN NOTHING-----").unwrap();
    let refused = tls.renew().unwrap_err();
    assert!(format!("{refused:#}").contains("certificate.pem"), "{refused:#}");
    assert!(encrypted(&served, new, version, b"http/1.1").await.is_ok(), "the last good one stays");
}

#[tokio::test]
async fn the_end_of_a_certificate_is_told_in_time() {
    let house = House::on_a_file(MODULES).await;
    let certified = Certified::new(2030);
    // The clock of a house stands in November 2026.
    for (year, state) in [(2030, State::Well), (2026, State::Ill)] {
        certified.renew(year);
        assert_eq!(look(&house, &certified.files, "certificate").await.state, state, "{year}");
    }
    std::fs::write(&certified.files.certificate, "nothing").unwrap();
    assert_eq!(look(&house, &certified.files, "certificate").await.state, State::Ill);
    assert!(Path::new(certified.folder.path()).exists());
}

async fn look(house: &House, files: &TlsFiles, what: &str) -> health::Found {
    let mut app = house.app.clone();
    let mut settings = kith_frame::settings::Settings::clone(&app.settings);
    settings.serving.tls = Some(files.clone());
    app.settings = Arc::new(settings);
    let looks = health::look_around(&app, Effort::Little).await;
    looks.into_iter().find(|(name, _)| *name == what).unwrap().1
}
