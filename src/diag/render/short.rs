use super::clean;
use crate::diag::{Problems, SourceMap};

/// One line for each problem, `file:line:col: error[E0101]: message`, as compilers write them.
pub fn short(problems: &Problems, sources: &SourceMap) -> String {
    let mut text = String::new();
    for problem in &problems.0 {
        if let Some(label) = problem.labels.first() {
            let at = sources.line_column(label.span.file, label.span.start as usize);
            let path = sources.path(label.span.file).display().to_string();
            text.push_str(&format!("{}:{}:{}: ", clean(&path), at.line, at.column));
        }
        text.push_str(&format!("{}[{}]: {}\n", problem.severity.word(), problem.code, clean(&problem.message)));
    }
    text
}
