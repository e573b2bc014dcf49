use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use serde_json::json;

use super::conditions;
use super::function::{Moment, Outcome};
use super::reply::Reply;
use super::{Door, Plane, Scene};
use crate::reqpath::{Call, Client, Decision, Hop, Part, Phrase, Reached, Request, Step, Trail, Url};

/// An answer, and who it is owed to.
pub struct Carried {
    pub reply: Reply,
    /// `waf.origin-only default`.
    pub by: String,
    /// Whether the distribution had it, where it keeps such answers.
    pub cache: Option<&'static str>,
    pub note: Option<String>,
    /// What whatever was reached took.
    pub behind: Duration,
}

/// What was reached, and what it made of the request.
struct Arrived {
    reply: Reply,
    note: Option<String>,
    /// Who answered instead of what was reached: an authorizer.
    by: Option<String>,
    behind: Duration,
    /// Whether only this machine answers so: nobody keeps that.
    local: bool,
}

impl Arrived {
    fn new(reply: Reply) -> Self {
        Self { reply, note: None, by: None, behind: Duration::ZERO, local: false }
    }

    /// What cannot be carried on this machine.
    fn local(why: String) -> Self {
        let reply = Reply::new(502, "application/json", json!({ "message": why }).to_string());
        Self { local: true, ..Self::new(reply).noting(why) }
    }

    fn noting(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

/// Carries a request through the perimeter and its answer back. `sent` is the host as the client wrote it.
pub async fn carry(
    plane: &Plane,
    scene: &Scene,
    (door, sent): (Door, &str),
    request: &Request,
    oversize: bool,
) -> Carried {
    let judge = scene.judge();
    let tally = plane.traffic().tally(request);
    let trail = judge.decide_live(request, &tally);
    let moment = Moment::now();
    let (found, kept_here) = (tally.found(), tally.looked());
    let cache = kept_here.then_some(if found.is_some() { "hit" } else { "miss" });
    let arrived = match found {
        Some(reply) => Arrived::new(reply),
        // Who asks for what may be kept asks for all of it; the client's conditions are looked at on the way back.
        None if kept_here => reach(plane, scene, &conditions::without(request), &trail, oversize, &moment).await,
        None => reach(plane, scene, request, &trail, oversize, &moment).await,
    };
    if !arrived.local {
        tally.keep(&arrived.reply);
    }
    let stored = matches!(trail.reaches, Some(Reached::Object { .. }));
    // Somebody else put into the bucket what nobody asked for in the spec: it is there all the same.
    let found_anyway = stored && trail.answer.is_some() && arrived.reply.status < 400;
    let back = match &trail.reaches {
        Some(Reached::Function(_) | Reached::Server { .. }) => {
            judge.answered_live(request, &trail, arrived.reply.status, &tally)
        }
        Some(Reached::Object { .. }) | None => trail.clone(),
    };
    let by = arrived.by.unwrap_or_else(|| decider(&back));
    let mut note = arrived.note.or_else(|| back.uncertain.as_ref().map(|why| format!("taken as let in: {why}")));
    let mut reply = arrived.reply;
    if !found_anyway {
        let own = reply.status;
        reply = shown(plane, scene, &back, reply, &moment).await;
        if reply.status != own {
            note.get_or_insert_with(|| format!("{own} before the error page"));
        }
    }
    if kept_here {
        reply = conditions::met(request, reply);
    }
    let reply = match door {
        Door::Cdn => of_cloudfront(scene, request, redirected(&trail, sent, request, reply), cache, &moment),
        Door::Gateway => reply,
    };
    Carried { reply, by, cache, note, behind: arrived.behind }
}

/// A redirect to HTTPS leads to the host as the client wrote it: to this machine, where that was asked.
fn redirected(trail: &Trail, sent: &str, request: &Request, reply: Reply) -> Reply {
    let redirects = |hop: &Hop| hop.step == Step::ViewerProtocol && hop.decision == Decision::Redirect;
    if !trail.hops.iter().any(redirects) {
        return reply;
    }
    let query = request.url.query.as_ref().map_or_else(String::new, |query| format!("?{query}"));
    reply.with("Location", &format!("https://{sent}{}{query}", request.url.path))
}

/// Asks what the request reaches, or gives what the perimeter itself answers.
async fn reach(
    plane: &Plane,
    scene: &Scene,
    request: &Request,
    trail: &Trail,
    oversize: bool,
    moment: &Moment,
) -> Arrived {
    let began = Instant::now();
    let arrived = match &trail.reaches {
        Some(Reached::Function(call)) if oversize => {
            let answer =
                scene.judge().own_answer(&call.api, &call.request, "REQUEST_TOO_LARGE", 413, "Request Too Long");
            return Arrived::new(Reply::of_perimeter(&answer)).noting("API Gateway takes bodies of up to 10 MB");
        }
        Some(Reached::Function(call)) => called(plane, scene, call, moment).await,
        Some(Reached::Object { bucket, key, .. }) => object(plane, request, trail, bucket, key),
        Some(Reached::Server { request }) => {
            let why = format!("`{}` is outside the perimeter, and nothing outside is called here", request.url.host);
            Arrived::local(why)
        }
        None => return Arrived::new(own(trail)),
    };
    Arrived { behind: began.elapsed(), ..arrived }
}

/// What the perimeter answers itself; where nobody can tell, what it would be if every hop lets it pass.
fn own(trail: &Trail) -> Reply {
    if let Some(answer) = &trail.answer {
        return Reply::of_perimeter(answer);
    }
    let why = trail.uncertain.as_deref().unwrap_or("nobody answers");
    let status = trail.status.or_else(|| trail.or_else.last().map(|fork| fork.status)).unwrap_or(502);
    Reply::new(status, "application/json", json!({ "message": why }).to_string())
}

/// Calls the function as API Gateway does, and makes of its outcome what API Gateway makes of it.
async fn called(plane: &Plane, scene: &Scene, call: &Call, moment: &Moment) -> Arrived {
    let mut call = call.clone();
    call.request = scene.keys.opened(call.request);
    if let Some((key, _)) = &mut call.key {
        *key = scene.keys.opened_phrase(key);
    }
    by_gateway(&mut call.request, moment);
    let gateway = |kind: &str, status, message: &str| {
        let answer = scene.judge().own_answer(&call.api, &call.request, kind, status, message);
        Reply::of_perimeter(&answer)
    };
    let arrived = match plane.functions().call(scene, &call, moment).await {
        Outcome::Answered(reply) => Arrived::new(reply),
        Outcome::Failed(why) => {
            let reply = gateway("DEFAULT_5XX", 502, "Internal server error");
            Arrived::new(reply).noting(why)
        }
        Outcome::TimedOut(why) => {
            Arrived::new(gateway("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out")).noting(why)
        }
        Outcome::TooLarge(why) => Arrived::new(gateway("REQUEST_TOO_LARGE", 413, "Request Too Long")).noting(why),
        Outcome::NoWay(why) => Arrived::local(why),
        Outcome::Denied { by, status, kind, message } => {
            Arrived { by: Some(by), ..Arrived::new(gateway(kind, status, &message)).noting(message) }
        }
    };
    let reply = arrived.reply.with("x-amzn-RequestId", &moment.request_id).with("x-amz-apigw-id", &moment.extended_id);
    Arrived { reply, ..arrived }
}

/// What only a real request has: addresses of this machine, and a name for those who follow it.
fn by_gateway(request: &mut Request, moment: &Moment) {
    if request.client == Client::Cloudfront {
        let here = Phrase::plain(Ipv4Addr::LOCALHOST.to_string());
        // The last one named is who asked, and that is CloudFront on this machine.
        let named = request.header("x-forwarded-for").map(|value| value.shown()).unwrap_or_default();
        let before = named.rsplit_once(", ").map(|(before, _)| Phrase::plain(before));
        request.set("X-Forwarded-For", before.map_or_else(|| here.clone(), |before| before.joined(", ", &here)));
        request.client = Client::Address(Ipv4Addr::LOCALHOST.into());
    }
    if request.header("x-amzn-trace-id").is_none() {
        request.set("X-Amzn-Trace-Id", Phrase::plain(moment.trace_id.as_str()));
    }
}

fn object(plane: &Plane, request: &Request, trail: &Trail, bucket: &str, key: &str) -> Arrived {
    let conditions = conditions::NAMES.iter().filter_map(|name| {
        let value = request.header(name)?;
        Some(((*name).to_owned(), String::from_utf8_lossy(value.as_plain()?).into_owned()))
    });
    let method = if request.method == "HEAD" { "HEAD" } else { "GET" };
    let found = match plane.cloud().object(method, bucket, key, conditions.collect()) {
        Ok(found) => found,
        Err(error) => {
            let reply = Reply::new(503, "text/plain", "the embedded cloud cannot be used\n");
            return Arrived::new(reply).noting(error.to_string());
        }
    };
    let missing = matches!(found.status, 404 | 405);
    match &trail.answer {
        // Who may not list the bucket is not told that something is missing.
        Some(answer) if missing => Arrived::new(Reply::of_perimeter(answer)),
        _ => Arrived::new(Reply::of_cloud(found).with("Server", "AmazonS3")),
    }
}

/// What the viewer sees of an answer: an error page in its place, another status that a function at the edge gives it.
async fn shown(plane: &Plane, scene: &Scene, trail: &Trail, reply: Reply, moment: &Moment) -> Reply {
    let Some((last, before)) = trail.hops.split_last() else { return reply };
    match (last.step, last.decision, trail.status) {
        (Step::EdgeFunction, Decision::Change, Some(status)) if last.status.is_some() => Reply { status, ..reply },
        (Step::ErrorPage, Decision::Change, Some(status)) => {
            let own = match trail.reaches {
                Some(Reached::Function(_) | Reached::Server { .. }) => Some(reply.status),
                Some(Reached::Object { .. }) | None => before.iter().rev().find_map(|hop| hop.status),
            };
            match own.and_then(|own| page(scene, last, own)) {
                Some(request) => {
                    let trail = scene.judge().decide(&request);
                    let arrived = reach(plane, scene, &request, &trail, false, moment).await;
                    Reply { status, ..arrived.reply }
                }
                None => Reply { status, ..reply },
            }
        }
        _ => reply,
    }
}

/// The request for the page that a distribution shows in place of a status.
fn page(scene: &Scene, hop: &Hop, status: u16) -> Option<Request> {
    let distribution = scene.perimeter().distributions.iter().find(|one| Some(&one.at) == hop.at.as_ref())?;
    let path = distribution.error_pages.get(&status)?.page.clone()?;
    let url = Url { https: true, host: distribution.domain.clone(), port: None, path, query: None };
    Some(Request::new("GET", url))
}

/// Headers CloudFront adds to every answer.
fn of_cloudfront(scene: &Scene, request: &Request, reply: Reply, cache: Option<&str>, moment: &Moment) -> Reply {
    let host = &request.url.host;
    let found = scene.perimeter().distributions.iter().find(|one| one.domain == *host || one.aliases.contains(host));
    let domain = found.map_or(host.as_str(), |one| one.domain.as_str());
    let cache = match (reply.status, cache) {
        (400.., _) => "Error from cloudfront",
        (300..400, None) if reply.headers.iter().any(|(name, _)| name == "Location") => "Redirect from cloudfront",
        (_, Some("hit")) => "Hit from cloudfront",
        _ => "Miss from cloudfront",
    };
    reply
        .with("X-Cache", cache)
        .with("Via", &format!("1.1 {domain} (CloudFront)"))
        .with("X-Amz-Cf-Id", &moment.extended_id)
}

/// Who settled it, as a line says it: the block, and the part of it that did.
fn decider(trail: &Trail) -> String {
    let decides = |hop: &&Hop| matches!(hop.decision, Decision::Refuse | Decision::Answer | Decision::Redirect);
    let hop = trail.hops.iter().rev().find(decides);
    if let Some(cache) = hop.filter(|hop| hop.step == Step::Cache) {
        return cache.at.as_ref().map_or_else(String::new, |at| format!("{} hit", at.block()));
    }
    let block = trail.decided_by.as_ref().or_else(|| hop.and_then(|hop| hop.at.as_ref())).map(|at| at.block());
    let Some(block) = block else { return "nobody".to_owned() };
    let of_block = hop.filter(|hop| hop.at.as_ref().is_some_and(|at| at.block() == block));
    match of_block.and_then(|hop| hop.part.as_ref()) {
        Some(Part::Rule(rule)) => format!("{block} rule `{rule}`"),
        Some(Part::Default) => format!("{block} default"),
        Some(Part::Behavior(pattern)) => format!("{block} behavior `{pattern}`"),
        Some(Part::Route(route)) => format!("{block} `{route}`"),
        Some(Part::Field(field)) => format!("{block} {field}"),
        Some(Part::Origin(_)) | None => block.to_string(),
    }
}
