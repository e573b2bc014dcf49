use crate::cli::perimeter::{self, Look};
use crate::cli::show::{self, Checked};
use crate::names::BlockAddr;
use crate::reqpath::{Client, Phrase, Request, Trail};
use crate::spec::RequestExpectation;

/// Compares what becomes of a request with what is expected of it.
pub fn request(
    look: &Look,
    expected: &RequestExpectation,
    url: &Phrase,
    headers: Vec<(String, Phrase)>,
    body: Phrase,
) -> Checked {
    let method = expected.method.value.as_str();
    let carries = match body.shown().len() {
        0 => String::new(),
        length => format!(" with {length} bytes"),
    };
    let name = format!("{method} {}{carries}", url.shown());
    let asked = match perimeter::request(method, url, headers) {
        Ok(asked) => asked,
        Err(problem) => return Checked::failed(name, expected.span, vec![problem]),
    };
    let asked = Request {
        client: expected.from.as_ref().map_or(asked.client, |from| Client::Address(from.value)),
        country: expected.country.as_ref().map(|country| country.value.to_ascii_uppercase()),
        body,
        ..asked
    };
    let trail = look.judge.decide(&asked);
    let (problems, notes) = compared(look, expected, &asked, &trail);
    Checked { notes, trail: Some((asked, trail)), ..Checked::failed(name, expected.span, problems) }
}

/// What is not as expected, and what cannot be told without asking what was reached.
fn compared(look: &Look, expected: &RequestExpectation, asked: &Request, trail: &Trail) -> (Vec<String>, Vec<String>) {
    let (mut problems, mut notes) = (Vec::new(), Vec::new());
    if let Some(why) = &trail.uncertain {
        problems.push(format!("it cannot be told: {why}"));
        return (problems, notes);
    }
    if let Some(status) = expected.status.as_ref().map(|status| status.value) {
        match (trail.status, &trail.reaches) {
            (Some(seen), _) if seen == status => {}
            (Some(seen), _) => problems.push(format!("expected {status}, and it is {seen}")),
            (None, Some(reached)) => {
                let reached = show::name(reached);
                match look.judge.answered(asked, trail, status).status {
                    Some(seen) if seen != status => {
                        problems.push(format!("expected {status}, and a {status} of {reached} is shown as {seen}"));
                    }
                    _ => notes.push(format!("whether {reached} answers {status} is checked with --live")),
                }
            }
            (None, None) => problems.push(format!("expected {status}, and nobody answers")),
        }
    }
    let block = |at: Option<BlockAddr>| at.map_or_else(|| "nobody".to_owned(), |at| at.to_string());
    if let Some(by) = expected.by.as_ref().map(|by| &by.value) {
        let decided = trail.decided_by.as_ref().map(|at| at.block());
        if decided.as_ref() != Some(by) {
            problems.push(format!("expected {by} to decide, and it is {}", block(decided)));
        }
    }
    if let Some(wanted) = expected.reaches.as_ref().map(|reaches| &reaches.value) {
        let reached = trail.reaches.as_ref().and_then(|reached| reached.at()).map(|at| at.block());
        if reached.as_ref() != Some(wanted) {
            let instead = trail.reaches.as_ref().map_or_else(|| "nothing".to_owned(), show::name);
            problems.push(format!("expected it to reach {wanted}, and it reaches {instead}"));
        }
    }
    (problems, notes)
}
