//! Checks of the part of a request that a statement inspects.

use std::collections::BTreeSet;

use serde_json::Value;

use super::check::one_of;
use super::refuse::{Reply, invalid, list, must, refuse, text};

/// Parts of a request that may be larger than what is inspected, so that a statement must say what happens then.
const OVERSIZE: [&str; 5] = ["Body", "JsonBody", "Headers", "Cookies", "HeaderOrder"];

const EXACTLY_ONE: &str = "Error reason: You have used none or multiple values for a field that requires exactly one value., field: FIELD_TO_MATCH";

/// The part of the request and the transformations of a statement that inspects one.
pub(super) fn check(content: &Value) -> Reply<()> {
    let part = content.get("FieldToMatch").and_then(Value::as_object);
    let part = part.filter(|part| part.len() == 1).and_then(|part| part.iter().next());
    let (part, settings) = part.ok_or_else(|| invalid(EXACTLY_ONE))?;
    must(!OVERSIZE.contains(&part.as_str()) || settings.get("OversizeHandling").is_some(), || {
        refuse("WAFConfigurationWarningException", format!("{part} is inspected without OversizeHandling"))
    })?;
    match part.as_str() {
        "SingleHeader" => {
            must((1..=64).contains(&text(settings, "Name")?.len()), || invalid("Name has 1 to 64 letters"))
        }
        "SingleQueryArgument" => {
            must((1..=30).contains(&text(settings, "Name")?.len()), || invalid("Name has 1 to 30 letters"))
        }
        "Body" | "HeaderOrder" => oversize(settings),
        "JsonBody" => {
            several(settings, &["All", "IncludedPaths"])?;
            let paths = list(&settings["MatchPattern"], "IncludedPaths");
            must(paths.iter().all(|path| path.as_str().is_some_and(|path| path.starts_with('/'))), || {
                invalid("Error reason: a JSON pointer begins with /, field: JSON_MATCH_PATTERN")
            })?;
            oversize(settings)
        }
        "Headers" => {
            several(settings, &["All", "IncludedHeaders", "ExcludedHeaders"]).and_then(|()| oversize(settings))
        }
        "Cookies" => {
            several(settings, &["All", "IncludedCookies", "ExcludedCookies"]).and_then(|()| oversize(settings))
        }
        "JA3Fingerprint" | "JA4Fingerprint" => one_of(settings, "FallbackBehavior", &["MATCH", "NO_MATCH"]),
        "AllQueryArguments" | "UriPath" | "QueryString" | "Method" | "UriFragment" => Ok(()),
        other => Err(invalid(format!("there is no part {other}, field: FIELD_TO_MATCH"))),
    }?;
    transformations(content)
}

fn oversize(settings: &Value) -> Reply<()> {
    one_of(settings, "OversizeHandling", &["CONTINUE", "MATCH", "NO_MATCH"])
}

/// Which of several headers, cookies or members; names, values or both.
fn several(settings: &Value, patterns: &[&str]) -> Reply<()> {
    one_of(settings, "MatchScope", &["ALL", "KEY", "VALUE"])?;
    let pattern = &settings["MatchPattern"];
    must(patterns.iter().filter(|member| pattern.get(**member).is_some()).count() == 1, || invalid(EXACTLY_ONE))?;
    let named = patterns.iter().filter_map(|member| pattern[*member].as_array());
    let mut named = named.map(Vec::len);
    must(named.all(|named| (1..=199).contains(&named)), || invalid("a match pattern has 1 to 199 names"))
}

/// The header that says where a request comes from.
pub(super) fn forwarded(config: &Value) -> Reply<()> {
    one_of(config, "FallbackBehavior", &["MATCH", "NO_MATCH"])?;
    must(!text(config, "HeaderName")?.is_empty(), || invalid("HeaderName must not be empty"))
}

/// One to ten, in an order of their own.
pub(super) fn transformations(content: &Value) -> Reply<()> {
    let transforms = list(content, "TextTransformations");
    must((1..=10).contains(&transforms.len()), || invalid("a statement has 1 to 10 text transformations"))?;
    let priorities: BTreeSet<_> = transforms.iter().map(|transform| transform["Priority"].as_i64()).collect();
    must(priorities.len() == transforms.len(), || {
        invalid("Error reason: text transformations have different priorities, field: TEXT_TRANSFORMATION")
    })
}
