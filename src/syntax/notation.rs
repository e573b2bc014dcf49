//! Texts that are no KDL at all: one problem says more then than one for each line.

use crate::diag::{Diagnostic, FileId, Span};

/// What a text is when it is something else: JSON, YAML, TOML, or a file with a merge in it that nobody finished. `text` begins at
/// `start` of the file; `flawed` is whether it is no KDL.
pub(super) fn another(text: &str, start: usize, flawed: bool, file: FileId) -> Option<Diagnostic> {
    if flawed && let Some(problem) = merge(text, start, file) {
        return Some(problem);
    }
    let (at, line) = first_line(text)?;
    let rest = || text[at + 1..].trim_start();
    let notation = match line.as_bytes().first()? {
        b'{' if flawed && rest().starts_with(['"', '}']) => "JSON",
        b'[' if flawed && rest().starts_with(['{', '"']) => "JSON",
        b'[' if flawed && line.trim_end().ends_with(']') => "TOML",
        _ if line.trim_end() == "---" || is_mapping(line) && !has_block(text) => "YAML",
        _ => return None,
    };
    let place = start + at;
    let problem = Diagnostic::error("E0112", format!("this is {notation}, and a spec is KDL"))
        .at(Span::new(file, place, place + line.trim_end().len()), format!("begins as {notation} does"))
        .help("a block looks like `stack \"shop\" { region \"us-east-2\"; env \"dev\" }`; `engine new` writes a spec to begin with");
    Some(problem)
}

/// The first line that is no comment and not empty, without its indent, and where it begins.
fn first_line(text: &str) -> Option<(usize, &str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        let begin = at + line.len() - words.len();
        at += line.len();
        if !words.is_empty() && !words.starts_with("//") && !words.starts_with("# ") {
            return Some((begin, words));
        }
    }
    None
}

/// Whether a line is a key of YAML with or without its value.
fn is_mapping(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !key.is_empty() && key.chars().all(plain) && (value.is_empty() || value.starts_with(char::is_whitespace))
}

/// Whether some line begins a block.
fn has_block(text: &str) -> bool {
    text.lines().any(|line| line.trim_end().ends_with('{'))
}

/// The marks of a merge, all of them.
fn merge(text: &str, start: usize, file: FileId) -> Option<Diagnostic> {
    let mut at = start;
    let mut labels = Vec::new();
    for line in text.split_inclusive('\n') {
        let said = match line.trim_end().get(..7) {
            Some("<<<<<<<") => Some("one side begins here"),
            Some("=======") if !labels.is_empty() => Some("the other side"),
            Some(">>>>>>>") if !labels.is_empty() => Some("ends here"),
            _ => None,
        };
        labels.extend(said.map(|said| (Span::new(file, at, at + 7), said)));
        at += line.len();
    }
    if !labels.iter().any(|(_, said)| *said == "ends here") {
        return None;
    }
    let problem = Diagnostic::error("E0112", "a merge in this file is not finished");
    let problem = labels.into_iter().fold(problem, |problem, (span, said)| problem.at(span, said));
    Some(problem.help("decide between the two sides and remove these lines; the rest is judged then"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        another(text, 0, true, FileId(0)).map(|problem| problem.message)
    }

    #[test]
    fn other_notations_are_told_by_how_they_begin() {
        let of = |notation: &str| Some(format!("this is {notation}, and a spec is KDL"));
        assert_eq!(said("{\n  \"stack\": 1\n}"), of("JSON"));
        assert_eq!(said("[{\"a\": 1}]"), of("JSON"));
        assert_eq!(said("[stack]\nname = 1"), of("TOML"));
        assert_eq!(said("# mine\nstack:\n  name: x"), of("YAML"));
        assert_eq!(said("---\nstack: 1"), of("YAML"));
        assert_eq!(said("stack: \"x\" {\n}"), None);
        assert_eq!(said("{\n region \"x\"\n}"), None);
        assert_eq!(said("stack \"x\" {\n}"), None);
        assert_eq!(said("é: x {\n}"), None);
        assert_eq!(said(""), None);
    }

    #[test]
    fn a_merge_has_all_of_its_marks() {
        let merge = "a 1\n<<<<<<< HEAD\nb 1\n=======\nb 2\n>>>>>>> other\n";
        assert_eq!(said(merge).as_deref(), Some("a merge in this file is not finished"));
        assert_eq!(said("a 1\n=======\n"), None);
        assert_eq!(another(merge, 0, false, FileId(0)), None);
    }
}
