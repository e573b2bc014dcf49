use std::time::Duration;

use crate::sandbox::{Answer, Call, Element, World};

use super::fault::Fault;
use super::{XMLNS, access_control, distribution, function, invalidation, policy, tagging};

/// What an operation gives: an answer, or CloudFront's refusal.
pub(super) type Outcome = Result<Answer, Fault>;

/// Answers one request.
pub fn handle(call: &Call, world: &mut World) -> Answer {
    let answer = route(call, world).unwrap_or_else(Fault::answer);
    answer.with("x-amzn-requestid", world.uuid())
}

fn route(call: &Call, world: &mut World) -> Outcome {
    let segments = call.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let path = path.get(1..).unwrap_or(&[]);
    if let Some(sort) = path.first().and_then(|first| policy::Sort::of_path(first)) {
        return policies(call, world, sort, path.get(1..).unwrap_or(&[]));
    }
    match (call.method.as_str(), path) {
        ("POST", ["distribution"]) => distribution::create(call, world),
        ("GET", ["distribution"]) => Ok(distribution::list(call, world)),
        ("GET", ["distribution", id]) => distribution::get(call, world, id),
        ("GET", ["distribution", id, "config"]) => distribution::get_config(world, id),
        ("PUT", ["distribution", id, "config"]) => distribution::update(call, world, id),
        ("DELETE", ["distribution", id]) => distribution::delete(call, world, id),
        ("POST", ["distribution", id, "invalidation"]) => invalidation::create(call, world, id),
        ("GET", ["distribution", id, "invalidation"]) => invalidation::list(call, world, id),
        ("GET", ["distribution", id, "invalidation", which]) => invalidation::get(call, world, id, which),
        ("GET", ["tagging"]) => tagging::list(call, world),
        ("POST", ["tagging"]) => tagging::change(call, world),
        ("POST", ["origin-access-control"]) => access_control::create(call, world),
        ("GET", ["origin-access-control"]) => Ok(access_control::list(call, world)),
        ("GET", ["origin-access-control", id]) => access_control::get(world, id),
        ("GET", ["origin-access-control", id, "config"]) => access_control::get_config(world, id),
        ("PUT", ["origin-access-control", id, "config"]) => access_control::update(call, world, id),
        ("DELETE", ["origin-access-control", id]) => access_control::delete(call, world, id),
        ("POST", ["function"]) => function::create(call, world),
        ("GET", ["function"]) => Ok(function::list(call, world)),
        ("GET", ["function", name]) => function::get(call, world, name),
        ("GET", ["function", name, "describe"]) => function::describe(call, world, name),
        ("PUT", ["function", name]) => function::update(call, world, name),
        ("POST", ["function", name, "publish"]) => function::publish(call, world, name),
        ("DELETE", ["function", name]) => function::delete(call, world, name),
        _ => Err(unknown(call)),
    }
}

fn policies(call: &Call, world: &mut World, sort: policy::Sort, path: &[&str]) -> Outcome {
    match (call.method.as_str(), path) {
        ("POST", []) => policy::create(call, world, sort),
        ("GET", []) => Ok(policy::list(call, world, sort)),
        ("GET", [id]) => policy::get(world, sort, id),
        ("GET", [id, "config"]) => policy::get_config(world, sort, id),
        ("PUT", [id]) => policy::update(call, world, sort, id),
        ("DELETE", [id]) => policy::delete(call, world, sort, id),
        _ => Err(unknown(call)),
    }
}

fn unknown(call: &Call) -> Fault {
    let what = format!("the embedded CloudFront does not know {} {}", call.method, call.path);
    Fault::new(501, "NotImplemented", what)
}

/// A document with its ETag.
pub(super) fn tagged(status: u16, root: &Element, etag: &str) -> Answer {
    Answer::xml(status, root.document(XMLNS)).with("etag", etag)
}

/// A document.
pub(super) fn xml(status: u16, root: &Element) -> Answer {
    Answer::xml(status, root.document(XMLNS))
}

/// One page of a list, `{name}{Marker, MaxItems, IsTruncated, Quantity, Items}`; a marker is the key of the last entry of the
/// page before.
pub(super) fn page<'a>(call: &Call, name: &str, entries: impl Iterator<Item = (&'a String, Element)>) -> Element {
    let marker = call.query("Marker").unwrap_or("");
    let max = call.query("MaxItems").and_then(|max| max.parse::<usize>().ok()).unwrap_or(100).clamp(1, 100);
    let mut rest = entries.filter(|(key, _)| marker.is_empty() || key.as_str() > marker).peekable();
    let mut items = Vec::new();
    let mut last = None;
    while items.len() < max
        && let Some((key, entry)) = rest.next()
    {
        last = Some(key);
        items.push(entry);
    }
    let truncated = rest.peek().is_some();
    let mut list = Element::node(
        name,
        [
            Element::leaf("Marker", marker),
            Element::leaf("MaxItems", max.to_string()),
            Element::leaf("IsTruncated", truncated.to_string()),
            Element::leaf("Quantity", items.len().to_string()),
        ],
    );
    if let Some(last) = last.filter(|_| truncated) {
        list.children.push(Element::leaf("NextMarker", last.clone()));
    }
    if !items.is_empty() {
        list.children.push(Element::node("Items", items));
    }
    list
}

/// `2026-11-22T09:00:00.000Z`.
pub(super) fn iso(instant: Duration) -> String {
    let millis = i64::try_from(instant.as_millis()).unwrap_or(0);
    let timestamp = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    timestamp.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
