use std::ops::Range;

use super::super::scan::Scanner;

/// What stands between the blanks and line ends of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a number, a keyword or a string.
    Word,
    Equals,
    OpenParen,
    CloseParen,
    Open,
    Close,
    Semicolon,
    Slashdash,
    /// The `\` that lets a node go on in the next line.
    Continue,
    /// `// …`, without the line end and the blanks before it.
    LineComment,
    BlockComment,
}

impl Kind {
    pub(super) fn is_comment(self) -> bool {
        matches!(self, Self::LineComment | Self::BlockComment)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// Every token of a text that the library has found nothing wrong with.
pub(super) fn tokens(text: &str, start: usize) -> Vec<Token> {
    let mut scanner = Scanner::new(text, start..text.len());
    let mut tokens = Vec::new();
    while let Some(first) = text[scanner.at..].chars().next() {
        let start = scanner.at;
        if is_blank(first) {
            scanner.at += first.len_utf8();
            continue;
        }
        if scanner.newline_length() > 0 {
            scanner.at += scanner.newline_length();
            continue;
        }
        let kind = match first {
            '{' => Kind::Open,
            '}' => Kind::Close,
            '(' => Kind::OpenParen,
            ')' => Kind::CloseParen,
            '=' => Kind::Equals,
            ';' => Kind::Semicolon,
            '\\' => Kind::Continue,
            '/' if scanner.starts_with(b"/-") => Kind::Slashdash,
            '/' if scanner.starts_with(b"//") => Kind::LineComment,
            '/' if scanner.starts_with(b"/*") => Kind::BlockComment,
            _ => Kind::Word,
        };
        match kind {
            Kind::Word if matches!(first, '"' | '#') => {
                scanner.string();
                // A keyword goes on after its `#`.
                if first == '#' && text[start..scanner.at].ends_with('#') && !text[start..scanner.at].contains('"') {
                    scanner.at = word_end(text, scanner.at);
                }
            }
            Kind::Word => scanner.at = word_end(text, start + first.len_utf8()),
            Kind::LineComment => scanner.skip_line(),
            Kind::BlockComment => {
                scanner.comment();
            }
            Kind::Slashdash => scanner.at += 2,
            Kind::Equals
            | Kind::OpenParen
            | Kind::CloseParen
            | Kind::Open
            | Kind::Close
            | Kind::Semicolon
            | Kind::Continue => scanner.at += 1,
        }
        let end = match kind {
            Kind::LineComment => start + text[start..scanner.at].trim_end_matches(is_blank).len(),
            _ => scanner.at,
        };
        tokens.push(Token { kind, range: start..end });
    }
    tokens
}

fn word_end(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let ends = |(at, c): (usize, char)| {
        let comment = c == '/' && rest[at + 1..].starts_with(['/', '*', '-']);
        let mark = matches!(c, '{' | '}' | '(' | ')' | '=' | ';' | '\\' | '"' | '#');
        (comment || mark || is_blank(c) || is_newline(c)).then_some(from + at)
    };
    rest.char_indices().find_map(ends).unwrap_or(text.len())
}

/// KDL 2, section 3.17.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, '\t' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// KDL 2, section 3.20; CR LF is one newline of two of them.
pub(super) fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}')
}

/// How many newlines there are in a text.
pub(super) fn newlines(text: &str) -> usize {
    text.chars().filter(|c| is_newline(*c)).count() - text.matches("\r\n").count()
}
