//! TLS 1.2 and 1.3, with a certificate that can be renewed while the server runs.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use kith_frame::serving::TlsFiles;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The name of HTTP/2 in TLS (RFC 9113, 3.1).
pub(super) const HTTP2: &[u8] = b"h2";

/// How often the files are looked at for a new certificate.
const LOOK: Duration = Duration::from_secs(30);

/// The certificate in use. Clones use the same one.
#[derive(Clone)]
pub(crate) struct Tls {
    files: TlsFiles,
    current: Arc<RwLock<Arc<ServerConfig>>>,
}

impl Tls {
    /// Reads the files.
    pub(crate) fn open(files: &TlsFiles) -> anyhow::Result<Self> {
        let current = Arc::new(RwLock::new(Arc::new(read(files)?)));
        Ok(Self { files: files.clone(), current })
    }

    /// Reads the files again. What cannot be read changes nothing: the certificate in use stays.
    pub(crate) fn renew(&self) -> anyhow::Result<()> {
        let fresh = Arc::new(read(&self.files)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Agrees on TLS with whoever has connected.
    pub(super) async fn accept(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        let config = Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner));
        TlsAcceptor::from(config).accept(stream).await
    }

    /// Renews the certificate when its files change or SIGHUP comes, for as long as the server runs.
    pub(crate) async fn keep_fresh(self) {
        let mut seen = self.changed_at();
        loop {
            let asked = tokio::select! {
                () = hang_up() => true,
                () = tokio::time::sleep(LOOK) => false,
            };
            let now = self.changed_at();
            if !asked && now == seen {
                continue;
            }
            seen = now;
            match self.renew() {
                Ok(()) => tracing::info!("the certificate was read again"),
                Err(error) => tracing::error!("the certificate in use stays: {error:#}"),
            }
        }
    }

    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        let at = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
        [at(&self.files.certificate), at(&self.files.private_key)]
    }
}

fn read(files: &TlsFiles) -> anyhow::Result<ServerConfig> {
    let (certificate, key) = (&files.certificate, &files.private_key);
    let unreadable = |path: &Path| format!("{} cannot be read as PEM", path.display());
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| unreadable(certificate))?;
    let key = PrivateKeyDer::from_pem_file(key).with_context(|| unreadable(key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .with_context(|| format!("{} cannot be used", certificate.display()))?;
    config.alpn_protocols = vec![HTTP2.to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Comes back when the program is told to read its files again.
async fn hang_up() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut signal) = signal(SignalKind::hangup()) {
            signal.recv().await;
            return;
        }
    }
    std::future::pending::<()>().await;
}
