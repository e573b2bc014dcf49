use super::super::request::Request;
use super::super::trail::{Answer, Decision, Hop, Note, Step};
use super::walk::{End, Walk, hop};
use super::{bucket, cdn, gateway};
use crate::reqpath::model::{Distribution, Perimeter};

/// Finds out who answers for the host, and asks. A `Host` header that names another one than the URL, as curl sends it to try a name
/// before DNS leads there, is whom CloudFront and API Gateway go by.
pub(in crate::reqpath) fn enter(walk: &mut Walk<'_>, request: &Request) -> End {
    if let Some(end) = closed_port(walk, request) {
        return end;
    }
    match other_host(request) {
        Some(named) => by_name(walk, request, named),
        None => by_url(walk, request),
    }
}

fn by_url(walk: &mut Walk<'_>, request: &Request) -> End {
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

/// The host that the `Host` header names, when it is another one than that of the URL.
fn other_host(request: &Request) -> Option<String> {
    let named = request.header("host")?.shown();
    let port = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let name = named.rsplit_once(':').filter(|(_, last)| port(last)).map_or(named.as_str(), |(name, _)| name);
    let name = name.trim().trim_end_matches('.').to_ascii_lowercase();
    (name != request.url.host).then_some(name)
}

/// A request that is sent to the host of its URL and names another one.
fn by_name(walk: &mut Walk<'_>, request: &Request, named: String) -> End {
    let perimeter = walk.perimeter();
    let host = request.url.host.as_str();
    let mut asked = request.clone();
    asked.url.host.clone_from(&named);
    if let Some(sent_to) = distribution(perimeter, host) {
        return match distribution(perimeter, &named) {
            Some(meant) if meant.at == sent_to.at => by_url(walk, &asked),
            Some(meant) => {
                let why = format!(
                    "`Host: {named}` is {} and `{host}` another distribution: AWS does not say who answers",
                    meant.at.block()
                );
                walk.hop(hop(Step::Host, &sent_to.at, Decision::Uncertain, why.clone()));
                End::doubtful(why)
            }
            None => {
                let why = format!("`Host: {named}` is neither its own name nor an alias of it");
                walk.hop(hop(Step::Host, &sent_to.at, Decision::Refuse, why).status(403));
                End::answer(&sent_to.at, cloudfront_error(403, "Bad request."))
            }
        };
    }
    let api = perimeter.gateways.iter().find(|gateway| gateway.host == host).map(|gateway| &gateway.at);
    let domain = || perimeter.domains.iter().find(|domain| domain.host == host || domain.target == host);
    let Some(sent_to) = api.or_else(|| domain().map(|domain| &domain.at)) else { return by_url(walk, request) };
    let known = perimeter.gateways.iter().any(|gateway| gateway.host == named)
        || perimeter.domains.iter().any(|domain| domain.host == named);
    if known {
        return by_url(walk, &asked);
    }
    // Unverified, as for what a CDN forwards (aws-facts 18.2).
    let why = format!("API Gateway knows no API of the name in `Host: {named}`");
    walk.hop(hop(Step::Host, sent_to, Decision::Refuse, why).status(403));
    End::answer(sent_to, gateway::forbidden())
}

/// A request to a port on which nobody of the perimeter listens.
fn closed_port(walk: &mut Walk<'_>, request: &Request) -> Option<End> {
    let port = request.url.port?;
    let (perimeter, host) = (walk.perimeter(), request.url.host.as_str());
    let cdn = distribution(perimeter, host).map(|one| &one.at);
    let api = || perimeter.gateways.iter().find(|one| one.host == host).map(|one| &one.at);
    let domain = || perimeter.domains.iter().find(|one| one.host == host || one.target == host).map(|one| &one.at);
    let (at, who) = match cdn {
        Some(at) => (at, "CloudFront listens on ports 443 and 80 alone"),
        None => (api().or_else(domain)?, "API Gateway listens on port 443 alone"),
    };
    walk.hop(hop(Step::Host, at, Decision::Refuse, format!("{who}: nobody answers on port {port}")));
    Some(End { by: Some(at.clone()), ..End::default() })
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
