use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use serde_json::{Value, json};

use super::{BAD, DIM, aside, data, for_people, note, path, say};
use crate::cli::args::{Format, Global};
use crate::diag::{self, Problems, Severity, SourceMap};

/// What this process told people went wrong, as diagnostics for programs.
static TOLD: Mutex<Vec<Value>> = Mutex::new(Vec::new());

fn told() -> MutexGuard<'static, Vec<Value>> {
    TOLD.lock().unwrap_or_else(|broken| broken.into_inner())
}

/// Keeps a diagnostic for [`document`].
pub fn keep(diagnostic: Value) {
    told().push(diagnostic);
}

/// What [`keep`] takes for something that went wrong outside of any file: `code`, message, way out, and details of its own.
pub fn diagnostic(code: &str, message: &str, help: Option<&str>) -> Value {
    json!({
        "code": code, "severity": "error", "message": diag::clean(message).as_ref(), "help": help, "url": null,
        "labels": [],
    })
}

/// Says what went wrong outside of any file, and the way out.
pub fn fail(message: &str, help: Option<&str>) {
    fail_as("E0900", message, help);
}

/// The same, for what has a code of its own.
pub fn fail_as(code: &str, message: &str, help: Option<&str>) {
    let message = message.lines().map(diag::clean).collect::<Vec<_>>().join("\n");
    let message = message.as_str();
    say(&format!("{BAD}error[{code}]{BAD:#}: {message}"));
    if let Some(help) = help {
        say(&format!("  {DIM}help:{DIM:#} {help}"));
    }
    keep(diagnostic(code, message, help));
}

/// For a command line that could not be read: what `clap` has told people, on stdout as one document.
pub fn usage(text: &str) {
    let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
    keep(diagnostic("E0900", message, Some("`engine --help` and `engine COMMAND --help` say what can be written")));
    document();
}

/// Shows diagnostics on stderr; nothing for none. Programs get errors on stdout when the command ends, see [`document`].
pub fn problems(global: &Global, problems: &Problems, sources: &SourceMap) {
    if problems.is_empty() {
        return;
    }
    if problems.has_errors()
        && let Value::Array(diagnostics) = diag::json_value(problems, sources)["diagnostics"].take()
    {
        told().extend(diagnostics);
    }
    match global.format {
        Format::Json | Format::Short => aside(&diag::short(problems, sources)),
        Format::Human
        | Format::Sarif
        | Format::Github
        | Format::Dot
        | Format::Mermaid
        | Format::Svg
        | Format::Junit => aside(&for_people(problems, sources)),
    }
}

/// Says in a line how many warnings `validate` would show; nothing for none.
pub fn warnings(global: &Global, problems: &Problems, spec: &Path) {
    let count = problems.count(Severity::Warning);
    if count > 0 {
        let spec = if spec == Path::new("spec.kdl") { String::new() } else { format!(" {}", path(spec)) };
        note(global, &format!("{}: `engine validate{spec}` shows what they are", super::count(count, "warning")));
    }
}

/// For a command that failed: everything it told people went wrong, on stdout as one document. Nothing when it has said so in a
/// document of its own.
pub fn document() {
    let told = std::mem::take(&mut *told());
    if told.is_empty() {
        return;
    }
    let count = |severity: &str| told.iter().filter(|one| one["severity"] == severity).count();
    let (errors, warnings) = (count("error"), count("warning"));
    let document = json!({ "format": 1, "diagnostics": told, "errors": errors, "warnings": warnings });
    data(&diag::clean_json(&format!("{document}\n")));
}

/// Takes what [`document`] would print, for a command that prints it inside of a document of its own.
pub fn taken() -> Vec<Value> {
    std::mem::take(&mut *told())
}
