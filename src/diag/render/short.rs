use super::clean;
use crate::diag::{Problems, SourceMap, Span};

/// One line for each problem, as compilers write them: `file:line:col: error[E0101]: message`, then everything else there is to
/// say, in the order somebody reads it aloud. Nothing is drawn, and no line needs the one above it.
pub fn short(problems: &Problems, sources: &SourceMap) -> String {
    let mut text = String::new();
    for problem in &problems.0 {
        let mut places = problem.labels.iter();
        let first = places.next();
        if let Some(label) = first {
            text.push_str(&format!("{}: ", place(label.span, sources)));
        }
        text.push_str(&format!("{}[{}]: {}", problem.severity.word(), problem.code, clean(&problem.message)));
        if let Some(label) = first.filter(|label| !label.text.is_empty()) {
            text.push_str(&format!(", {}", clean(&label.text)));
        }
        let others = problem.labels.len().saturating_sub(1 + MAX_PLACES);
        for label in places.take(MAX_PLACES) {
            text.push_str(&format!("; at {}: {}", place(label.span, sources), clean(&label.text)));
        }
        if others > 0 {
            text.push_str(&format!("; at {others} more places"));
        }
        if let Some(help) = &problem.help {
            text.push_str(&format!("; help: {}", help.lines().map(clean).collect::<Vec<_>>().join(" ")));
        }
        text.push('\n');
    }
    text
}

/// Places besides the first one; nobody listens to more.
const MAX_PLACES: usize = 5;

fn place(span: Span, sources: &SourceMap) -> String {
    let at = sources.line_column(span.file, span.start as usize);
    format!("{}:{}:{}", clean(&sources.path(span.file).display().to_string()), at.line, at.column)
}
