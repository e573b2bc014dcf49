use serde_json::{Value, json};

use super::clean_json;
use crate::diag::{Diagnostic, FileId, Fix, Label, Problems, Severity, SourceMap};

/// The problems as JSON, format 1: lines and columns from 1, columns in characters, offsets in bytes.
pub fn json(problems: &Problems, sources: &SourceMap) -> String {
    clean_json(&format!("{}\n", json_value(problems, sources))).into_owned()
}

/// The same, for documents that hold more.
pub fn json_value(problems: &Problems, sources: &SourceMap) -> Value {
    json!({
        "format": 1,
        "diagnostics": problems.0.iter().map(|problem| diagnostic(problem, sources)).collect::<Vec<_>>(),
        "errors": problems.count(Severity::Error),
        "warnings": problems.count(Severity::Warning),
    })
}

fn diagnostic(problem: &Diagnostic, sources: &SourceMap) -> Value {
    json!({
        "code": problem.code,
        "severity": problem.severity.word(),
        "message": problem.message,
        "help": problem.help,
        "url": null,
        "labels": problem.labels.iter().map(|place| label(place, sources)).collect::<Vec<_>>(),
        "fix": problem.fix.as_ref().map(|found| fix(found, sources)),
    })
}

fn fix(fix: &Fix, sources: &SourceMap) -> Value {
    let edits = fix.edits.iter().map(|edit| {
        let file = edit.span.file;
        json!({
            "file": sources.path(file).display().to_string(),
            "start": position(file, edit.span.start, sources),
            "end": position(file, edit.span.end, sources),
            "text": edit.text,
        })
    });
    json!({ "title": fix.title, "edits": edits.collect::<Vec<_>>() })
}

fn label(label: &Label, sources: &SourceMap) -> Value {
    let file = label.span.file;
    json!({
        "file": sources.path(file).display().to_string(),
        "start": position(file, label.span.start, sources),
        "end": position(file, label.span.end, sources),
        "text": label.text,
    })
}

fn position(file: FileId, offset: u32, sources: &SourceMap) -> Value {
    let at = sources.line_column(file, offset as usize);
    json!({ "line": at.line, "column": at.column, "offset": offset })
}
