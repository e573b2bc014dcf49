use std::collections::BTreeSet;

use super::super::request::{Client, Header, Request, Url};
use super::super::trail::{Note, Part};
use super::cdn::SENDER;
use crate::reqpath::Phrase;
use crate::reqpath::model::{Behavior, Names, Origin, OriginKind};

/// Headers CloudFront writes itself.
const WRITTEN: [&str; 3] = ["x-forwarded-for", "via", "x-amz-cf-id"];

/// Headers CloudFront passes whatever the policies say.
const ALWAYS: [&str; 3] = ["content-type", "content-length", "accept-encoding"];

/// What the origin gets: what the policies select of the request, with the origin's own headers put in place of the viewer's
/// (aws-facts 16.3).
pub(super) fn onward(behavior: &Behavior, origin: &Origin, request: &Request) -> (Request, Vec<Note>) {
    let mut notes = Vec::new();
    let mut note = |part: Option<Part>, text: String| notes.push(Note { part, text });
    let forwarding = &behavior.forwarding;
    let mut url = request.url.clone();
    url.host.clone_from(&origin.host);
    url.port = None;
    url.https = match origin.kind {
        OriginKind::Https | OriginKind::S3 { .. } => true,
        OriginKind::Http => false,
        OriginKind::AsViewer => request.url.https,
    };
    url.path = format!("{}{}", origin.path, request.url.path);
    url.query = queries(&forwarding.queries, request);
    // Of a policy nobody here knows it cannot be told what it leaves out.
    let told = forwarding.unknown.is_none();
    let of_query = |url: &Url| -> BTreeSet<String> { url.parameters().map(|(name, _)| name.to_owned()).collect() };
    let parameters: Vec<String> = of_query(&request.url).difference(&of_query(&url)).cloned().collect();
    if told && !parameters.is_empty() {
        note(None, format!("query parameters not sent on: {}", parameters.join(", ")));
    }
    let mut headers: Vec<Header> = Vec::new();
    let mut left_out: Vec<&str> = Vec::new();
    let mut eaten: Vec<String> = Vec::new();
    for header in &request.headers {
        let name = header.name.to_ascii_lowercase();
        if name == "cookie" {
            match cookies(&forwarding.cookies, &header.value) {
                Some(value) => {
                    let kept = cookie_names(&value);
                    eaten.extend(cookie_names(&header.value).into_iter().filter(|name| !kept.contains(name)));
                    headers.push(Header { name: header.name.clone(), value });
                }
                None => left_out.push(&header.name),
            }
        } else if !WRITTEN.contains(&name.as_str())
            && (selects(&forwarding.headers, &name) || ALWAYS.contains(&name.as_str()))
        {
            headers.push(header.clone());
        } else if name != "host" && !WRITTEN.contains(&name.as_str()) {
            left_out.push(&header.name);
        }
    }
    if told && !left_out.is_empty() {
        note(None, format!("not sent on: {}", left_out.join(", ")));
    }
    if told && !eaten.is_empty() {
        note(None, format!("cookies not sent on: {}", eaten.join(", ")));
    }
    let mut onward =
        Request { url, headers, client: SENDER, country: None, http_version: "1.1".to_owned(), ..request.clone() };
    if selects(&forwarding.headers, "host") {
        if onward.header("host").is_none() {
            onward.set("Host", Phrase::plain(request.url.host.as_str()));
        }
    } else {
        onward.set("Host", Phrase::plain(origin.host.as_str()));
    }
    if !selects(&forwarding.headers, "user-agent") || onward.header("user-agent").is_none() {
        onward.set("User-Agent", Phrase::plain("Amazon CloudFront"));
    }
    onward.set("X-Forwarded-For", forwarded_for(request));
    onward.set("Via", Phrase::plain(format!("{} (cloudfront.net) (CloudFront)", request.http_version)));
    onward.set("X-Amz-Cf-Id", Phrase::plain("(CloudFront request id)"));
    for (name, value) in &origin.headers {
        let replaced = request.header(name).is_some();
        let what = if replaced { "in place of the viewer's" } else { "added" };
        note(Some(Part::Origin(behavior.origin.clone())), format!("{name}: {} {what}", value.shown()));
        onward.set(name, value.clone());
    }
    (onward, notes)
}

/// What stands in `X-Forwarded-For`: what the viewer wrote there, then its address.
fn forwarded_for(request: &Request) -> Phrase {
    let address = match request.client {
        Client::Address(address) => address.to_string(),
        Client::Somewhere => "(client address)".to_owned(),
        Client::Cloudfront => "(cloudfront)".to_owned(),
    };
    match request.header("x-forwarded-for") {
        Some(before) => before.joined(", ", &Phrase::plain(address)),
        None => Phrase::plain(address),
    }
}

/// Whether a name is among them; case does not count.
pub(super) fn selects(names: &Names, name: &str) -> bool {
    match names {
        Names::Only(names) => names.iter().any(|one| one.eq_ignore_ascii_case(name)),
        Names::AllExcept(names) => !names.iter().any(|one| one.eq_ignore_ascii_case(name)),
    }
}

/// The query as far as its parameters are among them.
pub(super) fn queries(names: &Names, request: &Request) -> Option<String> {
    let selects = |name: &str| match names {
        Names::Only(names) => names.contains(name),
        Names::AllExcept(names) => !names.contains(name),
    };
    if matches!(names, Names::AllExcept(names) if names.is_empty()) {
        return request.url.query.clone();
    }
    let pairs = request.url.query.as_deref()?.split('&');
    let kept: Vec<&str> = pairs.filter(|pair| selects(pair.split_once('=').map_or(*pair, |(name, _)| name))).collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

/// The names of cookies, as far as no secret hides them.
fn cookie_names(value: &Phrase) -> Vec<String> {
    let text = value.as_plain().map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default();
    let names = text.split(';').map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name).trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

/// The cookies that are sent on; a header that holds a secret goes as a whole or not at all.
pub(super) fn cookies(names: &Names, value: &Phrase) -> Option<Phrase> {
    let selects = |name: &str| match names {
        Names::Only(names) => names.contains(name),
        Names::AllExcept(names) => !names.contains(name),
    };
    match names {
        Names::AllExcept(names) if names.is_empty() => return Some(value.clone()),
        Names::Only(names) if names.is_empty() => return None,
        Names::Only(_) | Names::AllExcept(_) => {}
    }
    let text = String::from_utf8_lossy(value.as_plain()?).into_owned();
    let kept: Vec<&str> = text
        .split(';')
        .map(str::trim)
        .filter(|pair| selects(pair.split_once('=').map_or(*pair, |(name, _)| name)))
        .collect();
    (!kept.is_empty()).then(|| Phrase::plain(kept.join("; ")))
}
