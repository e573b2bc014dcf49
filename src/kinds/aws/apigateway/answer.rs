use std::collections::BTreeMap;

use aws_sdk_apigateway::types;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What a mock answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answer {
    /// 200 to 599.
    pub status: u16,
    /// Fixed values by header name.
    pub headers: BTreeMap<String, String>,
    /// Templates by the media type callers accept.
    pub bodies: BTreeMap<String, String>,
}

impl Answer {
    /// What a live mock answers; `None` when it has mappings of another form.
    pub(super) fn of(mock: &types::Integration) -> Option<Self> {
        let responses = mock.integration_responses()?;
        let (Some(response), 1) = (responses.values().next(), responses.len()) else { return None };
        let status: u16 = response.status_code()?.parse().ok()?;
        let asked: Vec<_> = mock.request_templates().into_iter().flatten().collect();
        let ours =
            matches!(asked.as_slice(), [(kind, text)] if *kind == "application/json" && **text == request(status));
        if !ours || response.selection_pattern().is_some_and(|pattern| !pattern.is_empty()) {
            return None;
        }
        let headers = fixed("method.response.header.", response.response_parameters().into_iter().flatten())?;
        // A media type with an empty template has an empty body, as one without any.
        let bodies = response.response_templates().into_iter().flatten().filter(|(_, text)| !text.is_empty());
        Some(Self { status, headers, bodies: bodies.map(|(kind, text)| (kind.clone(), text.clone())).collect() })
    }

    /// The OpenAPI extension that asks for it.
    pub(super) fn integration(&self, timeout_ms: u32) -> Value {
        json!({
            "type": "mock",
            "timeoutInMillis": timeout_ms,
            "passthroughBehavior": "never",
            "requestTemplates": { "application/json": request(self.status) },
            "responses": { "default": {
                "statusCode": self.status.to_string(),
                "responseParameters": quoted("method.response.header.", &self.headers),
                "responseTemplates": self.bodies,
            } },
        })
    }

    /// The responses an operation declares so that the mock may send its headers.
    pub(super) fn declared(&self) -> Value {
        let header = |name: &String| (name.clone(), json!({ "schema": { "type": "string" } }));
        let headers: Map<String, Value> = self.headers.keys().map(header).collect();
        json!({ self.status.to_string(): { "description": "", "headers": headers } })
    }
}

/// A mock answers with the status that its request template names.
fn request(status: u16) -> String {
    format!("{{\"statusCode\": {status}}}")
}

/// Fixed values as API Gateway writes them: `'value'` under `{prefix}{name}`.
pub(super) fn quoted(prefix: &str, values: &BTreeMap<String, String>) -> Map<String, Value> {
    values.iter().map(|(name, value)| (format!("{prefix}{name}"), Value::String(format!("'{value}'")))).collect()
}

/// The reverse of [`quoted`]; `None` when something else is mapped, too.
pub(super) fn fixed<'a>(
    prefix: &str,
    mapped: impl Iterator<Item = (&'a String, &'a String)>,
) -> Option<BTreeMap<String, String>> {
    mapped
        .map(|(name, value)| {
            let value = value.strip_prefix('\'')?.strip_suffix('\'')?;
            Some((name.strip_prefix(prefix)?.to_owned(), value.to_owned()))
        })
        .collect()
}
