use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::clean_json;
use crate::diag::codes::explain;
use crate::diag::{Diagnostic, FileId, Fix, Label, Problems, Severity, SourceMap, Span};

/// The problems as SARIF 2.1.0, for code scanning; columns are in Unicode code points, and say so.
pub fn sarif(problems: &Problems, sources: &SourceMap) -> String {
    let used: BTreeSet<&str> = problems.0.iter().map(|problem| problem.code).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "engine",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": used.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": problems.0.iter().map(|problem| result(problem, sources)).collect::<Vec<_>>(),
        }],
    });
    clean_json(&format!("{document}\n")).into_owned()
}

fn rule(code: &str) -> Value {
    match explain(code) {
        Some(page) => json!({
            "id": code,
            "shortDescription": { "text": page.title },
            "fullDescription": { "text": page.explanation },
        }),
        None => json!({ "id": code }),
    }
}

fn result(problem: &Diagnostic, sources: &SourceMap) -> Value {
    let text = match &problem.help {
        Some(help) => format!("{}\nhelp: {help}", problem.message),
        None => problem.message.clone(),
    };
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    };
    let (primary, others) = problem.labels.split_at(problem.labels.len().min(1));
    let mut result = json!({
        "ruleId": problem.code,
        "level": level,
        "message": { "text": text },
        "locations": primary.iter().map(|label| location(label, None, sources)).collect::<Vec<_>>(),
        "relatedLocations":
            others.iter().enumerate().map(|(at, label)| location(label, Some(at + 1), sources)).collect::<Vec<_>>(),
    });
    // `null` is no list in SARIF.
    if let Some(found) = &problem.fix {
        result["fixes"] = json!([fix(found, sources)]);
    }
    result
}

fn fix(fix: &Fix, sources: &SourceMap) -> Value {
    let mut changes: BTreeMap<FileId, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        changes.entry(edit.span.file).or_default().push(json!({
            "deletedRegion": region(edit.span, sources),
            "insertedContent": { "text": edit.text },
        }));
    }
    let changes = changes.into_iter().map(
        |(file, replacements)| json!({ "artifactLocation": artifact(file, sources), "replacements": replacements }),
    );
    json!({ "description": { "text": fix.title }, "artifactChanges": changes.collect::<Vec<_>>() })
}

fn region(span: Span, sources: &SourceMap) -> Value {
    let start = sources.line_column(span.file, span.start as usize);
    let end = sources.line_column(span.file, span.end as usize);
    json!({
        "startLine": start.line,
        "startColumn": start.code_point,
        "endLine": end.line,
        "endColumn": end.code_point,
        "byteOffset": span.start,
        "byteLength": span.end.saturating_sub(span.start),
    })
}

fn artifact(file: FileId, sources: &SourceMap) -> Value {
    json!({ "uri": uri(&sources.path(file).display().to_string()) })
}

fn location(label: &Label, id: Option<usize>, sources: &SourceMap) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": artifact(label.span.file, sources),
            "region": region(label.span, sources),
        },
        "message": { "text": label.text },
    });
    if let Some(id) = id {
        location["id"] = id.into();
    }
    location
}

/// A path as a URI reference: what RFC 3986 does not allow in a path is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}
