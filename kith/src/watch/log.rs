//! Logs go to standard error; `KITH_LOG` says how much, in the words of `tracing-subscriber`.

use kith_frame::serving::{LogFormat, Serving};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use super::traces;

/// What traces are still to be sent is sent when this goes.
pub(crate) struct Log {
    traces: Option<SdkTracerProvider>,
}

impl Drop for Log {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.traces.as_ref().map(SdkTracerProvider::shutdown) {
            tracing::warn!("the last traces were not sent: {error}");
        }
    }
}

/// Starts to log, and to trace where the settings say so.
pub(crate) fn start_log(verbose: u8, serving: &Serving) -> anyhow::Result<Log> {
    let filter = EnvFilter::try_from_env("KITH_LOG")
        .unwrap_or_else(|_| EnvFilter::new(level(verbose, serving.log)));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match serving.log {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    let mut layers: Vec<Box<dyn Layer<Registry> + Send + Sync>> =
        vec![lines.with_filter(filter).boxed()];
    let provider = serving.traces.as_deref().map(traces::provider).transpose()?;
    if let Some(provider) = &provider {
        layers.push(traces::layer(provider));
    }
    tracing_subscriber::registry().with(layers).try_init()?;
    Ok(Log { traces: provider })
}

/// Programs read each request; on a terminal they would bury what matters.
fn level(verbose: u8, format: LogFormat) -> &'static str {
    match (verbose, format) {
        (0, LogFormat::Text) => "warn,kith=info,kith::requests=warn,sqlx::query=error",
        (0, LogFormat::Json) => "warn,kith=info,sqlx::query=error",
        (1, _) => "info",
        _ => "debug",
    }
}
