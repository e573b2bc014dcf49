use serde_json::{Value, json};

use super::handle::{Reply, state};
use crate::sandbox::{Answer, Call, World};

/// Certificates in one answer.
const MOST: usize = 1000;

/// Key types that are listed when nobody asks for others.
const DEFAULT_KEY_TYPES: [&str; 2] = ["RSA_1024", "RSA_2048"];

pub(super) fn list(call: &Call, world: &mut World, body: &Value) -> Reply {
    let texts = |value: Option<&Value>| -> Option<Vec<String>> {
        let items = value.and_then(Value::as_array)?;
        Some(items.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    };
    let statuses = texts(body.get("CertificateStatuses"));
    let key_types = texts(body.pointer("/Includes/keyTypes"));
    let most = match body.get("MaxItems").and_then(Value::as_u64) {
        None => MOST,
        Some(0) => return Err(Answer::json_error(400, "ValidationException", "MaxItems must be at least 1")),
        Some(number) => usize::try_from(number).unwrap_or(MOST).min(MOST),
    };
    let from = body.get("NextToken").and_then(Value::as_str).unwrap_or("");
    let mut rest = state(call, world).certificates.values().filter(|certificate| {
        let key = certificate.key_algorithm.as_str();
        let listed = match &key_types {
            Some(wanted) => wanted.iter().any(|wanted| wanted == key),
            None => DEFAULT_KEY_TYPES.contains(&key),
        };
        let status = certificate.status().as_str();
        listed
            && statuses.as_ref().is_none_or(|wanted| wanted.iter().any(|wanted| wanted == status))
            && certificate.arn.as_str() >= from
    });
    let shown: Vec<Value> = rest
        .by_ref()
        .take(most)
        .map(|certificate| {
            json!({
                "CertificateArn": certificate.arn,
                "DomainName": certificate.domain,
                "SubjectAlternativeNameSummaries": certificate.names,
                "Status": certificate.status().as_str(),
                "Type": "AMAZON_ISSUED",
                "KeyAlgorithm": certificate.key_algorithm,
                "CreatedAt": certificate.created.as_secs(),
            })
        })
        .collect();
    let mut answer = json!({ "CertificateSummaryList": shown });
    if let Some(next) = rest.next() {
        answer["NextToken"] = next.arn.as_str().into();
    }
    Ok(Answer::json(200, &answer))
}
