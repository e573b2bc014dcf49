use std::fmt::Write as _;
use std::ops::Range;

use super::config_file::ConfigFile;
use super::scan::{Token, tokens};
use crate::diag::Span;

/// The lines of a config file, in the order a new one is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    Recipient,
    DataKey,
    DigestKey,
    FormerKey,
    Value,
    Secret,
}

/// Changes to the text of a config file, by span: everything that is not changed stays as it was written.
pub(super) struct Edit<'a> {
    text: &'a str,
    config: &'a ConfigFile,
    tokens: Vec<Token>,
    splices: Vec<(Range<usize>, String)>,
    /// The lines of a block that the file does not have yet.
    missing_block: Vec<String>,
}

const INDENT: &str = "    ";

impl<'a> Edit<'a> {
    /// Starts an edit of `text`, which was read as `config`.
    pub(super) fn of(text: &'a str, config: &'a ConfigFile) -> Self {
        // A text that was parsed has passed the scanner.
        Self { text, config, tokens: tokens(text).unwrap_or_default(), splices: Vec::new(), missing_block: Vec::new() }
    }

    /// Puts other text in place of a span.
    pub(super) fn replace(&mut self, span: Span, text: impl Into<String>) {
        self.splices.push((span.start as usize..span.end as usize, text.into()));
    }

    /// Takes a node out, with its line when it has one to itself.
    pub(super) fn remove(&mut self, node: Span) {
        let (mut start, mut end) = (node.start as usize, node.end as usize);
        let line_start = self.line_start(start);
        let alone = self.text[line_start..start].trim().is_empty();
        match self.next_token(end) {
            Some(Token::End(at)) if alone && self.ends_line(*at) => (start, end) = (line_start, *at),
            Some(Token::End(at)) if !self.ends_line(*at) => end = *at,
            _ => {}
        }
        self.splices.push((start..end, String::new()));
    }

    /// Adds a line after the last one of its sort.
    pub(super) fn insert(&mut self, line: Line, text: &str) {
        let newline = self.newline();
        let Some((open, close)) = self.braces() else {
            return self.missing_block.push(text.to_owned());
        };
        let nodes = self.config.nodes();
        let before = nodes.iter().filter(|(sort, _)| *sort <= line).max_by_key(|(sort, node)| (*sort, node.start));
        let (indent, after) = match before {
            Some((_, node)) => (self.indent(node.start as usize), node.end as usize),
            None => (nodes.first().map_or(INDENT, |(_, node)| self.indent(node.start as usize)), open + 1),
        };
        let (at, text) = match self.next_token(after) {
            Some(Token::End(at)) if self.ends_line(*at) && *at <= close => (*at, format!("{indent}{text}{newline}")),
            _ => {
                let spaces = self.text[..close].len() - self.text[..close].trim_end_matches([' ', '\t']).len();
                let at = if after > close - spaces { after } else { close - spaces };
                (at, format!("{newline}{indent}{text}{newline}"))
            }
        };
        // Two lines put before one brace need one line end between them.
        match self
            .splices
            .iter_mut()
            .find(|(range, put)| range.start == at && range.end == at && put.starts_with(newline))
        {
            Some((_, put)) if text.starts_with(newline) => put.push_str(&text[newline.len()..]),
            _ => self.splices.push((at..at, text)),
        }
    }

    /// The text with every change in it.
    pub(super) fn finish(mut self) -> String {
        if !self.missing_block.is_empty() {
            let (at, newline) = (self.config.head_end, self.newline());
            let lines: String = self.missing_block.iter().map(|line| format!("{INDENT}{line}{newline}")).collect();
            self.splices.push((at..at, format!(" {{{newline}{lines}}}")));
        }
        // Stable: what was inserted first at one place stands first.
        self.splices.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, put) in &self.splices {
            text.push_str(self.text.get(at..range.start).unwrap_or(""));
            text.push_str(put);
            at = at.max(range.end);
        }
        text.push_str(&self.text[at..]);
        text
    }

    fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// The braces of the `config` block.
    fn braces(&self) -> Option<(usize, usize)> {
        let node = self.config.node?;
        let inside = self.config.head_end..node.end as usize;
        let open = self.tokens.iter().find_map(|token| match token {
            Token::Open(at) if inside.contains(at) => Some(*at),
            _ => None,
        })?;
        let close = self.tokens.iter().rev().find_map(|token| match token {
            Token::Close(at) if inside.contains(at) => Some(*at),
            _ => None,
        })?;
        Some((open, close))
    }

    fn next_token(&self, from: usize) -> Option<&Token> {
        self.tokens.iter().find(|token| match token {
            Token::Open(at) | Token::Close(at) => *at >= from,
            Token::End(at) => *at > from,
            Token::Quoted(range) | Token::Word(range) => range.start >= from,
        })
    }

    fn ends_line(&self, end: usize) -> bool {
        matches!(self.text.as_bytes().get(end - 1), Some(b'\n' | b'\r'))
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind(['\n', '\r']).map_or(0, |newline| newline + 1)
    }

    fn indent(&self, at: usize) -> &'a str {
        let before = &self.text[self.line_start(at)..at];
        if before.trim().is_empty() && !before.is_empty() { before } else { INDENT }
    }
}

/// Text as a KDL 2 string on one line.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // What KDL 2 does not allow in a string as it is, and line ends it knows besides the usual ones.
            '\u{0}'..='\u{1f}'
            | '\u{7f}'
            | '\u{85}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => {
                let _ = write!(quoted, "\\u{{{:x}}}", letter as u32);
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
