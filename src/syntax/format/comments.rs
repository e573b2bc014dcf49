use unicode_width::UnicodeWidthStr as _;

use super::layout::bounds;
use super::token::{Kind, Token, is_newline, newlines};

/// A comment behind other text of its line.
struct Trailing {
    /// Its gap.
    gap: usize,
    /// Its line in the new layout.
    line: usize,
    /// Where the text before it ends in the new layout, columns.
    code: usize,
    /// Where it stood.
    column: usize,
    /// How far it stood from the text before it.
    distance: usize,
}

/// Comments of consecutive lines that stood below each other do so afterwards, too.
pub(super) fn align(text: &str, start: usize, tokens: &[Token], gaps: &mut [String]) {
    let mut trailing: Vec<Trailing> = Vec::new();
    let (mut old, mut new, mut line) = (0, 0, 0);
    for (at, token) in tokens.iter().enumerate() {
        let (from, to) = bounds(text, start, tokens, at);
        let code = new;
        let written = &text[from..to];
        old = column_after(old, written);
        new = column_after(new, &gaps[at]);
        line += newlines(&gaps[at]);
        if token.kind == Kind::LineComment && at > 0 && newlines(&gaps[at]) == 0 {
            trailing.push(Trailing { gap: at, line, code, column: old, distance: gaps[at].width() });
        }
        let word = &text[token.range.clone()];
        (old, new) = (column_after(old, word), column_after(new, word));
        line += newlines(word);
    }
    for group in trailing.chunk_by(|one, next| one.line + 1 == next.line && one.column == next.column) {
        let furthest = group.iter().map(|one| one.code).max().unwrap_or(0);
        let nearest = group.iter().map(|one| one.distance).min().unwrap_or(1);
        if group.len() > 1 {
            for one in group {
                gaps[one.gap] = " ".repeat(furthest + nearest - one.code);
            }
        }
    }
}

/// The column behind a text that begins at `column`, as a terminal counts.
fn column_after(column: usize, text: &str) -> usize {
    match text.rfind(is_newline) {
        Some(at) => text[at..].trim_start_matches(is_newline).width(),
        None => column + text.width(),
    }
}
