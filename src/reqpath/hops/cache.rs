use std::collections::BTreeSet;

use super::super::live::Wanted;
use super::super::request::Request;
use super::super::trail::{Answer, Decision, Part, Step};
use super::forwarding;
use super::walk::{End, Walk, hop};
use crate::reqpath::Phrase;
use crate::reqpath::model::{Behavior, Caching, Distribution, Names};

/// Whether a distribution keeps answers to such a request (aws-facts 16.3): whether CloudFront keeps errors where a policy keeps
/// nothing is not documented, and the key would say nothing of the request: nothing is kept there.
pub(super) fn keeps<'b>(behavior: &'b Behavior, request: &Request) -> Option<&'b Caching> {
    behavior.caching.as_ref().filter(|caching| caching.max > 0 && caching.methods.contains(&request.method))
}

/// The answer that is kept, when the request really flows and one is.
pub(super) fn looked_up(
    walk: &mut Walk<'_>,
    on: &Distribution,
    behavior: &Behavior,
    asked: &Request,
    onward: &Request,
) -> Option<End> {
    let live = walk.live?;
    let caching = keeps(behavior, asked)?;
    let errors = on.error_pages.iter().map(|(status, page)| (*status, page.kept)).collect();
    let wanted = Wanted { at: &on.at, key: key(behavior, caching, asked, onward), caching, errors };
    let status = live.kept(&wanted)?;
    let part = Part::Behavior(behavior.pattern.clone());
    walk.hop(hop(Step::Cache, &on.at, Decision::Answer, "it is kept at the edge").part(part).status(status));
    Some(End::answer(&on.at, Answer { status, ..Answer::default() }))
}

/// How long an answer is kept, for people; nothing when it is not.
pub(super) fn note(behavior: &Behavior, asked: &Request) -> Option<String> {
    let Caching { min, default, max, .. } = keeps(behavior, asked)?;
    Some(match (min, default) {
        (0, 0) => format!("the answer is kept as long as it says itself, at most {max} s"),
        _ => format!("the answer is kept for {} s, or as it says itself: {min} to {max} s", default.max(min)),
    })
}

/// What requests that get the same answer have in common.
fn key(behavior: &Behavior, caching: &Caching, asked: &Request, onward: &Request) -> String {
    // What was kept for GET is good for HEAD.
    let method = if asked.method == "HEAD" { "GET" } else { asked.method.as_str() };
    let mut key = format!("{method} {} {}", behavior.origin, onward.url.path);
    if let Some(query) = forwarding::queries(&caching.queries, asked) {
        key.push_str(&format!("?{query}"));
    }
    let mut add = |name: &str, value: Option<Phrase>| {
        if let Some(value) = value {
            key.push_str(&format!("\n{name}: {}", value.shown()));
        }
    };
    let names: BTreeSet<String> = match &caching.headers {
        Names::Only(names) => names.iter().map(|name| name.to_ascii_lowercase()).collect(),
        Names::AllExcept(_) => asked.headers.iter().map(|header| header.name.to_ascii_lowercase()).collect(),
    };
    for name in names.iter().filter(|name| forwarding::selects(&caching.headers, name)) {
        add(name, asked.header(name));
    }
    add("cookie", asked.header("cookie").and_then(|value| forwarding::cookies(&caching.cookies, &value)));
    if caching.compressed {
        let accepted =
            asked.header("accept-encoding").map(|value| value.shown().to_ascii_lowercase()).unwrap_or_default();
        let known: Vec<&str> = ["br", "gzip"].into_iter().filter(|one| accepted.contains(one)).collect();
        add("accept-encoding", (!known.is_empty()).then(|| Phrase::plain(known.join(","))));
    }
    key
}
