use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{BAD, DIM, GOOD, HEAD, WARN};
use crate::cli::perimeter;
use crate::cli::session::Project;
use crate::desired::Wish;
use crate::diag::clean;
use crate::names::ResourceId;
use crate::reqpath::event::{Moment, event};
use crate::reqpath::{Client, Decision, Hop, Part, Reached, Request, Step, Trail};

/// What the places of hops are looked up in.
pub struct Telling<'t> {
    /// The spec and its text.
    pub project: &'t Project,
    /// What it asks for.
    pub wish: &'t Wish,
}

/// Narrower terminals get lines this wide all the same.
const NARROWEST: usize = 40;
/// Wider ones are not used further: long lines are hard to read.
const WIDEST: usize = 110;
/// In narrower ones what belongs together is not put below each other.
const NARROW: usize = 80;

/// Longer values are cut for people; programs get all of them.
const LONGEST: usize = 160;
/// More headers are counted.
const MOST_HEADERS: usize = 24;

/// The hops of a request as people read them, and what came of it.
pub fn trail_for_people(telling: &Telling<'_>, request: &Request, trail: &Trail) -> String {
    let mut text = format!("{HEAD}{} {}{HEAD:#}\n", request.method, request.url);
    for line in carried(request) {
        let _ = writeln!(text, "{DIM}{line}{DIM:#}");
    }
    text.push('\n');
    hops(telling, trail, &mut text);
    match &trail.uncertain {
        None => {
            let _ = writeln!(text, "\n{}", outcome(trail));
        }
        Some(why) => {
            let _ = writeln!(text, "\n{}", doubtful(trail));
            // A single hop has just said so.
            if trail.hops.len() > 1 {
                wrapped(&mut text, "  ", why);
            }
        }
    }
    let mut instead = BTreeSet::new();
    for fork in &trail.or_else {
        let by = fork.by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.block()));
        // The hops say why each of them may be.
        if instead.insert((fork.status, by.clone())) {
            let _ = writeln!(text, "or {WARN}{}{WARN:#}{by}", fork.status);
        }
    }
    if !trail.assuming.is_empty() {
        let _ = writeln!(text, "{DIM}as long as{DIM:#}");
        for assumption in &trail.assuming {
            wrapped(&mut text, "  ", &assumption.words());
        }
    }
    if let Some(Reached::Function(call)) = &trail.reaches {
        let _ = writeln!(text, "\n{HEAD}{} receives{HEAD:#}", call.function.block());
        laid_out(&event(call, &Moment::symbolic()), 0, &mut text);
        text.push('\n');
    }
    text
}

/// What a request carries besides its URL, a line each.
pub fn carried(request: &Request) -> Vec<String> {
    let shown = request.headers.iter().take(MOST_HEADERS);
    let mut lines: Vec<String> =
        shown.map(|header| format!("{}: {}", clean(&header.name), clean(&cut(&header.value.shown())))).collect();
    if request.headers.len() > MOST_HEADERS {
        lines.push(format!("… and {} more headers", request.headers.len() - MOST_HEADERS));
    }
    let from = match request.client {
        Client::Address(address) => Some(format!("from {address}")),
        Client::Somewhere | Client::Cloudfront => None,
    };
    let place = match (from, &request.country) {
        (Some(from), Some(country)) => Some(format!("{from}, {country}")),
        (None, Some(country)) => Some(format!("from {country}")),
        (from, None) => from,
    };
    lines.extend(place);
    match request.body.as_plain() {
        Some([]) => {}
        Some(bytes) => lines.push(format!("with a body of {} bytes", bytes.len())),
        None => lines.push("with a body that holds a secret".to_owned()),
    }
    lines
}

/// A text that is not too long to look at.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], text.len()),
        None => text.to_owned(),
    }
}

/// JSON as people read it: short lists on one line, long texts cut.
fn laid_out(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth + 1);
    match value {
        Value::Object(members) if !members.is_empty() => {
            text.push_str("{\n");
            for (number, (name, inner)) in members.iter().enumerate() {
                let _ = write!(text, "{indent}{}: ", Value::from(name.as_str()));
                laid_out(inner, depth + 1, text);
                text.push_str(if number + 1 == members.len() { "\n" } else { ",\n" });
            }
            let _ = write!(text, "{}}}", "  ".repeat(depth));
        }
        Value::Array(items) => {
            text.push('[');
            for (number, item) in items.iter().enumerate() {
                text.push_str(if number == 0 { "" } else { ", " });
                laid_out(item, depth, text);
            }
            text.push(']');
        }
        Value::String(long) => {
            let _ = write!(text, "{}", Value::from(cut(long)));
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

/// The hops alone, two lines and more each: what was decided, by whom, about what, and where the spec says so.
pub fn hops(telling: &Telling<'_>, trail: &Trail, text: &mut String) {
    let who = |hop: &Hop| hop.at.as_ref().map_or_else(|| "nobody here".to_owned(), |at| at.block().to_string());
    let widest = |length: &dyn Fn(&Hop) -> usize| trail.hops.iter().map(length).max().unwrap_or(0);
    let width = widest(&|hop| word(hop.decision).width());
    let narrow = columns() < NARROW;
    let pad = |width: usize| if narrow { 0 } else { width };
    let (of_who, of_step) = (pad(widest(&|hop| who(hop).width())), pad(widest(&|hop| about(hop.step).width())));
    let of_status = pad(3 * usize::from(trail.hops.iter().any(|hop| hop.status.is_some())));
    for hop in &trail.hops {
        let style = match hop.decision {
            Decision::Pass | Decision::Change => DIM,
            Decision::Answer => GOOD,
            Decision::Redirect | Decision::Uncertain => WARN,
            Decision::Refuse => BAD,
        };
        let here = place(telling, hop.at.as_ref(), hop.part.as_ref());
        let status = hop.status.map(|status| status.to_string()).unwrap_or_default();
        let (word, who, step) = (word(hop.decision), who(hop), about(hop.step));
        let mut line = format!("{style}{word:width$}{style:#}  {HEAD}{who:of_who$}{HEAD:#}  {step:of_step$}");
        if of_status > 0 || !status.is_empty() {
            let _ = write!(line, "  {status:of_status$}");
        }
        if !here.is_empty() {
            let _ = write!(line, "  {DIM}{here}{DIM:#}");
        }
        let _ = writeln!(text, "{}", line.trim_end());
        let indent = " ".repeat(width + 2);
        wrapped(text, &indent, &hop.why);
        for note in &hop.notes {
            let rule = match &note.part {
                Some(Part::Rule(name)) => format!("rule `{name}` "),
                _ => String::new(),
            };
            let there = note.part.as_ref().map(|part| place(telling, hop.at.as_ref(), Some(part)));
            let there = there.filter(|there| !there.is_empty() && *there != here);
            let there = there.map(|there| format!(" ({there})")).unwrap_or_default();
            wrapped(text, &format!("{indent}- "), &format!("{rule}{}{there}", note.text));
        }
    }
}

/// What a hop is about, in a word or two.
fn about(step: Step) -> &'static str {
    match step {
        Step::Host => "host",
        Step::Head => "head",
        Step::ViewerProtocol => "protocol",
        Step::Country => "country",
        Step::WebAcl => "web ACL",
        Step::Behavior => "behavior",
        Step::Method => "verb",
        Step::EdgeFunction => "edge function",
        Step::Cache => "cache",
        Step::Origin => "origin",
        Step::Stage => "stage",
        Step::Policy => "policy",
        Step::Route => "route",
        Step::Access => "access",
        Step::Throttle => "throttle",
        Step::Integration => "integration",
        Step::Permission => "permission",
        Step::Function => "function",
        Step::Bucket => "bucket",
        Step::Server => "server",
        Step::ErrorPage => "error page",
        Step::ResponseHeaders => "response headers",
    }
}

/// What came of it, in one line.
pub fn outcome(trail: &Trail) -> String {
    let by = trail.decided_by.as_ref().map(|by| by.block().to_string());
    if let Some(why) = &trail.uncertain {
        return format!("{}; {why}", doubtful(trail));
    }
    match (&trail.reaches, trail.status, by) {
        (Some(reached), Some(status), _) => format!("{GOOD}reaches {}{GOOD:#}, {status}", name(reached)),
        (Some(reached), None, _) => format!("{GOOD}reaches {}{GOOD:#}, which answers by itself", name(reached)),
        (None, Some(status), Some(by)) if status < 400 => format!("{GOOD}{status}{GOOD:#}, by {by}"),
        (None, Some(status), Some(by)) => format!("{BAD}{status}{BAD:#}, by {by}"),
        (None, Some(status), None) => format!("{BAD}{status}{BAD:#}"),
        (None, None, Some(by)) => format!("{BAD}no answer{BAD:#}, {by} does not listen"),
        (None, None, None) => format!("{BAD}no answer{BAD:#}"),
    }
}

/// What may come of it, where nobody can tell.
fn doubtful(trail: &Trail) -> String {
    let reached = match &trail.reaches {
        Some(reached) => format!("it may reach {}", name(reached)),
        None => "it cannot be told".to_owned(),
    };
    format!("{WARN}uncertain{WARN:#}: {reached}")
}

/// What was reached, by its block; a server outside by its host.
pub fn name(reached: &Reached) -> String {
    match reached {
        Reached::Function(call) => call.function.block().to_string(),
        Reached::Object { at, .. } => at.block().to_string(),
        Reached::Server { request } => request.url.host.clone(),
    }
}

fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Pass => "pass",
        Decision::Change => "change",
        Decision::Refuse => "refuse",
        Decision::Answer => "answer",
        Decision::Redirect => "redirect",
        Decision::Uncertain => "uncertain",
    }
}

/// `spec.kdl:31`, or the resource where the spec does not say.
fn place(telling: &Telling<'_>, at: Option<&ResourceId>, part: Option<&Part>) -> String {
    let Some(at) = at else { return String::new() };
    let sources = &telling.project.sources;
    match perimeter::line(&telling.project.spec, telling.wish, at, part) {
        Some(span) => {
            let line = sources.line_column(span.file, span.start as usize).line;
            format!("{}:{line}", super::path(sources.path(span.file)))
        }
        None => at.to_string(),
    }
}

/// How wide lines may be.
fn columns() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.or_else(terminal).unwrap_or(100).clamp(NARROWEST, WIDEST)
}

/// Puts words on lines as wide as the terminal; `indent` stands before the first, spaces before the others.
fn wrapped(text: &mut String, indent: &str, words: &str) {
    let width = columns();
    let mut line = indent.to_owned();
    let mut empty = true;
    for word in words.split_whitespace() {
        if !empty && line.width() + 1 + word.width() > width {
            let _ = writeln!(text, "{line}");
            line = " ".repeat(indent.width());
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    let _ = writeln!(text, "{line}");
}

/// The same for programs, format 1.
pub fn trail_json(telling: &Telling<'_>, request: &Request, trail: &Trail) -> Value {
    let block = |at: &ResourceId| at.block().to_string();
    let forks = trail
        .or_else
        .iter()
        .map(|fork| json!({ "status": fork.status, "by": fork.by.as_ref().map(block), "why": fork.why }));
    json!({
        "format": 1,
        "request": {
            "method": request.method,
            "url": request.url.to_string(),
            "headers": request.headers.iter()
                .map(|header| json!({ "name": header.name, "value": header.value.shown() }))
                .collect::<Vec<_>>(),
            "body_bytes": request.body.as_plain().map(<[u8]>::len),
            "from": match request.client {
                Client::Address(address) => Some(address.to_string()),
                Client::Somewhere | Client::Cloudfront => None,
            },
            "country": request.country,
        },
        "status": trail.status,
        "decided_by": trail.decided_by.as_ref().map(block),
        "reaches": trail.reaches.as_ref().map(name),
        "uncertain": trail.uncertain,
        "or_else": forks.collect::<Vec<_>>(),
        "assuming": trail.assuming.iter().map(|one| one.words()).collect::<Vec<_>>(),
        "hops": trail.hops.iter().map(|hop| hop_json(telling, hop)).collect::<Vec<_>>(),
        "answer": trail.answer.as_ref().map(|answer| json!({
            "status": answer.status,
            "headers": answer.headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect::<Vec<_>>(),
            "body": answer.body,
        })),
        "response_headers": trail.headers.as_ref().map(|changes| json!({
            "removed": changes.removed,
            "set": changes.set.iter().map(|header| json!({
                "name": header.name, "value": header.value.shown(), "override": header.overrides,
            })).collect::<Vec<_>>(),
            "server_timing_percent": changes.server_timing,
        })),
        "event": match &trail.reaches {
            Some(Reached::Function(call)) => event(call, &Moment::symbolic()),
            _ => Value::Null,
        },
    })
}

fn hop_json(telling: &Telling<'_>, hop: &Hop) -> Value {
    let line = |at: Option<&ResourceId>, part: Option<&Part>| {
        let span = perimeter::line(&telling.project.spec, telling.wish, at?, part)?;
        let sources = &telling.project.sources;
        let place = sources.line_column(span.file, span.start as usize);
        Some(json!({
            "file": sources.path(span.file).display().to_string(), "line": place.line, "column": place.column,
        }))
    };
    json!({
        "step": hop.step,
        "at": hop.at.as_ref().map(|at| at.block().to_string()),
        "resource": hop.at,
        "part": hop.part,
        "decision": word(hop.decision),
        "status": hop.status,
        "why": hop.why,
        "notes": hop.notes.iter().map(|note| json!({
            "text": note.text, "part": note.part, "line": line(hop.at.as_ref(), note.part.as_ref()),
        })).collect::<Vec<_>>(),
        "line": line(hop.at.as_ref(), hop.part.as_ref()),
    })
}
