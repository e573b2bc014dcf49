use super::{BAD, DIM, GOOD, HEAD};
use crate::diag::codes::{Example, File, Page};

/// The page of a diagnostic.
pub fn page(page: &Page) -> String {
    let Page { code, title, explanation, bad, good } = page;
    format!(
        "{HEAD}{code}{HEAD:#}: {title}\n\n{}\n\n{BAD}not{BAD:#}\n\n{}\n\n{GOOD}but{GOOD:#}\n\n{}\n",
        wrapped(explanation),
        example(*bad, None),
        example(*good, Some(*bad))
    )
}

/// A spec is set in; of a session the files are set in below their names, unless they were shown with the example `above`, and
/// what is typed follows.
fn example(example: Example, above: Option<Example>) -> String {
    let typed = match example {
        Example::Spec(text) => return set_in(text, 4),
        Example::Session { typed, .. } => typed,
    };
    let (shown, files) = example.files_beside(above);
    let mut parts = Vec::new();
    if !shown.is_empty() {
        parts.push(format!("    {DIM}{} as above{DIM:#}", shown.join(" and ")));
    }
    parts.extend(files.iter().map(|File { name, text }| format!("    {DIM}{name}{DIM:#}\n\n{}", set_in(text, 8))));
    parts.push(typed.iter().map(|line| format!("    {DIM}${DIM:#} {line}")).collect::<Vec<_>>().join("\n"));
    parts.join("\n\n")
}

fn set_in(text: &str, by: usize) -> String {
    let lines = text.trim_end().lines();
    lines.map(|line| format!("{:by$}{line}", "").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// Paragraphs in lines of at most 90 characters; what is set in stays as it is.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 90;
    let paragraphs = text.trim().split("\n\n").map(|paragraph| {
        if paragraph.lines().any(|line| line.starts_with("    ")) {
            return paragraph.to_owned();
        }
        let mut lines: Vec<String> = Vec::new();
        for word in paragraph.split_whitespace() {
            match lines.last_mut() {
                Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines.join("\n")
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}
