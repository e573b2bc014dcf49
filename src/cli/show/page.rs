use super::{BAD, GOOD, HEAD};
use crate::diag::codes::{Example, Page};

/// The page of a diagnostic.
pub fn page(page: &Page) -> String {
    let Page { code, title, explanation, bad, good } = page;
    format!(
        "{HEAD}{code}{HEAD:#}: {title}\n\n{}\n\n{BAD}not{BAD:#}\n\n{}\n\n{GOOD}but{GOOD:#}\n\n{}\n",
        wrapped(explanation),
        example(*bad),
        example(*good)
    )
}

/// A spec is set in; words are not.
fn example(example: Example) -> String {
    match example {
        Example::Spec(text) => text
            .trim_end()
            .lines()
            .map(|line| format!("    {line}").trim_end().to_owned())
            .collect::<Vec<_>>()
            .join("\n"),
        Example::Words(text) => wrapped(text),
    }
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
