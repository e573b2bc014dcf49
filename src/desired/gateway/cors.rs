use std::collections::{BTreeMap, BTreeSet};

use super::super::lower::Lowering;
use crate::kinds::aws::apigateway::{Answer, GatewayResponse};
use crate::spec::{Cors, Gateway, Method, Route};

const ORIGIN: &str = "Access-Control-Allow-Origin";
const CREDENTIALS: &str = "Access-Control-Allow-Credentials";

/// What a path that has ANY may be asked for.
const EVERY_VERB: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// What holds for the path of a route: what one of its routes says, else what the whole API says.
pub(super) fn of<'b>(block: &'b Gateway, route: &Route) -> Option<&'b Cors> {
    let same = block.routes.iter().filter(|other| other.path.value == route.path.value);
    same.into_iter().find_map(|other| other.cors.as_ref()).or(block.cors.as_ref())
}

/// The answer to `OPTIONS` of every path that pages of other origins may call and that has no such route by hand.
pub(super) fn preflights(at: &mut Lowering<'_>, block: &Gateway) -> BTreeMap<String, Answer> {
    let mut answers = BTreeMap::new();
    for route in &block.routes {
        let path = &route.path.value;
        let verbs: BTreeSet<Method> =
            block.routes.iter().filter(|other| other.path.value == *path).map(|other| other.method.value).collect();
        let Some(cors) = of(block, route).filter(|_| !verbs.contains(&Method::Options)) else { continue };
        let verbs: Vec<&str> = match verbs.contains(&Method::Any) {
            true => EVERY_VERB.to_vec(),
            false => verbs.iter().map(|verb| verb.as_str()).chain(["OPTIONS"]).collect(),
        };
        let mut answer = Answer { status: 204, headers: BTreeMap::new(), bodies: BTreeMap::new() };
        let_read(at, cors, &mut answer);
        answer.headers.insert("Access-Control-Allow-Methods".into(), verbs.join(","));
        answer.headers.insert("Access-Control-Allow-Headers".into(), cors.allowed_headers().join(","));
        if let Some(age) = &cors.max_age {
            answer.headers.insert("Access-Control-Max-Age".into(), (age.value / 1_000).to_string());
        }
        answers.insert(path.clone(), answer);
    }
    answers
}

/// Lets the pages of the named origins read an answer of the gateway's own.
pub(super) fn let_read(at: &mut Lowering<'_>, cors: &Cors, answer: &mut Answer) {
    let origins: Vec<String> = cors.origins.iter().map(|origin| at.plain(origin)).collect();
    let Some(first) = origins.first() else { return };
    answer.headers.insert(ORIGIN.into(), first.clone());
    if cors.credentials.value {
        answer.headers.insert(CREDENTIALS.into(), "true".into());
    }
    if origins.len() < 2 {
        return;
    }
    answer.headers.insert("Vary".into(), "Origin".into());
    if answer.bodies.is_empty() {
        answer.bodies.insert("application/json".into(), String::new());
    }
    let select = select(&origins[1..]);
    for body in answer.bodies.values_mut() {
        body.insert_str(0, &select);
    }
}

/// The headers that let pages read what the gateway says when it says no.
///
/// With several origins, which one asks is known to templates only, and these answers have none that could choose: whoever asks
/// may read them. There is nothing in them but why there is no answer.
pub(super) fn of_refusals(at: &mut Lowering<'_>, cors: &Cors) -> Vec<(&'static str, String)> {
    let mut headers = match cors.origins.as_slice() {
        [] => return Vec::new(),
        [only] => vec![(ORIGIN, at.plain(only))],
        _ => vec![(ORIGIN, GatewayResponse::ECHO.to_owned()), ("Vary", "Origin".to_owned())],
    };
    if cors.credentials.value {
        headers.push((CREDENTIALS, "true".into()));
    }
    headers
}

/// A template that puts the origin that asks in place of the first one when it is one of these. Browsers of HTTP/2 write header
/// names in lower case.
fn select(origins: &[String]) -> String {
    let is_one: Vec<String> = origins.iter().map(|origin| format!("$origin == \"{origin}\"")).collect();
    format!(
        "#set($headers = $input.params().header)\n#set($origin = $headers.get(\"Origin\"))\n#if(!$origin)#set($origin = \
         $headers.get(\"origin\"))#end\n#if({})#set($context.responseOverride.header.{ORIGIN} = $origin)#end\n",
        is_one.join(" || ")
    )
}
