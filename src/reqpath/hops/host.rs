use super::super::request::Request;
use super::super::trail::{Answer, Decision, Hop, Note, Step};
use super::walk::{End, Walk, hop};
use super::{bucket, cdn, gateway};
use crate::reqpath::model::{Distribution, Perimeter};

/// Finds out who answers for the host, and asks.
pub(in crate::reqpath) fn enter(walk: &mut Walk<'_>, request: &Request) -> End {
    let perimeter = walk.perimeter();
    let host = request.url.host.as_str();
    if let Some(distribution) = distribution(perimeter, host) {
        let why = match host == distribution.domain {
            true => "the distribution's own name".to_owned(),
            false => format!("`{host}` is an alias of it"),
        };
        walk.hop(hop(Step::Host, &distribution.at, Decision::Pass, why));
        return cdn::pass(walk, distribution, request);
    }
    if host.ends_with(".cloudfront.net") {
        return nobody(walk, host);
    }
    if let Some(found) = perimeter.gateways.iter().find(|gateway| gateway.host == host) {
        walk.hop(hop(Step::Host, &found.at, Decision::Pass, "the API's own host"));
        return gateway::by_stage(walk, found, request);
    }
    if let Some(domain) = perimeter.domains.iter().find(|domain| domain.host == host) {
        return gateway::by_domain(walk, domain, request);
    }
    if let Some(domain) = perimeter.domains.iter().find(|domain| domain.target == host) {
        let why = format!("`{host}` is where DNS leads `{}`; a request must name that host", domain.host);
        walk.hop(hop(Step::Host, &domain.at, Decision::Refuse, why).status(403));
        return End::answer(&domain.at, gateway::forbidden());
    }
    if let Some(asked) = bucket::addressed(perimeter, &request.url) {
        return bucket::direct(walk, &asked, request);
    }
    nobody(walk, host)
}

fn nobody(walk: &mut Walk<'_>, host: &str) -> End {
    let why = match host.split_once(".lambda-url.") {
        Some(_) => format!("`{host}` is the URL of a function, and no function of this perimeter has one"),
        None => format!("no part of this perimeter answers for `{host}`"),
    };
    let perimeter = walk.perimeter();
    let distributions = perimeter.distributions.iter().flat_map(|one| one.aliases.iter().chain([&one.domain]));
    let apis = perimeter.domains.iter().map(|one| &one.host).chain(perimeter.gateways.iter().map(|one| &one.host));
    let known: Vec<String> = distributions.chain(apis).map(|host| format!("`{host}`")).collect();
    let notes = match known.as_slice() {
        [] => Vec::new(),
        known => vec![Note { part: None, text: format!("these answer: {}", known.join(", ")) }],
    };
    walk.hop(Hop {
        step: Step::Host,
        at: None,
        part: None,
        decision: Decision::Uncertain,
        status: None,
        why: why.clone(),
        notes,
    });
    End::doubtful(why)
}

/// The distribution that answers for a host: by its own name, by an alias, or by one that begins with `*.` and stands for one
/// label; the more exact name wins.
fn distribution<'p>(perimeter: &'p Perimeter, host: &str) -> Option<&'p Distribution> {
    let by = |named: &dyn Fn(&Distribution) -> bool| perimeter.distributions.iter().find(|one| named(one));
    let wildcard = host.split_once('.').map(|(_, rest)| format!("*.{rest}"));
    by(&|one| one.domain == host || one.aliases.contains(host))
        .or_else(|| by(&|one| wildcard.as_ref().is_some_and(|wildcard| one.aliases.contains(wildcard))))
}

/// What CloudFront writes when it says no itself.
pub fn cloudfront_error(status: u16, why: &str) -> Answer {
    let body = format!(
        "<!DOCTYPE html>\n<html><head><title>ERROR: The request could not be satisfied</title></head>\n<body>\n<h1>{status} \
         ERROR</h1>\n<p>The request could not be satisfied.</p>\n<p>{why}</p>\n</body></html>\n"
    );
    Answer::new(status, "text/html", body).with("X-Cache", "Error from cloudfront")
}
