//! Headers of answers that the model decides on: what response headers policies make of them, CORS and `Location` of answers that
//! the perimeter gives by itself. What servers add on their own is nobody's business here.

use std::collections::{BTreeMap, BTreeSet};

use crate::providers::Answered;
use crate::reqpath::{Decision, Reached, Step, Trail};

/// What a model says of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Says {
    /// The client gets it with this value.
    Value(String),
    /// The client gets it: with this value, unless what was reached has one of its own.
    Unless(String),
    /// The client gets it, whatever it says.
    Some,
    /// The client does not get it.
    Nothing,
}

/// What CloudFront, API Gateway and S3 put into answers by themselves; `content-type` where no policy sets it.
const OF_SERVERS: [&str; 10] = [
    "age",
    "connection",
    "content-length",
    "content-type",
    "date",
    "etag",
    "server",
    "transfer-encoding",
    "vary",
    "via",
];

fn of_server(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    OF_SERVERS.contains(&name.as_str()) || ["x-amz-", "x-amzn-", "x-cache"].iter().any(|start| name.starts_with(start))
}

/// How an answer contradicts what the model says of its headers; nothing where the model does not know.
pub fn disagreements(trail: &Trail, answered: &Answered) -> Vec<String> {
    if trail.uncertain.is_some() {
        return Vec::new();
    }
    let model = model(trail);
    let mut told = Vec::new();
    for (key, (name, says)) in &model {
        let got = value(answered, key);
        let agrees = match (says, &got) {
            (Says::Value(value), Some(got)) => same(key, value, got),
            (Says::Unless(_) | Says::Some, Some(_)) | (Says::Nothing, None) => true,
            (Says::Value(_) | Says::Unless(_) | Says::Some, None) | (Says::Nothing, Some(_)) => false,
        };
        if !agrees {
            let got = got.map_or_else(|| format!("no `{name}`"), |got| format!("`{name}: {got}`"));
            told.push(format!("the model says {}, the answer has {got}", words(name, Some(says))));
        }
    }
    if answers_alone(trail) {
        let names: BTreeSet<String> = answered.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        let unasked = |name: &&String| name.starts_with("access-control-") || *name == "location";
        for name in names.iter().filter(unasked).filter(|name| !model.contains_key(*name)) {
            let got = value(answered, name).unwrap_or_default();
            told.push(format!("the model says no `{name}`, the answer has `{name}: {got}`"));
        }
    }
    told
}

/// Where two models of one request say different headers.
pub fn differences(by_spec: &Trail, by_cloud: &Trail) -> Vec<String> {
    if by_spec.uncertain.is_some() || by_cloud.uncertain.is_some() {
        return Vec::new();
    }
    let (spec, cloud) = (model(by_spec), model(by_cloud));
    let keys: BTreeSet<&String> = spec.keys().chain(cloud.keys()).collect();
    let mut told = Vec::new();
    for key in keys {
        let (one, other) = (spec.get(key), cloud.get(key));
        let Some((name, _)) = one.or(other) else { continue };
        let says = |side: Option<&(String, Says)>| words(name, side.map(|(_, says)| says));
        let agree = match (one.map(|(_, says)| says), other.map(|(_, says)| says)) {
            (Some(Says::Value(one)), Some(Says::Value(other))) => same(key, one, other),
            (one, other) => one == other,
        };
        if !agree {
            told.push(format!("by the spec {}, by what stands {}", says(one), says(other)));
        }
    }
    told
}

/// What a model says, by name in lower case, with the name as it is written.
fn model(trail: &Trail) -> BTreeMap<String, (String, Says)> {
    let mut model = BTreeMap::new();
    let mut say = |name: &str, says: Says| model.insert(name.to_ascii_lowercase(), (name.to_owned(), says));
    let changes = trail.headers.as_ref();
    for name in changes.iter().flat_map(|changes| &changes.removed).filter(|name| !of_server(name)) {
        say(name, Says::Nothing);
    }
    for header in changes.iter().flat_map(|changes| &changes.set) {
        let value = header.value.shown();
        // A secret is compared with nothing and shown to nobody.
        let says = match (header.value.as_plain(), header.overrides) {
            (None, _) => Says::Some,
            (Some(_), true) => Says::Value(value),
            (Some(_), false) => Says::Unless(value),
        };
        say(&header.name, says);
    }
    if changes.is_some_and(|changes| changes.server_timing == Some(100)) {
        say("Server-Timing", Says::Some);
    }
    let Some(answer) = &trail.answer else { return model };
    // What is answered is known as a whole: the policy has done its work on it.
    let of_policy = |name: &str| {
        let mut set = changes.iter().flat_map(|changes| &changes.set);
        set.find(|header| header.name.eq_ignore_ascii_case(name))
    };
    let known = |name: &str| of_policy(name).map_or(!of_server(name), |header| header.value.as_plain().is_some());
    for (name, _) in answer.headers.iter().filter(|(name, _)| known(name)) {
        say(name, Says::Value(joined(&answer.headers, name).unwrap_or_default()));
    }
    model
}

/// Whether the perimeter alone answers, so that no header can be there of which the model does not know: neither a function, a bucket
/// or a server, nor a policy of which nobody can tell.
fn answers_alone(trail: &Trail) -> bool {
    let open = |step: Step, decision: Decision| step == Step::ResponseHeaders && decision == Decision::Uncertain;
    let elsewhere =
        matches!(trail.reaches, Some(Reached::Function(_) | Reached::Object { .. } | Reached::Server { .. }));
    trail.answer.is_some() && !elsewhere && !trail.hops.iter().any(|hop| open(hop.step, hop.decision))
}

fn words(name: &str, says: Option<&Says>) -> String {
    match says {
        None => format!("nothing of `{name}`"),
        Some(Says::Value(value)) => format!("`{name}: {value}`"),
        Some(Says::Unless(value)) => format!("`{name}: {value}` unless what answers has its own"),
        Some(Says::Some) => format!("`{name}`"),
        Some(Says::Nothing) => format!("no `{name}`"),
    }
}

/// The value of a header in an answer; several are one list.
fn value(answered: &Answered, name: &str) -> Option<String> {
    joined(&answered.headers, name)
}

fn joined(headers: &[(String, String)], name: &str) -> Option<String> {
    let named = headers.iter().filter(|(one, _)| one.eq_ignore_ascii_case(name));
    let values: Vec<&str> = named.map(|(_, value)| value.trim()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// Whether two values say the same; the order and the case of names in a list of CORS are nobody's business.
fn same(name: &str, one: &str, other: &str) -> bool {
    let listed = ["access-control-allow-methods", "access-control-allow-headers", "access-control-expose-headers"]
        .contains(&name);
    let list = |text: &str| -> BTreeSet<String> {
        text.split(',').map(|one| one.trim().to_ascii_lowercase()).filter(|one| !one.is_empty()).collect()
    };
    if listed { list(one) == list(other) } else { one.trim() == other.trim() }
}
