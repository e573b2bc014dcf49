use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{BAD, DIM, GOOD, HEAD, WARN};
use crate::cli::perimeter;
use crate::cli::session::Project;
use crate::desired::Wish;
use crate::names::ResourceId;
use crate::reqpath::event::{Moment, event};
use crate::reqpath::{Decision, Hop, Part, Reached, Request, Trail};

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

/// The hops of a request as people read them, and what came of it.
pub fn trail_for_people(telling: &Telling<'_>, request: &Request, trail: &Trail) -> String {
    let mut text = format!("{HEAD}{} {}{HEAD:#}\n", request.method, request.url);
    for header in &request.headers {
        let _ = writeln!(text, "{DIM}{}: {}{DIM:#}", header.name, header.value.shown());
    }
    text.push('\n');
    hops(telling, trail, &mut text);
    let _ = writeln!(text, "\n{}", outcome(trail));
    for fork in &trail.or_else {
        let by = fork.by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.block()));
        wrapped(&mut text, "  ", &format!("or {}{by}: {}", fork.status, fork.why));
    }
    if !trail.assuming.is_empty() {
        let _ = writeln!(text, "{DIM}as long as{DIM:#}");
        for assumption in &trail.assuming {
            wrapped(&mut text, "  ", &assumption.words());
        }
    }
    if let Some(Reached::Function(call)) = &trail.reaches {
        let _ = writeln!(text, "\n{HEAD}{} receives{HEAD:#}", call.function.block());
        let _ = writeln!(text, "{:#}", event(call, &Moment::symbolic()));
    }
    text
}

/// The hops alone, two lines and more each.
pub fn hops(telling: &Telling<'_>, trail: &Trail, text: &mut String) {
    let words: Vec<&str> = trail.hops.iter().map(|hop| word(hop.decision)).collect();
    let width = words.iter().map(|word| word.width()).max().unwrap_or(0);
    for (hop, word) in trail.hops.iter().zip(words) {
        let style = match hop.decision {
            Decision::Pass | Decision::Change => DIM,
            Decision::Answer => GOOD,
            Decision::Redirect | Decision::Uncertain => WARN,
            Decision::Refuse => BAD,
        };
        let who = hop.at.as_ref().map_or_else(|| "nobody here".to_owned(), |at| at.block().to_string());
        let place = place(telling, hop.at.as_ref(), hop.part.as_ref());
        let status = hop.status.map_or_else(String::new, |status| format!("  {status}"));
        let _ = writeln!(text, "{style}{word:width$}{style:#}  {HEAD}{who}{HEAD:#}{status}  {DIM}{place}{DIM:#}");
        let indent = " ".repeat(width + 2);
        wrapped(text, &indent, &hop.why);
        for note in &hop.notes {
            let rule = match &note.part {
                Some(Part::Rule(name)) => format!("rule `{name}` "),
                _ => String::new(),
            };
            wrapped(text, &format!("{indent}- "), &format!("{rule}{}", note.text));
        }
    }
}

/// What came of it, in one line.
pub fn outcome(trail: &Trail) -> String {
    let by = trail.decided_by.as_ref().map(|by| by.block().to_string());
    if let Some(why) = &trail.uncertain {
        let reached = match &trail.reaches {
            Some(reached) => format!("it may reach {}", name(reached)),
            None => "it cannot be told".to_owned(),
        };
        return format!("{WARN}uncertain{WARN:#}: {reached}; {why}");
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

/// Puts words on lines as wide as the terminal; `indent` stands before the first, spaces before the others.
fn wrapped(text: &mut String, indent: &str, words: &str) {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let width = columns.or_else(terminal).unwrap_or(100).clamp(NARROWEST, WIDEST);
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
