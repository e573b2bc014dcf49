use super::clean;
use crate::diag::{Problems, Severity, SourceMap};

/// Annotations for GitHub Actions, one line for each problem.
///
/// In messages `%`, CR and LF are percent-encoded; in properties also `:` and `,`.
pub fn github(problems: &Problems, sources: &SourceMap) -> String {
    let mut text = String::new();
    for problem in &problems.0 {
        let command = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        let mut properties = Vec::new();
        if let Some(label) = problem.labels.first() {
            let start = sources.line_column(label.span.file, label.span.start as usize);
            let end = sources.line_column(label.span.file, label.span.end as usize);
            properties.push(format!("file={}", property(&clean(&sources.path(label.span.file).display().to_string()))));
            properties.push(format!("line={}", start.line));
            properties.push(format!("endLine={}", end.line));
            // Columns mean nothing to GitHub when a range has several lines.
            if start.line == end.line {
                properties.push(format!("col={}", start.column));
                properties.push(format!("endColumn={}", end.column));
            }
        }
        properties.push(format!("title={}", property(problem.code)));
        let help = problem
            .help
            .as_deref()
            .map(|help| format!("\n{}", help.lines().map(clean).collect::<Vec<_>>().join("\n")))
            .unwrap_or_default();
        let message = message(&format!("{}{help}", clean(&problem.message)));
        text.push_str(&format!("::{command} {}::{message}\n", properties.join(",")));
    }
    text
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
