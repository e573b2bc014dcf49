use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use super::family::{Family, entries};
use super::headers;
use crate::cli::args::Global;
use crate::cli::dev::Notice;
use crate::cli::perimeter::Look;
use crate::cli::session::Project;
use crate::cli::show::Checked;
use crate::cli::{Exit, embedded, show};
use crate::providers::{self, Answered, Probe};
use crate::reqpath::{Assumption, Client, Perimeter, Piece, Reached, Request, Trail};
use crate::serve::Door;
use crate::spec::RequestExpectation;
use crate::value::{SecretForm, SecretRef, Text};

/// Where requests are sent in place of their host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connect {
    host: Option<String>,
    to: SocketAddr,
}

impl FromStr for Connect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (host, address) = text.split_once('=').map_or((None, text), |(host, address)| (Some(host), address));
        let to =
            address.parse().map_err(|_| format!("`{address}` is no address with a port, such as 127.0.0.1:8080"))?;
        Ok(Self { host: host.map(str::to_ascii_lowercase), to })
    }
}

/// Where live requests go.
pub enum Target {
    /// To whom the command line says, else to their host.
    Wherever(Vec<Connect>),
    /// To an `engine dev` on this machine.
    Dev(Notice),
}

impl Target {
    /// Where to send the requests of a spec: to an `engine dev` where the embedded cloud is meant and nobody says otherwise.
    ///
    /// # Errors
    /// After saying that no `engine dev` is there.
    pub fn find(global: &Global, project: &Project, connect: &[Connect]) -> Result<Self, Exit> {
        if !global.local || !connect.is_empty() {
            return Ok(Self::Wherever(connect.to_vec()));
        }
        if let Some(notice) = Notice::of(&embedded::folder(&project.path)) {
            show::note(global, &format!("asking the `engine dev` that serves this spec (process {})", notice.process));
            return Ok(Self::Dev(notice));
        }
        let help = format!(
            "run `engine dev {}` in another terminal, or say with --connect ADDR where requests go",
            show::path(&project.path)
        );
        show::fail("no `engine dev` serves this spec", Some(&help));
        Err(Exit::Failed)
    }

    /// The request as it goes out, or why it cannot; secrets stay closed until then.
    fn probe(&self, perimeter: &Perimeter, request: &Request) -> Result<Probe, String> {
        let url = &request.url;
        match self {
            Self::Wherever(_) if request.client != Client::Somewhere || request.country.is_some() => {
                Err("it would come from here".to_owned())
            }
            Self::Wherever(connect) => {
                let override_of = |one: &&Connect| one.host.as_ref().is_none_or(|host| *host == url.host);
                Ok(sent(request, connect.iter().find(override_of).map(|one| one.to)))
            }
            Self::Dev(notice) => {
                let knows = |door: &Door| door.host(perimeter, &url.host, &url.path).is_some();
                let port = match [Door::Cdn, Door::Gateway].into_iter().find(knows) {
                    Some(Door::Cdn) => notice.cdn,
                    Some(Door::Gateway) => notice.gateway,
                    None => return Err(format!("no part of this perimeter answers for `{}`", url.host)),
                };
                let mut probe = sent(request, Some((Ipv4Addr::LOCALHOST, port).into()));
                let mut claim = |what: &str, value: String| {
                    probe.headers.push((format!("X-Engine-{what}"), Text::Known(value)));
                };
                claim("Scheme", if url.https { "https" } else { "http" }.to_owned());
                if let Client::Address(address) = request.client {
                    claim("From", address.to_string());
                }
                if let Some(country) = &request.country {
                    claim("Country", country.clone());
                }
                Ok(probe)
            }
        }
    }
}

/// Sends a request that was checked, and notes where the answer is not what was expected, or not what the models of the spec and of
/// what is deployed say.
pub async fn compare(
    project: &Project,
    target: &Target,
    (spec, deployed): (&Look, &Look),
    expected: &RequestExpectation,
    checked: &mut Checked,
) {
    let Some((request, trail)) = &checked.trail else { return };
    let wanted = spec.judge.decide(request);
    let (by_spec, by_cloud) = (gist(&wanted), gist(trail));
    let differing = match by_spec == by_cloud {
        true => headers::differences(&wanted, trail),
        false => vec![format!("by the spec {by_spec}, by what stands {by_cloud}")],
    };
    if !differing.is_empty() {
        let told = differing.iter().map(|told| format!("the spec and what is deployed disagree: {told}"));
        checked.problems.extend(told);
        checked.notes.push(
            "`engine drift` says what was changed behind engine's back, `engine plan` what an apply would change"
                .to_owned(),
        );
    }
    let probe = match target.probe(deployed.judge.perimeter(), request) {
        Ok(probe) => probe,
        Err(why) => {
            checked.notes.push(format!("not sent: {why}"));
            return;
        }
    };
    let answered = match providers::probe(&project.vault, &probe).await {
        Ok(answered) => answered,
        Err(problem) => {
            checked.problems.push(format!("nobody answered: {problem}"));
            return;
        }
    };
    // What is expected of what answers cannot be told offline.
    checked.notes.retain(|note| !note.ends_with("--live"));
    checked.notes.push(match kept(&answered) {
        true => format!("answered {} out of what the edge keeps", answered.status),
        false => format!("answered {}", answered.status),
    });
    let wanted = expected.status.as_ref().map(|status| status.value);
    let told = disagreements(trail, &answered);
    if let Some(wanted) = wanted.filter(|wanted| *wanted != answered.status && trail.status != Some(answered.status)) {
        checked.problems.push(format!("expected {wanted}, and the answer was {}", answered.status));
    }
    let told = told.iter().map(|told| format!("the model and what is deployed disagree: {told}"));
    checked.problems.extend(told);
}

/// As many requests are sent to one way in, on this machine and elsewhere, where each costs somebody something.
const SENT_HERE: usize = 60;
const SENT_ELSEWHERE: usize = 1;

/// Sends some of the requests that `only-through` tries, at every way in, and notes where an answer is not what the model of what is
/// deployed says. What would use up a limit is not sent.
pub async fn compare_ways(project: &Project, target: &Target, deployed: &Look, checked: &mut Checked) {
    let perimeter = deployed.judge.perimeter();
    let (family, entries) = (Family::of(perimeter), entries(perimeter));
    let most = match target {
        Target::Dev(_) => SENT_HERE,
        Target::Wherever(_) => SENT_ELSEWHERE,
    };
    let (mut sent, mut ways) = (0, 0);
    for entry in &entries {
        let all = family.at(entry).count();
        let mut reached = false;
        for request in family.at(entry).step_by((all / most).max(1)).take(most) {
            let trail = deployed.judge.decide(&request);
            if trail.uncertain.is_some() || trail.assuming.iter().any(is_counted) {
                continue;
            }
            let Ok(probe) = target.probe(perimeter, &request) else { continue };
            // A way in that DNS does not lead to is none; a request of `test` that gets no answer is told elsewhere.
            let Ok(answered) = providers::probe(&project.vault, &probe).await else { continue };
            reached = true;
            // What was kept of another request says nothing of this one.
            if kept(&answered) && trail.status != Some(answered.status) {
                continue;
            }
            sent += 1;
            if let Some(told) = disagreements(&trail, &answered).into_iter().next() {
                let (method, url) = (&request.method, &request.url);
                checked.problems.push(format!("the model and what is deployed disagree on {method} {url}: {told}"));
                checked.trail.get_or_insert((request, trail));
                return;
            }
        }
        ways += usize::from(reached);
    }
    checked.notes.push(format!("sent {sent} of them at {ways} ways in: all were answered as the model says"));
}

/// Whether a request would be one of those that are counted.
fn is_counted(assumption: &Assumption) -> bool {
    matches!(assumption, Assumption::BelowRate { .. } | Assumption::BelowThrottle { .. })
}

/// What matters of a trail, in words.
fn gist(trail: &Trail) -> String {
    let by = trail.decided_by.as_ref().map(|by| format!(" by {}", by.block())).unwrap_or_default();
    match (&trail.uncertain, &trail.reaches, trail.status) {
        (Some(_), Some(reached), _) => format!("it may reach {}", show::name(reached)),
        (Some(_), None, _) => "it cannot be told".to_owned(),
        (None, Some(reached), Some(status)) => format!("it reaches {}, {status}", show::name(reached)),
        (None, Some(reached), None) => format!("it reaches {}", show::name(reached)),
        (None, None, Some(status)) => format!("it is {status}{by}"),
        (None, None, None) => format!("nobody answers{by}"),
    }
}

/// How an answer contradicts the model: in its status, or else in its headers.
fn disagreements(trail: &Trail, answered: &Answered) -> Vec<String> {
    match disagreement(trail, answered) {
        Some(told) => vec![told],
        // Headers of an answer of another status are another answer's.
        None if trail.status.is_some_and(|status| status != answered.status) => Vec::new(),
        None => headers::disagreements(trail, answered),
    }
}

/// Whether an answer is one that CloudFront kept of a request before: with `X-Cache: Hit`, or an error that has an age.
fn kept(answered: &Answered) -> bool {
    let value = |name: &str| answered.headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str());
    let cache = value("x-cache").unwrap_or_default().to_ascii_lowercase();
    cache.starts_with("hit") || cache.starts_with("refreshhit") || cache.starts_with("error") && value("age").is_some()
}

/// How an answer contradicts the model in who gave it and with which status. Of an answer that was kept the model, which knows a
/// fresh request alone, cannot tell the status: a `HEAD` is answered with what a `GET` got.
fn disagreement(trail: &Trail, answered: &Answered) -> Option<String> {
    let own = answered.refused_by_gateway;
    match (trail.status, &trail.reaches) {
        _ if trail.uncertain.is_some() => None,
        (Some(status), _) if status != answered.status && kept(answered) => None,
        (Some(status), _) if status != answered.status => {
            Some(format!("the model says {status}, the answer was {}", answered.status))
        }
        (None, Some(Reached::Function(call))) if own => Some(format!(
            "the model says it reaches {}, the gateway answered {} itself",
            call.function.block(),
            answered.status
        )),
        (None, None) => Some(format!("the model says nobody answers, the answer was {}", answered.status)),
        (Some(_) | None, _) => None,
    }
}

/// The request as it goes out; secrets stay closed until then.
fn sent(request: &Request, to: Option<SocketAddr>) -> Probe {
    let text = |pieces: &[Piece]| {
        let parts = pieces.iter().map(|piece| match piece {
            Piece::Plain(bytes) => Text::Known(String::from_utf8_lossy(bytes).into_owned()),
            Piece::Secret(secret) => Text::Secret(SecretRef {
                name: secret.name.clone().unwrap_or_default(),
                form: SecretForm::Plain,
                digest: None,
            }),
        });
        Text::Join(parts.collect())
    };
    let target = request.url.query.as_ref().map_or_else(String::new, |query| format!("?{query}"));
    Probe {
        method: request.method.clone(),
        url: match to {
            Some(address) => format!("http://{address}{}{target}", request.url.path),
            None => request.url.to_string(),
        },
        host: to.map(|_| request.url.host.clone()),
        headers: request.headers.iter().map(|header| (header.name.clone(), text(header.value.pieces()))).collect(),
        // No secret may stand in a body.
        body: request.body.as_plain().map(<[u8]>::to_vec).unwrap_or_default(),
    }
}
