use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::Door;

/// What happens while the data plane is served.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// A request was answered.
    Request(Line),
    /// What came in was no request that can be read, and was refused as it arrived.
    Unreadable {
        /// Where it came in.
        door: Door,
        /// In words.
        why: String,
    },
    /// Something else is served from now on.
    Changed {
        /// In words.
        what: String,
    },
    /// An edit of the spec came to nothing that is served otherwise.
    Spec {
        /// In words.
        what: String,
    },
    /// A function said a line.
    Said {
        /// Its block, `function.api`.
        function: String,
        /// The line, with secrets masked.
        text: String,
    },
    /// A function's process came or went, or something about it needs saying.
    Function {
        /// Its block, `function.api`.
        function: String,
        /// In words.
        what: String,
    },
}

/// Told everything that happens.
pub type Watch = Arc<dyn Fn(Event) + Send + Sync>;

/// A request and what became of it, in one line.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Line {
    /// Seconds since 1970 of its arrival.
    pub time: f64,
    /// Where it came in.
    pub door: Door,
    /// The verb as sent.
    pub method: String,
    /// Host, path and query as the perimeter was asked for them, secrets masked.
    pub url: String,
    /// The path and query as sent, secrets masked.
    pub path: String,
    /// What the client got.
    pub status: u16,
    /// Who decided: `waf.origin-only default`, `function.api`.
    pub by: String,
    /// Whether a distribution had the answer, `hit` or `miss`; `None` when it keeps none of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<&'static str>,
    /// Whether it counted as sent over HTTPS.
    pub https: bool,
    /// What people should know besides: a hop nobody can tell, why a function did not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// From arrival to answer.
    #[serde(serialize_with = "milliseconds", rename = "ms")]
    pub took: Duration,
    /// How much of it whatever was reached took: the function, the bucket.
    #[serde(serialize_with = "milliseconds", rename = "behind-ms")]
    pub behind: Duration,
}

fn milliseconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((duration.as_secs_f64() * 1e6).round() / 1e3)
}
