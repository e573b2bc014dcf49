//! Words that are none, and what their writers mean.

use super::complaint::{OTHER, shorten, word_end};
use crate::diag::{Diagnostic, Edit, FileId, Span};

/// A node that stands behind the block of another, on the same line.
pub(super) fn crowded(at: usize, text: &str, file: FileId) -> Diagnostic {
    let end = word_end(text, at);
    let word = shorten(&text[at..end]);
    Diagnostic::error(OTHER, format!("a line must end before `{word}`"))
        .at(Span::new(file, at, end), "stands behind the `}` of another block")
        .help("put it on a line of its own, or a `;` before it")
        .fix("put it on a line of its own", vec![Edit::new(Span::new(file, at, at), "\n")])
}

/// What is wrong with a word or number that the library gives up on, when the word itself shows it.
pub(super) fn complain(said: &str, at: usize, text: &str, file: FileId) -> Option<Diagnostic> {
    let ends = |c: char| c.is_whitespace() || matches!(c, ';' | '"' | '\\');
    let end = text[at..].find(ends).map_or(text.len(), |length| at + length);
    let word = text[at..end].trim_end_matches('{');
    let end = at + word.len();
    let span = Span::new(file, at, end);
    let shown = shorten(word);
    let error = |message: String| Diagnostic::error(OTHER, message);
    if let Some((name, _)) = word.split_once('(').filter(|(name, _)| is_name(name)) {
        let open = at + name.len();
        let problem = error(format!("`(` cannot stand behind `{}`", shorten(name)))
            .at(Span::new(file, open, open + 1), "not expected here");
        let called = text[open..].strip_prefix("(\"").and_then(|rest| rest.split_once("\")"));
        let called = called.map(|(inside, _)| inside).filter(|inside| !inside.contains(['"', '\n', '\\']));
        return Some(match (name, called) {
            ("secret" | "ref" | "file", Some(inside)) => {
                let written = format!("({name})\"{inside}\"");
                let whole = Span::new(file, at, open + inside.len() + 4);
                problem
                    .help(format!("write `{written}`"))
                    .fix(format!("write `{written}`"), vec![Edit::new(whole, written)])
            }
            _ => problem.help(format!("values follow a name with blanks between: `{} \"…\"`", shorten(name))),
        });
    }
    if word.ends_with(',') {
        // Told as what it is further on.
        return None;
    }
    let number = word.trim_start_matches(['+', '-', '.']).starts_with(|c: char| c.is_ascii_digit());
    let quotable = !word.is_empty() && !word.contains(['"', '\\', '{', '}']);
    let quoted = |problem: Diagnostic| {
        let written = format!("\"{word}\"");
        let problem = problem.help(format!("text like this goes between quotes: `{}`", shorten(&written)));
        let first = text[..at].trim_end_matches([' ', '\t']).ends_with(['\n', '\r', '{', ';'])
            || text[..at].trim_end().is_empty();
        if quotable && !first && !word.contains('=') {
            problem.fix("put it between quotes", vec![Edit::new(span, written)])
        } else {
            problem
        }
    };
    if let Some((key, _)) =
        word.split_once('=').filter(|(key, _)| number && key.chars().all(|c| c.is_alphanumeric() || c == '_'))
    {
        return Some(
            error(format!("`{}` is no name", shorten(key)))
                .at(Span::new(file, at, at + key.len()), "begins with a digit")
                .help("names of properties begin with a letter; any other stands between quotes: `\"1A\"=\"…\"`"),
        );
    }
    if number && said != "Found invalid node name" && !word.contains('=') {
        let problem = error(format!("`{shown}` is not a number")).at(span, "starts like a number");
        return Some(quoted(problem));
    }
    let path = word.starts_with('/') || (word.contains('/') && is_name(word.split('/').next().unwrap_or("")));
    if path && !word.contains('=') {
        let problem = error(format!("`{shown}` needs quotes")).at(span, "a `/` stands only between quotes");
        let written = format!("\"{word}\"");
        let problem = problem.help(format!("write `{}`", shorten(&written)));
        let fits =
            !word.contains(['"', '\\']) && !text[..at].trim_end_matches([' ', '\t']).ends_with(['\n', '\r', '{', ';']);
        return Some(if fits { problem.fix("put it between quotes", vec![Edit::new(span, written)]) } else { problem });
    }
    None
}

fn is_name(word: &str) -> bool {
    word.starts_with(char::is_alphabetic) && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
