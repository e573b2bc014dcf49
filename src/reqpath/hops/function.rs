use super::super::phrase::Phrase;
use super::super::request::{Client, Request};
use super::super::trail::{Call, Decision, Part, Reached, Step};
use super::access::Key;
use super::gateway::{Asked, too_large};
use super::route::Chosen;
use super::walk::{End, Walk, hop};
use crate::names::ResourceId;
use crate::reqpath::model::Auth;

/// Bytes of an event that Lambda takes (aws-facts 19, 26).
const LARGEST_EVENT: usize = 6 * 1024 * 1024;

/// The function gets the request.
pub(super) fn call(walk: &mut Walk<'_>, asked: Asked<'_>, chosen: &Chosen<'_>, arn: &str, key: Option<Key>) -> End {
    let Asked { gateway, stage, request, path } = asked;
    let Some(function) = walk.perimeter().function(arn) else {
        let why = format!("{arn} is no function of this perimeter");
        walk.hop(hop(Step::Function, &gateway.at, Decision::Uncertain, why.clone()));
        return End::doubtful(why);
    };
    if function.concurrency == Some(0) {
        let why = "no call of it may run: its reserved concurrency is 0";
        walk.hop(hop(Step::Function, &function.at, Decision::Refuse, why));
        return End {
            by: Some(function.at.clone()),
            doubt: Some(format!("{why}; what callers get then was never measured")),
            ..End::default()
        };
    }
    let binary = is_binary(asked);
    let length = request.body.as_plain().map_or(0, <[u8]>::len);
    // In base64 four bytes stand for three.
    if (if binary { length / 3 * 4 } else { length }) > LARGEST_EVENT {
        let why = "its event would be larger than the 6 MB that Lambda takes";
        return too_large(walk, asked, (Step::Function, &function.at), Part::Route(chosen.route.name()), why);
    }
    let why = "it gets the request and answers by itself";
    walk.hop(hop(Step::Function, &function.at, Decision::Answer, why));
    let call = Call {
        function: function.at.clone(),
        arn: arn.to_owned(),
        request: received(request),
        path: path.to_owned(),
        resource: chosen.route.path.clone(),
        path_parameters: chosen.parameters.clone(),
        api: gateway.id.clone(),
        stage: stage.name.clone(),
        deployment: stage.deployment.clone(),
        variables: stage.variables.clone(),
        account: walk.perimeter().account.clone(),
        key: key.map(|key| (key.value, key.id)),
        authorized: matches!(chosen.route.auth, Auth::Authorizer(_)),
        binary,
    };
    End::reached(Reached::Function(Box::new(call)), walk.own_status)
}

/// The request with what API Gateway puts into its headers.
fn received(request: &Request) -> Request {
    let mut received = request.clone();
    if received.header("host").is_none() {
        received.set("Host", Phrase::plain(request.url.host.as_str()));
    }
    let client = match request.client {
        Client::Address(address) => address.to_string(),
        Client::Somewhere => "(client address)".to_owned(),
        Client::Cloudfront => "(CloudFront address)".to_owned(),
    };
    let before = received.header("x-forwarded-for");
    let client = Phrase::plain(client);
    received.set("X-Forwarded-For", before.map_or_else(|| client.clone(), |before| before.joined(", ", &client)));
    received.set("X-Forwarded-Port", Phrase::plain("443"));
    received.set("X-Forwarded-Proto", Phrase::plain("https"));
    received
}

/// Whether the body goes in base64: its media type is among those the API takes for bytes.
fn is_binary(asked: Asked<'_>) -> bool {
    let types = &asked.gateway.binary_types;
    let sent = asked.request.header("content-type").map(|value| value.shown()).unwrap_or_default();
    let sent = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    types.iter().any(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind == "*/*"
            || (!sent.is_empty()
                && (kind == sent || kind.strip_suffix('*').is_some_and(|start| sent.starts_with(start))))
    })
}

/// The block a resource belongs to, for people.
pub(super) fn block(at: &ResourceId) -> String {
    at.block().to_string()
}
