use super::super::request::{Client, Request};
use super::super::trail::{Answer, Decision, Fork, Note, Part, Reached, Step};
use super::behavior::{self, Chosen};
use super::host::cloudfront_error;
use super::walk::{End, Settled, Walk, hop};
use super::{bucket, cache, error_page, forwarding, gateway, geo, head, response_headers, viewer_function, web_acl};
use crate::reqpath::model::{Behavior, Distribution, Names, Origin, OriginKind, ViewerProtocol};

/// A viewer's request at a distribution, and the answer on its way back (aws-facts 16).
pub(super) fn pass(walk: &mut Walk<'_>, distribution: &Distribution, request: &Request) -> End {
    let path = match (&distribution.root_object, request.url.path.as_str()) {
        (Some(root), "/") => format!("/{root}"),
        (_, path) => path.to_owned(),
    };
    let Some(chosen) = behavior::choose(distribution, &path) else {
        return End::doubtful(format!("{} has no default behavior", distribution.at));
    };
    let (end, of_edge) = match ahead(walk, distribution, &chosen, request, &path) {
        Ok(Ahead { request, forks }) => {
            let end = served(walk, distribution, chosen.behavior, &request, &path).or(forks);
            (End { doubt: chosen.doubt.clone().or(end.doubt), ..end }, false)
        }
        Err(end) => (*end, true),
    };
    let end = error_page::shown(walk, distribution, end);
    response_headers::changed(walk, distribution, chosen.behavior, request, of_edge, end)
}

/// A request that the edge lets pass.
struct Ahead {
    request: Request,
    forks: Vec<Fork>,
}

/// What the edge decides by itself: the request as it goes on, or the answer.
fn ahead(
    walk: &mut Walk<'_>,
    on: &Distribution,
    chosen: &Chosen<'_>,
    request: &Request,
    path: &str,
) -> Result<Ahead, Box<End>> {
    if let Some(end) = head::at_cdn(walk, &on.at, request) {
        return Err(Box::new(end));
    }
    if !on.enabled {
        walk.hop(hop(Step::Host, &on.at, Decision::Refuse, "the distribution is disabled").status(403));
        return Err(Box::new(End::answer(&on.at, cloudfront_error(403, "The distribution is not enabled."))));
    }
    if let Some(end) = protocol(walk, on, chosen.behavior, request) {
        return Err(Box::new(end));
    }
    let mut forks = Vec::new();
    let mut request = request.clone();
    if let Some(acl) = &on.web_acl {
        match web_acl::pass(walk, &on.at, acl, &request) {
            web_acl::Verdict::Passes(more, inserts) => {
                forks = more;
                inserts.iter().for_each(|(name, value)| request.set(name, value.as_str().into()));
            }
            web_acl::Verdict::Ends(end) => return Err(Box::new(end)),
        }
    }
    match walk.settle(geo::served(&on.geo, &request)) {
        Settled::Yes => {}
        Settled::No => {
            let country = request.country.as_deref().unwrap_or_default();
            let why = format!("viewers in {country} are not served");
            let part = Part::Field("geo-restriction".to_owned());
            walk.hop(hop(Step::Country, &on.at, Decision::Refuse, why).part(part).status(403));
            let answer = cloudfront_error(
                403,
                "The Amazon CloudFront distribution is configured to block access from your country.",
            );
            return Err(Box::new(End::answer(&on.at, answer).or(forks)));
        }
        Settled::Unsure(why) => forks.push(Fork { status: 403, by: Some(on.at.clone()), why }),
    }
    behavior::tell(walk, on, chosen, path);
    if !chosen.behavior.methods.contains(&request.method) {
        let part = Part::Behavior(chosen.behavior.pattern.clone());
        let let_through: Vec<&str> = chosen.behavior.methods.iter().map(String::as_str).collect();
        let why = format!("{} is not among {}", request.method, let_through.join(", "));
        walk.hop(hop(Step::Method, &on.at, Decision::Refuse, why).part(part).status(403));
        let answer = cloudfront_error(
            403,
            "This distribution is not configured to allow the HTTP request method that was used for this request.",
        );
        return Err(Box::new(End::answer(&on.at, answer).or(forks)));
    }
    Ok(Ahead { request, forks })
}

/// What the viewer gets for using plain HTTP, unless that will do.
fn protocol(walk: &mut Walk<'_>, on: &Distribution, behavior: &Behavior, request: &Request) -> Option<End> {
    if request.url.https {
        return None;
    }
    let part = Part::Behavior(behavior.pattern.clone());
    match behavior.viewer_protocol {
        ViewerProtocol::AllowAll => None,
        ViewerProtocol::RedirectToHttps => {
            let mut url = request.url.clone();
            (url.https, url.port) = (true, None);
            // 307 keeps verb and body (CloudFront documentation, "Require HTTPS for communication between viewers and CloudFront").
            let status = match request.method.as_str() {
                "GET" | "HEAD" => 301,
                "POST" | "PUT" | "DELETE" | "OPTIONS" | "PATCH" => 307,
                other => {
                    let why = format!("AWS does not say what it answers to {other} over plain HTTP");
                    walk.hop(hop(Step::ViewerProtocol, &on.at, Decision::Uncertain, why.clone()).part(part));
                    return Some(End::doubtful(why));
                }
            };
            let why = format!("plain HTTP is sent on to {url}");
            walk.hop(hop(Step::ViewerProtocol, &on.at, Decision::Redirect, why).part(part).status(status));
            Some(End::answer(&on.at, Answer::new(status, "text/html", "").with("Location", &url.to_string())))
        }
        ViewerProtocol::HttpsOnly => {
            let why = "the behavior answers HTTPS only";
            walk.hop(hop(Step::ViewerProtocol, &on.at, Decision::Refuse, why).part(part).status(403));
            Some(End::answer(&on.at, cloudfront_error(403, "Bad request.")))
        }
    }
}

/// What the behavior's functions and its origin make of a request.
pub(super) fn served(
    walk: &mut Walk<'_>,
    on: &Distribution,
    behavior: &Behavior,
    request: &Request,
    path: &str,
) -> End {
    let mut asked = request.clone();
    asked.url.path = path.to_owned();
    let mut doubt = None;
    if let Some(function) = &behavior.on_request {
        doubt = viewer_function::on_request(walk, on, function, &mut asked.url.path);
    }
    let Some(origin) = on.origins.get(&behavior.origin) else {
        return End::doubtful(format!("{} has no origin `{}`", on.at, behavior.origin));
    };
    let (onward, mut notes) = forwarding::onward(behavior, origin, &asked);
    if let Some(text) = cache::note(behavior, &asked) {
        notes.push(Note { part: Some(Part::Behavior(behavior.pattern.clone())), text });
    }
    let kept = cache::looked_up(walk, on, behavior, &asked, &onward);
    if let Some(mut end) = kept {
        if let Some(function) = &behavior.on_response {
            viewer_function::on_response(walk, on, function, &request.url.path, &asked.url.path, &mut end);
        }
        return end;
    }
    let why = format!("origin `{}` is asked for {}", behavior.origin, onward.url);
    let part = Part::Origin(behavior.origin.clone());
    walk.hop(hop(Step::Origin, &on.at, Decision::Pass, why).part(part).notes(notes));
    doubt =
        doubt.or_else(|| {
            behavior.forwarding.unknown.as_ref().map(|policy| {
                format!("policy {policy} is not known here: what of the request is sent on cannot be told")
            })
        });
    let mut end = arrive(walk, on, behavior, origin, &onward);
    if let Some(function) = &behavior.on_response {
        viewer_function::on_response(walk, on, function, &request.url.path, &asked.url.path, &mut end);
    }
    End { doubt: end.doubt.or(doubt), ..end }
}

/// The origin gets the request.
fn arrive(walk: &mut Walk<'_>, on: &Distribution, behavior: &Behavior, origin: &Origin, onward: &Request) -> End {
    let perimeter = walk.perimeter();
    if let OriginKind::S3 { signed } = origin.kind {
        return match bucket::addressed(perimeter, &onward.url) {
            Some(asked) => bucket::by_distribution(walk, &asked, on, signed, onward),
            None => elsewhere(walk, onward),
        };
    }
    let sends_host = match &behavior.forwarding.headers {
        Names::Only(names) => names.contains("host"),
        Names::AllExcept(names) => !names.contains("host"),
    };
    let named = match sends_host {
        true => onward.header("host").map(|host| host.shown()).unwrap_or_else(|| origin.host.clone()),
        false => origin.host.clone(),
    };
    let at_gateway = perimeter.gateways.iter().find(|gateway| gateway.host == origin.host);
    let at_domain = perimeter.domains.iter().find(|domain| domain.host == origin.host);
    match (at_gateway, at_domain) {
        (None, None) => elsewhere(walk, onward),
        (Some(found), _) if named == found.host => gateway::by_stage(walk, found, onward),
        (found, domain) => match perimeter.domains.iter().find(|domain| domain.host == named) {
            Some(domain) => gateway::by_domain(walk, domain, onward),
            None => {
                let Some(at) = found.map(|found| &found.at).or_else(|| domain.map(|domain| &domain.at)) else {
                    return elsewhere(walk, onward);
                };
                let why = format!("`Host: {named}` is forwarded, and API Gateway knows no API of that name");
                walk.hop(hop(Step::Stage, at, Decision::Refuse, why).status(403));
                End::answer(at, gateway::forbidden())
            }
        },
    }
}

/// A server that is none of the perimeter's gets the request.
pub(super) fn elsewhere(walk: &mut Walk<'_>, onward: &Request) -> End {
    let why = format!("`{}` is outside the perimeter and answers by itself", onward.url.host);
    let at = super::super::trail::Hop {
        step: Step::Server,
        at: None,
        part: None,
        decision: Decision::Answer,
        status: walk.own_status,
        why,
        notes: Vec::new(),
    };
    walk.hop(at);
    End::reached(Reached::Server { request: Box::new(onward.clone()) }, walk.own_status)
}

/// Whose connection it is when CloudFront asks an origin.
pub(super) const SENDER: Client = Client::Cloudfront;
