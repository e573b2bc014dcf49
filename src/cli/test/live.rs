use std::net::SocketAddr;
use std::str::FromStr;

use crate::cli::session::Project;
use crate::cli::show::Checked;
use crate::providers::{Answered, Probe, probe};
use crate::reqpath::{Piece, Reached, Request, Trail};
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

/// Sends a request that was checked, and notes where the answer is not what was expected, or not what the model says.
pub async fn compare(project: &Project, expected: &RequestExpectation, connect: &[Connect], checked: &mut Checked) {
    let Some((request, trail)) = &checked.trail else { return };
    if expected.from.is_some() || expected.country.is_some() {
        checked.notes.push("not sent: it would come from here".to_owned());
        return;
    }
    let override_of = |one: &&Connect| one.host.as_ref().is_none_or(|host| *host == request.url.host);
    let to = connect.iter().find(override_of).map(|one| one.to);
    let answered = match probe(&project.vault, &sent(request, to)).await {
        Ok(answered) => answered,
        Err(problem) => {
            checked.problems.push(format!("nobody answered: {problem}"));
            return;
        }
    };
    // What is expected of what answers cannot be told offline.
    checked.notes.retain(|note| !note.ends_with("--live"));
    checked.notes.push(format!("answered {}", answered.status));
    let wanted = expected.status.as_ref().map(|status| status.value);
    let told = disagreement(trail, &answered);
    if let Some(wanted) = wanted.filter(|wanted| *wanted != answered.status && trail.status != Some(answered.status)) {
        checked.problems.push(format!("expected {wanted}, and the answer was {}", answered.status));
    }
    if let Some(told) = told {
        checked.problems.push(format!("the model and what is deployed disagree: {told}"));
    }
}

/// How an answer contradicts the model.
fn disagreement(trail: &Trail, answered: &Answered) -> Option<String> {
    let own = answered.refused_by_gateway;
    match (trail.status, &trail.reaches) {
        _ if trail.uncertain.is_some() => None,
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
    }
}
