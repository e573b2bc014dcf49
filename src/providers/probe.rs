use std::time::Duration;

use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;

use crate::secrets::{Plain, Vault};
use crate::value::Text;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// A request to be sent to a perimeter, as any client would.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// The verb.
    pub method: String,
    /// Where it is sent.
    pub url: String,
    /// What it names as host, where that is not in `url`.
    pub host: Option<String>,
    /// Secrets among them are opened when it is sent.
    pub headers: Vec<(String, Text)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// Whether API Gateway says that it is an error of its own (`x-amzn-ErrorType`).
    pub refused_by_gateway: bool,
    /// Names in lower case and values in the order of sending, secrets masked.
    pub headers: Vec<(String, String)>,
}

/// Sends a request once, without following redirects.
///
/// # Errors
/// Why nobody answered, in words; a secret that does not open here.
pub async fn probe(vault: &Vault, probe: &Probe) -> Result<Answered, String> {
    let mut request = http::Request::builder().method(probe.method.as_str()).uri(&probe.url);
    if let Some(host) = &probe.host {
        request = request.header("host", host);
    }
    for (name, value) in &probe.headers {
        let opened = open(vault, value)?;
        let value = http::HeaderValue::from_str(opened.expose());
        let mut value = value.map_err(|_| format!("the value of `{name}` is none that a header may have"))?;
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    let request = request.body(SdkBody::from(probe.body.clone())).map_err(|problem| problem.to_string())?;
    let request = HttpRequest::try_from(request).map_err(|problem| problem.to_string())?;
    let connector =
        Connector::builder().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc)).build();
    let answer = tokio::time::timeout(PATIENCE, connector.call(request)).await;
    let answer = answer.map_err(|_| format!("no answer within {} s", PATIENCE.as_secs()))?;
    let answer = answer.map_err(|problem| vault.mask(&because(&problem)))?;
    let line = |(name, value): (&str, &str)| (name.to_owned(), vault.mask(value));
    Ok(Answered {
        headers: answer.headers().iter().map(line).collect(),
        status: answer.status().as_u16(),
        refused_by_gateway: answer.headers().get("x-amzn-errortype").is_some(),
    })
}

fn open(vault: &Vault, text: &Text) -> Result<Plain, String> {
    match text {
        Text::Known(text) => Ok(Plain::new(text.clone())),
        Text::Secret(secret) => vault.open(secret).map_err(|locked| locked.to_string()),
        Text::Join(parts) => {
            let parts = parts.iter().map(|part| open(vault, part)).collect::<Result<Vec<_>, _>>()?;
            // Reserved at once: growing would leave copies behind that nobody wipes.
            let mut whole = String::with_capacity(parts.iter().map(|part| part.expose().len()).sum());
            parts.iter().for_each(|part| whole.push_str(part.expose()));
            Ok(Plain::new(whole))
        }
        Text::Ref(_) | Text::Sealed(_) | Text::Digest(_) => Err("a header is not known here".to_owned()),
    }
}

/// A problem with everything it says it comes from.
fn because(problem: &dyn std::error::Error) -> String {
    let mut text = problem.to_string();
    let mut source = problem.source();
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}
