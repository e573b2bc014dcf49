use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::{BAD, DIM, GOOD, HEAD, Telling, carried, hops, outcome, trail_json};
use crate::diag::Span;
use crate::reqpath::{Request, Trail};

/// An expectation and how it did.
pub struct Checked {
    /// What is expected of what.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// What is not as expected; it holds when there is nothing.
    pub problems: Vec<String>,
    /// What else there is to say.
    pub notes: Vec<String>,
    /// The request it is about, or the one that shows the problem, and what becomes of it.
    pub trail: Option<(Request, Trail)>,
}

impl Checked {
    /// One with these problems; with none it holds.
    pub fn failed(name: String, span: Span, problems: Vec<String>) -> Self {
        Self { name, span, problems, notes: Vec::new(), trail: None }
    }
}

/// How it did, and in what time.
pub struct Tested {
    /// How it did.
    pub checked: Checked,
    /// The time it took.
    pub took: Duration,
}

/// The results as people read them: what holds in a line, what does not with the hops that show it.
pub fn tested_for_people(telling: &Telling<'_>, tested: &[Tested]) -> String {
    let mut text = String::new();
    for Tested { checked, .. } in tested {
        let (style, word) = if checked.problems.is_empty() { (GOOD, "holds") } else { (BAD, "fails") };
        let place = place(telling, checked.span);
        let _ = writeln!(text, "{style}{word}{style:#}  {HEAD}{}{HEAD:#}  {DIM}{place}{DIM:#}", checked.name);
        for problem in &checked.problems {
            let _ = writeln!(text, "       {problem}");
        }
        for note in &checked.notes {
            let _ = writeln!(text, "       {DIM}{note}{DIM:#}");
        }
        if let (false, Some((request, trail))) = (checked.problems.is_empty(), &checked.trail) {
            let _ = writeln!(text);
            for line in explained(telling, request, trail).lines() {
                let _ = writeln!(text, "       {line}");
            }
            let _ = writeln!(text);
        }
    }
    if !tested.is_empty() {
        let failed = tested.iter().filter(|one| !one.checked.problems.is_empty()).count();
        let _ = writeln!(text, "\n{} hold, {failed} fail", tested.len() - failed);
    }
    text
}

/// The request and its hops.
fn explained(telling: &Telling<'_>, request: &Request, trail: &Trail) -> String {
    let mut text = format!("{} {}\n", request.method, request.url);
    for line in carried(request) {
        let _ = writeln!(text, "{line}");
    }
    hops(telling, trail, &mut text);
    let _ = writeln!(text, "{}", outcome(trail));
    text
}

fn place(telling: &Telling<'_>, span: Span) -> String {
    let sources = &telling.project.sources;
    let line = sources.line_column(span.file, span.start as usize).line;
    format!("{}:{line}", super::path(sources.path(span.file)))
}

/// The results for programs, format 1.
pub fn tested_json(telling: &Telling<'_>, tested: &[Tested]) -> Value {
    let sources = &telling.project.sources;
    let tests = tested.iter().map(|Tested { checked, took }| {
        let at = sources.line_column(checked.span.file, checked.span.start as usize);
        json!({
            "name": checked.name,
            "outcome": if checked.problems.is_empty() { "passed" } else { "failed" },
            "problems": checked.problems,
            "notes": checked.notes,
            "line": {
                "file": sources.path(checked.span.file).display().to_string(), "line": at.line, "column": at.column,
            },
            "milliseconds": took.as_millis() as u64,
            "trail": checked.trail.as_ref().map(|(request, trail)| trail_json(telling, request, trail)),
        })
    });
    let failed = tested.iter().filter(|one| !one.checked.problems.is_empty()).count();
    json!({
        "format": 1,
        "stack": telling.project.stack(),
        "env": telling.project.env,
        "tests": tests.collect::<Vec<_>>(),
        "summary": { "passed": tested.len() - failed, "failed": failed },
    })
}

/// The results as JUnit XML, which CI systems show by test.
pub fn junit(telling: &Telling<'_>, tested: &[Tested]) -> String {
    let failed = tested.iter().filter(|one| !one.checked.problems.is_empty()).count();
    let all: f64 = tested.iter().map(|one| one.took.as_secs_f64()).sum();
    let suite = xml(&format!("{} {}", telling.project.stack(), telling.project.env));
    let counts = format!("tests=\"{}\" failures=\"{failed}\" errors=\"0\" time=\"{all:.3}\"", tested.len());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite name=\"{suite}\" {counts}>\n"
    );
    for Tested { checked, took } in tested {
        let sources = &telling.project.sources;
        let at = sources.line_column(checked.span.file, checked.span.start as usize).line;
        let file = xml(&sources.path(checked.span.file).display().to_string());
        let _ = write!(
            text,
            "    <testcase classname=\"{suite}\" name=\"{}\" file=\"{file}\" line=\"{at}\" time=\"{:.3}\"",
            xml(&checked.name),
            took.as_secs_f64()
        );
        if checked.problems.is_empty() {
            text.push_str("/>\n");
            continue;
        }
        let trail =
            checked.trail.as_ref().map(|(request, trail)| explained(telling, request, trail)).unwrap_or_default();
        let plain = anstream::adapter::strip_str(&trail).to_string();
        let _ = write!(
            text,
            ">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
            xml(&checked.problems.join("; ")),
            xml(&plain)
        );
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

/// Text in XML: what would be markup is escaped, and what XML cannot hold at all is left out.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
