//! Checks of rate-based statements.

use serde_json::Value;

use super::check::one_of;
use super::part;
use super::refuse::{Reply, invalid, list, must, text};

pub(super) fn check(content: &Value) -> Reply<()> {
    let limit = content["Limit"].as_u64().unwrap_or_default();
    must((10..=2_000_000_000).contains(&limit), || invalid("Limit is between 10 and 2,000,000,000"))?;
    let window = content.get("EvaluationWindowSec").map_or(Some(300), Value::as_u64);
    must(matches!(window, Some(60 | 120 | 300 | 600)), || {
        invalid("Error reason: The evaluation window is 60, 120, 300 or 600 seconds., field: EVALUATION_WINDOW")
    })?;
    let kinds = ["IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT"];
    one_of(content, "AggregateKeyType", &kinds)?;
    let keys = list(content, "CustomKeys");
    let of_kind = |kind: &str| content["AggregateKeyType"] == kind;
    must(of_kind("CUSTOM_KEYS") != keys.is_empty() && keys.len() <= 5, || {
        invalid("Error reason: CUSTOM_KEYS has 1 to 5 custom keys., field: CUSTOM_KEYS")
    })?;
    must(!of_kind("CONSTANT") || content.get("ScopeDownStatement").is_some(), || {
        invalid("Error reason: CONSTANT needs a scope-down statement., field: SCOPE_DOWN")
    })?;
    let has = |member: &str| keys.iter().any(|key| key.get(member).is_some());
    let forwards = of_kind("FORWARDED_IP") || has("ForwardedIP");
    must(!forwards || content.get("ForwardedIPConfig").is_some(), || {
        invalid("Error reason: a forwarded address needs ForwardedIPConfig., field: FORWARDED_IP_CONFIG")
    })?;
    content.get("ForwardedIPConfig").map_or(Ok(()), part::forwarded)?;
    must(keys.len() != 1 || !(has("IP") || has("ForwardedIP")), || {
        invalid("Error reason: an address is no custom key by itself., field: CUSTOM_KEYS")
    })?;
    keys.iter().try_for_each(key)
}

fn key(key: &Value) -> Reply<()> {
    let members = key.as_object().map(|object| object.iter().collect::<Vec<_>>());
    let Some([(kind, settings)]) = members.as_deref() else {
        return Err(invalid("Error reason: a custom key has exactly one kind., field: CUSTOM_KEYS"));
    };
    match kind.as_str() {
        "Header" | "Cookie" | "QueryArgument" => {
            must(!text(settings, "Name")?.is_empty(), || invalid("Name must not be empty"))?;
            part::transformations(settings)
        }
        "QueryString" | "UriPath" => part::transformations(settings),
        "LabelNamespace" => must(text(settings, "Namespace")?.ends_with(':'), || {
            invalid("Error reason: a namespace ends with a colon., field: LABEL_NAMESPACE")
        }),
        "JA3Fingerprint" | "JA4Fingerprint" => one_of(settings, "FallbackBehavior", &["MATCH", "NO_MATCH"]),
        "HTTPMethod" | "IP" | "ForwardedIP" | "ASN" => Ok(()),
        other => Err(invalid(format!("there is no custom key {other}, field: CUSTOM_KEYS"))),
    }
}
