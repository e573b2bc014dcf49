use std::collections::BTreeSet;

use super::super::header_changes::{Changed, HeaderChanges};
use super::super::request::Request;
use super::super::trail::{Answer, Decision, Note, Part, Step};
use super::behavior::glob;
use super::walk::{End, Walk, hop};
use crate::reqpath::Phrase;
use crate::reqpath::model::{Behavior, Cors, Distribution, ResponseHeader, ResponseHeadersPolicy};

/// The answer with its headers as the behavior that the viewer's request matched has them (CloudFront documentation, "Add or
/// remove HTTP headers in CloudFront responses with a policy": every answer from the origin or the cache, error pages included).
///
/// Whether it does so with answers the edge gives by itself (`of_edge`) AWS does not say.
pub(super) fn changed(
    walk: &mut Walk<'_>,
    on: &Distribution,
    behavior: &Behavior,
    viewer: &Request,
    of_edge: bool,
    end: End,
) -> End {
    let Some(policy) = &behavior.response_headers else { return end };
    if end.status.is_none() && end.reached.is_none() {
        return end;
    }
    let tell = |walk: &mut Walk<'_>, decision, why: String, notes: Vec<Note>| {
        let part = Part::Behavior(behavior.pattern.clone());
        walk.hop(hop(Step::ResponseHeaders, &on.at, decision, why).part(part).notes(notes));
    };
    if of_edge {
        let why = format!(
            "AWS does not say whether `{}` changes the headers of what the edge answers by itself: taken as not",
            policy.name
        );
        tell(walk, Decision::Uncertain, why, Vec::new());
        return end;
    }
    if !policy.known {
        let why = format!("policy {} is not known here: which headers the viewer gets cannot be told", policy.name);
        tell(walk, Decision::Uncertain, why, Vec::new());
        return end;
    }
    let mut notes: Vec<String> = Vec::new();
    let changes = for_request(policy, viewer, &mut notes);
    let mut end = end;
    let told = match &mut end.answer {
        // Who carries a request that really flows does it with the answer that is really there.
        Some(answer) if !walk.bare => by_answer(&changes, answer),
        _ => by_itself(&changes),
    };
    notes.splice(0..0, told);
    if let Some(percent) = changes.server_timing {
        notes.push(match percent {
            100 => "adds `Server-Timing`".to_owned(),
            percent => format!("adds `Server-Timing` to {percent} % of the answers"),
        });
    }
    let changes_something = changes.server_timing.is_some() || !(changes.set.is_empty() && changes.removed.is_empty());
    let decision = if changes_something { Decision::Change } else { Decision::Pass };
    let why = match changes_something {
        true => format!("`{}` changes the headers of the answer", policy.name),
        false => format!("`{}` changes nothing about this answer", policy.name),
    };
    tell(walk, decision, why, notes.into_iter().map(|text| Note { part: None, text }).collect());
    End { headers: Some(Box::new(changes)), ..end }
}

/// What became of the headers of an answer that is known.
fn by_answer(changes: &HeaderChanges, answer: &mut Answer) -> Vec<String> {
    let changed = changes.apply(&mut answer.headers, Phrase::shown);
    let line = |name: &str| {
        let found = changes.set.iter().find(|header| header.name == name);
        found.map_or_else(String::new, |header| format!("`{name}: {}`", header.value.shown()))
    };
    let words = changed.into_iter().map(|change| match change {
        Changed::Removed(name) => format!("removes `{name}`"),
        Changed::Kept(name) => format!("keeps `{name}` as the origin says it"),
        Changed::Added(name) => format!("adds {}", line(&name)),
        Changed::Replaced(name) => format!("sets {} in place of the origin's", line(&name)),
    });
    words.collect()
}

/// What will become of the headers of an answer that only its sender knows.
fn by_itself(changes: &HeaderChanges) -> Vec<String> {
    let removed = changes.removed.iter().map(|name| format!("removes `{name}` if the origin sends it"));
    let set = changes.set.iter().map(|header| {
        let line = format!("`{}: {}`", header.name, header.value.shown());
        match header.overrides {
            true => format!("sets {line}, whatever the origin sends"),
            false => format!("adds {line} unless the origin sends `{}` itself", header.name),
        }
    });
    removed.chain(set).collect()
}

/// What a policy does with the answer to this request, and what is worth saying of it.
fn for_request(policy: &ResponseHeadersPolicy, viewer: &Request, notes: &mut Vec<String>) -> HeaderChanges {
    let mut set = Vec::new();
    if let Some(cors) = &policy.cors {
        match viewer.header("origin").map(|origin| origin.shown()) {
            None => notes.push("no CORS headers: the request has no `Origin`".to_owned()),
            Some(origin) => match allowed(&cors.origins, &origin) {
                Some(said) => set.extend(for_site(cors, viewer, said)),
                None => {
                    notes.push(format!("no CORS headers: `{origin}` is none of its sites"));
                    if cors.overrides {
                        notes.push("AWS does not say what becomes of the origin's own then: taken as kept".to_owned());
                    }
                }
            },
        }
    }
    set.extend(policy.set.iter().cloned());
    // However few answers carry it, who asks for it gets it.
    let asked = || viewer.header("pragma").is_some_and(|value| value.shown().eq_ignore_ascii_case("server-timing"));
    let server_timing = policy.server_timing.map(|percent| if asked() { 100 } else { percent });
    HeaderChanges { removed: policy.removed.clone(), set, server_timing: server_timing.filter(|percent| *percent > 0) }
}

/// What `Access-Control-Allow-Origin` says to a site; `None` where it is none of those allowed.
fn allowed(origins: &BTreeSet<String>, origin: &str) -> Option<String> {
    if origins.contains("*") {
        return Some("*".to_owned());
    }
    let site = origin.to_ascii_lowercase();
    let host = site.split_once("://").map_or(site.as_str(), |(_, host)| host);
    let fits = |one: &String| {
        let one = one.to_ascii_lowercase();
        let whole = if one.contains("://") { site.as_str() } else { host };
        glob(one.as_bytes(), whole.as_bytes())
    };
    origins.iter().any(fits).then(|| origin.to_owned())
}

/// The verbs that `ALL` stands for.
const ALL: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// The CORS headers for a site that may use the answer. Those of a preflight are for preflights alone: `OPTIONS` with `Origin` and
/// `Access-Control-Request-Method` (Fetch, 3.3.2).
fn for_site(cors: &Cors, viewer: &Request, said: String) -> Vec<ResponseHeader> {
    let mut set = Vec::new();
    let mut header = |name: &str, value: String| {
        let header = ResponseHeader { name: name.to_owned(), value: value.into(), overrides: cors.overrides };
        set.push(header);
    };
    let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    header("Access-Control-Allow-Origin", said);
    if cors.credentials {
        header("Access-Control-Allow-Credentials", "true".to_owned());
    }
    if !cors.expose.is_empty() {
        header("Access-Control-Expose-Headers", list(&cors.expose));
    }
    if viewer.method == "OPTIONS" && viewer.header("access-control-request-method").is_some() {
        if cors.methods.contains("ALL") {
            header("Access-Control-Allow-Methods", ALL.join(", "));
        } else if !cors.methods.is_empty() {
            header("Access-Control-Allow-Methods", list(&cors.methods));
        }
        if !cors.headers.is_empty() {
            header("Access-Control-Allow-Headers", list(&cors.headers));
        }
        if let Some(seconds) = cors.max_age {
            header("Access-Control-Max-Age", seconds.to_string());
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_matched_whole_and_by_leading_stars() {
        let of = |origins: &[&str]| origins.iter().map(|&one| one.to_owned()).collect::<BTreeSet<_>>();
        for (origins, origin, said) in [
            (&["*"][..], "https://a.example", Some("*")),
            (&["https://a.example"], "https://a.example", Some("https://a.example")),
            (&["https://a.example"], "HTTPS://A.example", Some("HTTPS://A.example")),
            (&["https://a.example"], "http://a.example", None),
            (&["https://a.example"], "https://a.example:8443", None),
            (&["https://a.example"], "https://a.example.evil", None),
            (&["https://*.example"], "https://b.example", Some("https://b.example")),
            (&["https://*.example"], "https://example", None),
            (&["a.example"], "http://a.example", Some("http://a.example")),
            (&["a.example"], "null", None),
        ] {
            assert_eq!(allowed(&of(origins), origin).as_deref(), said, "{origins:?} {origin}");
        }
    }
}
