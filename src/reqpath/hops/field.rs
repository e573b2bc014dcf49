use std::collections::BTreeSet;
use std::net::IpAddr;

use serde_json::Value;

use super::super::phrase::Phrase;
use super::super::truth::Truth;
use super::statement::View;
use crate::reqpath::model::{BrokenJson, Field, JsonScope, MapScope, Oversize};

/// How many bytes of all headers, or of all cookies, it looks at, and how many of them.
const MAP_LIMIT: usize = 8 * 1024;
const MAP_COUNT: usize = 200;

/// What of a request is looked at.
pub(super) enum Found {
    /// There is no such part.
    Missing,
    /// The part counts as matching, whatever is in it.
    Matches,
    /// Any of these.
    Any(Vec<Phrase>),
    /// One of these, and AWS does not say which.
    Readings(Vec<Phrase>),
    /// Nobody can tell.
    Unknown(String),
}

/// The part of the request that a field names.
pub(super) fn find(view: &View<'_>, field: &Field) -> Found {
    let request = view.request;
    match field {
        Field::Header(name) => match request.header(name) {
            Some(value) => Found::Any(vec![value]),
            None => Found::Missing,
        },
        Field::QueryArgument(name) => {
            let named = request.url.parameters().filter(|(one, _)| one.eq_ignore_ascii_case(name));
            some(named.map(|(_, value)| Phrase::plain(value)).collect())
        }
        Field::QueryArguments => some(request.url.parameters().map(|(_, value)| Phrase::plain(value)).collect()),
        Field::UriPath => Found::Readings(view.paths.iter().map(|path| Phrase::plain(*path)).collect()),
        Field::QueryString => match &request.url.query {
            Some(query) => Found::Any(vec![Phrase::plain(query.as_str())]),
            None => Found::Missing,
        },
        Field::Method => Found::Any(vec![Phrase::plain(request.method.as_str())]),
        Field::Body(oversize) => body(view, *oversize),
        Field::WholeBody if request.body.is_empty() => Found::Missing,
        Field::WholeBody => Found::Any(vec![request.body.clone()]),
        Field::Json(scope, oversize) => json(view, scope, *oversize),
        Field::Headers(scope, oversize) => {
            let pairs: Vec<(String, Phrase)> =
                request.headers.iter().map(|header| (header.name.to_ascii_lowercase(), header.value.clone())).collect();
            map(&pairs, scope, *oversize, "headers")
        }
        Field::Cookies(scope, oversize) => {
            let Some(cookie) = request.header("cookie") else { return Found::Missing };
            let Some(text) = cookie.as_plain().map(|text| String::from_utf8_lossy(text).into_owned()) else {
                return Found::Unknown("a cookie holds a secret".to_owned());
            };
            let pairs: Vec<(String, Phrase)> = text
                .split(';')
                .map(str::trim)
                .filter(|pair| !pair.is_empty())
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(name, value)| (name.to_owned(), Phrase::plain(value)))
                .collect();
            map(&pairs, scope, *oversize, "cookies")
        }
        Field::HeaderOrder(_) => {
            Found::Unknown("in which order a client sends its headers is not known here".to_owned())
        }
        Field::Other(what) => Found::Unknown(format!("the part {what} of a request is not understood here")),
    }
}

fn some(values: Vec<Phrase>) -> Found {
    if values.is_empty() { Found::Missing } else { Found::Any(values) }
}

fn body(view: &View<'_>, oversize: Oversize) -> Found {
    let body = &view.request.body;
    let Some(bytes) = body.as_plain() else { return Found::Unknown("the body holds a secret".to_owned()) };
    if bytes.is_empty() {
        return Found::Missing;
    }
    match (bytes.len() > view.body_limit, oversize) {
        (false, _) => Found::Any(vec![body.clone()]),
        (true, Oversize::Continue) => Found::Any(vec![Phrase::plain(&bytes[..view.body_limit])]),
        (true, Oversize::Match) => Found::Matches,
        (true, Oversize::NoMatch) => Found::Missing,
    }
}

/// The members of a JSON body. One that is cut off at the limit is no JSON any more.
fn json(view: &View<'_>, scope: &JsonScope, oversize: Oversize) -> Found {
    let text = match body(view, oversize) {
        Found::Any(parts) => parts.into_iter().next().unwrap_or_default(),
        other => return other,
    };
    let parsed = text.as_plain().and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok());
    let Some(document) = parsed else {
        return match scope.broken {
            BrokenJson::Match => Found::Matches,
            BrokenJson::NoMatch => Found::Missing,
            BrokenJson::AsText => Found::Any(vec![text]),
            BrokenJson::AsFarAsRead => {
                Found::Unknown("how far AWS reads a body that is no JSON is not known here".to_owned())
            }
        };
    };
    let mut parts = Vec::new();
    match scope.paths.is_empty() {
        true => members(&document, scope, &mut parts),
        false => {
            let found = scope.paths.iter().filter_map(|path| document.pointer(path));
            found.for_each(|member| members(member, scope, &mut parts));
        }
    }
    some(parts)
}

fn members(value: &Value, scope: &JsonScope, parts: &mut Vec<Phrase>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                if scope.names {
                    parts.push(Phrase::plain(name.as_str()));
                }
                members(inner, scope, parts);
            }
        }
        Value::Array(items) => items.iter().for_each(|inner| members(inner, scope, parts)),
        Value::String(text) if scope.values => parts.push(Phrase::plain(text.as_str())),
        Value::Number(_) | Value::Bool(_) if scope.values => parts.push(Phrase::plain(value.to_string())),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

fn map(pairs: &[(String, Phrase)], scope: &MapScope, oversize: Oversize, what: &str) -> Found {
    let length = |value: &Phrase| value.as_plain().map(<[u8]>::len);
    let sizes: Option<Vec<usize>> = pairs.iter().map(|(name, value)| Some(name.len() + length(value)?)).collect();
    let too_much = pairs.len() > MAP_COUNT || sizes.is_some_and(|sizes| sizes.iter().sum::<usize>() > MAP_LIMIT);
    match (too_much, oversize) {
        (true, Oversize::Match) => return Found::Matches,
        (true, Oversize::NoMatch) => return Found::Missing,
        (true, Oversize::Continue) => {
            return Found::Unknown(format!("there are more {what} than a web ACL looks at"));
        }
        (false, _) => {}
    }
    // Names of cookies mind the case.
    let same = |one: &str, name: &str| if what == "cookies" { one == name } else { one.eq_ignore_ascii_case(name) };
    let meant = |name: &str| {
        let in_set = |set: &BTreeSet<String>| set.iter().any(|one| same(one, name));
        scope.only.as_ref().is_none_or(&in_set) && !in_set(&scope.except)
    };
    let mut parts = Vec::new();
    for (name, value) in pairs.iter().filter(|(name, _)| meant(name)) {
        if scope.names {
            parts.push(Phrase::plain(name.as_str()));
        }
        if scope.values {
            parts.push(value.clone());
        }
    }
    some(parts)
}

/// Why a header names no address.
pub(super) enum NoAddress {
    /// What stands there is no address.
    Broken,
    /// It cannot be looked at.
    Closed,
}

/// The address at a place of a header.
pub(super) fn address(value: &Phrase, position: &str) -> Result<IpAddr, NoAddress> {
    addresses(value, position)?.into_iter().next().ok_or(NoAddress::Broken)
}

/// The addresses that count at a place of a header: `FIRST`, `LAST` or `ANY`.
pub(super) fn addresses(value: &Phrase, position: &str) -> Result<Vec<IpAddr>, NoAddress> {
    let text = String::from_utf8_lossy(value.as_plain().ok_or(NoAddress::Closed)?).into_owned();
    let all: Vec<&str> = text.split(',').map(str::trim).collect();
    let chosen: Vec<&str> = match position {
        "FIRST" => all.first().copied().into_iter().collect(),
        "LAST" => all.last().copied().into_iter().collect(),
        _ => all,
    };
    if chosen.iter().any(|one| one.starts_with('(')) {
        return Err(NoAddress::Closed);
    }
    chosen.iter().map(|one| one.parse().map_err(|_| NoAddress::Broken)).collect()
}

/// Whether an address is in any of the ranges.
pub(super) fn in_ranges(ranges: &[String], address: IpAddr) -> Truth {
    Truth::any(ranges.iter().map(|range| match in_range(range, address) {
        Some(inside) => Truth::of(inside),
        None => Truth::unsure(format!("`{range}` is no range of addresses")),
    }))
}

/// Whether an address is in a range, `192.0.2.0/24`; `None` when that is none.
pub(super) fn in_range(range: &str, address: IpAddr) -> Option<bool> {
    let (base, bits) = range.split_once('/').unwrap_or((range, ""));
    let base: IpAddr = base.parse().ok()?;
    let (base, address, width) = match (base, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => (u128::from(u32::from(base)), u128::from(u32::from(address)), 32),
        (IpAddr::V6(base), IpAddr::V6(address)) => (u128::from(base), u128::from(address), 128),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return Some(false),
    };
    let bits: u32 = if bits.is_empty() { width } else { bits.parse().ok()? };
    let shift = width.checked_sub(bits)?;
    Some(shift >= 128 || base >> shift == address >> shift)
}
