//! Traces by OpenTelemetry: a span for each request, with its statements below it, sent to a collector
//! (OTLP over HTTP). The collector stands on the same machine or network and speaks plain HTTP; it
//! encrypts what it sends on.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::{Layer, Registry};

/// A collector that takes longer is out of order.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends spans to the collector in the background.
pub(super) fn provider(collector: &str) -> anyhow::Result<SdkTracerProvider> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Sender::new())
        .with_endpoint(collector)
        .with_timeout(PATIENCE)
        .build()?;
    let kith = Resource::builder().with_service_name("kith").build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(kith).build())
}

/// Hands our spans on, and nobody else's.
pub(super) fn layer(provider: &SdkTracerProvider) -> Box<dyn Layer<Registry> + Send + Sync> {
    let ours = Targets::new().with_target("kith", tracing::Level::DEBUG);
    tracing_opentelemetry::layer().with_tracer(provider.tracer("kith")).with_filter(ours).boxed()
}

/// Sends a batch. The exporter has a thread of its own, so that it may wait.
struct Sender(ureq::Agent);

impl Sender {
    fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .build();
        Self(config.into())
    }

    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.0.run(request.map(|body| body.to_vec()))?;
        let (parts, mut body) = answer.into_parts();
        Ok(Response::from_parts(parts, body.read_to_vec()?.into()))
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

impl HttpClient for Sender {
    fn send_bytes<'a, 'b>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'b, Result<Response<Bytes>, HttpError>>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(async move { self.send(request) })
    }
}
