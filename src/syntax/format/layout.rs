use super::comments::align;
use super::meaning::same;
use super::token::{Kind, Token, is_blank, newlines, tokens};
use crate::diag::{Diagnostic, Edit, FileId, Problems, Span};
use crate::syntax::{MAX_BYTES, parse};

/// What one level of blocks is indented by.
const INDENT: &str = "    ";

/// Why a text was not laid out.
#[derive(Debug, Clone, PartialEq)]
pub enum Unformatted {
    /// It is no KDL, so that what its author means is not known; or too large.
    Broken(Problems),
    /// It would have meant something else afterwards, which is a bug here.
    Changed,
}

/// The edits that lay a text out; none when it is laid out already. What it says stays the same.
///
/// # Errors
/// When it cannot be parsed, and when the result does not say the same.
pub fn format(text: &str, file: FileId) -> Result<Vec<Edit>, Unformatted> {
    let before = parse(text, file);
    if !before.problems.is_empty() {
        return Err(Unformatted::Broken(before.problems));
    }
    let edits = edits(text, file);
    if edits.is_empty() {
        return Ok(edits);
    }
    let after = crate::diag::edited(text, &edits);
    if after.len() > MAX_BYTES {
        let problem =
            Diagnostic::error("E0103", format!("laid out, the file would be larger than {} MB", MAX_BYTES >> 20))
                .at(Span::new(file, 0, 0), format!("{} bytes with all of its indentation", after.len()))
                .help("split it, and bring the parts together with `include`");
        return Err(Unformatted::Broken(Problems(vec![problem])));
    }
    let after = parse(&after, file);
    if after.problems.is_empty() && same(&before.nodes, &after.nodes) { Ok(edits) } else { Err(Unformatted::Changed) }
}

fn edits(text: &str, file: FileId) -> Vec<Edit> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let tokens = tokens(text, start);
    let mut gaps = gaps(text, start, &tokens);
    align(text, start, &tokens, &mut gaps);
    let changed = gaps.into_iter().enumerate().filter_map(|(at, new)| {
        let (from, to) = bounds(text, start, &tokens, at);
        (text[from..to] != new).then(|| Edit::new(Span::new(file, from, to), new))
    });
    changed.collect()
}

/// Where the gap before the token `at` begins and ends; after the last one comes the gap at the end of the text.
pub(super) fn bounds(text: &str, start: usize, tokens: &[Token], at: usize) -> (usize, usize) {
    let from = at.checked_sub(1).and_then(|before| tokens.get(before)).map_or(start, |token| token.range.end);
    let to = tokens.get(at).map_or(text.len(), |token| token.range.start);
    (from, to)
}

/// What is to stand before each token, and after the last one.
fn gaps(text: &str, start: usize, tokens: &[Token]) -> Vec<String> {
    let page = Page { text, start, tokens, newline: newline_of(text), tall: tall(text, start, tokens) };
    let mut place = Place::default();
    (0..=tokens.len())
        .map(|at| {
            let gap = page.gap(at, &mut place);
            if let Some(token) = tokens.get(at) {
                place.pass(token.kind);
            }
            gap
        })
        .collect()
}

/// The line end the text uses first.
fn newline_of(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        Some(_) | None => "\n",
    }
}

/// For each `{` and `}` whether their block takes more than one line.
fn tall(text: &str, start: usize, tokens: &[Token]) -> Vec<bool> {
    let mut tall = vec![false; tokens.len()];
    // Each open block: its `{`, and how many newlines come before it.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut seen = 0;
    for (at, token) in tokens.iter().enumerate() {
        let (from, to) = bounds(text, start, tokens, at);
        seen += newlines(&text[from..to]);
        match token.kind {
            Kind::Open => open.push((at, seen)),
            Kind::Close => {
                if let Some((opener, before)) = open.pop() {
                    (tall[opener], tall[at]) = (seen > before, seen > before);
                }
            }
            Kind::Word
            | Kind::Equals
            | Kind::OpenParen
            | Kind::CloseParen
            | Kind::Semicolon
            | Kind::Slashdash
            | Kind::Continue
            | Kind::LineComment
            | Kind::BlockComment => {}
        }
    }
    tall
}

/// Where in the structure of the text the walk is.
#[derive(Default)]
struct Place {
    /// How many blocks are open.
    depth: usize,
    /// Whether a node has begun and may go on.
    in_node: bool,
    /// Whether a `/-` waits for what it takes out: line ends mean nothing until then.
    slashed: bool,
}

impl Place {
    fn pass(&mut self, kind: Kind) {
        match kind {
            Kind::Word | Kind::Equals | Kind::OpenParen | Kind::CloseParen => {
                (self.in_node, self.slashed) = (true, false);
            }
            Kind::Open => {
                self.depth += 1;
                (self.in_node, self.slashed) = (false, false);
            }
            Kind::Close => {
                self.depth = self.depth.saturating_sub(1);
                self.in_node = true;
            }
            Kind::Semicolon => self.in_node = false,
            Kind::Slashdash => self.slashed = true,
            Kind::Continue | Kind::LineComment | Kind::BlockComment => {}
        }
    }
}

struct Page<'a> {
    text: &'a str,
    start: usize,
    tokens: &'a [Token],
    newline: &'static str,
    tall: Vec<bool>,
}

impl Page<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn before(&self, at: usize) -> Option<Kind> {
        self.kind(at.checked_sub(1)?)
    }

    fn written(&self, at: usize) -> &str {
        let (from, to) = bounds(self.text, self.start, self.tokens, at);
        &self.text[from..to]
    }

    fn gap(&self, at: usize, place: &mut Place) -> String {
        let Some(before) = self.before(at) else { return String::new() };
        let Some(next) = self.kind(at) else { return self.newline.to_owned() };
        let lines = newlines(self.written(at));
        if lines > 0 {
            return self.line_end(at, lines, before, next, place);
        }
        let breaks = match (before, next) {
            (Kind::Open, Kind::Close) => false,
            (Kind::Open, _) => self.is_tall(at - 1) && !self.comments_end_line(at),
            (_, Kind::Close) => self.is_tall(at),
            _ => false,
        };
        if breaks {
            return self.lines(1, self.level(next, place));
        }
        self.blanks(at, before, next)
    }

    /// A gap in which lines end.
    fn line_end(&self, at: usize, lines: usize, before: Kind, next: Kind, place: &mut Place) -> String {
        // A line end after `\` ends no node.
        let continued = self.continues(at);
        let ends = lines - usize::from(continued);
        if ends > 0 && !place.slashed {
            place.in_node = false;
        }
        let empty_line = ends > 1 && before != Kind::Open && next != Kind::Close;
        let count = usize::from(continued) + ends.min(1) + usize::from(empty_line);
        self.lines(count, self.level(next, place))
    }

    /// Whether the gap before a token begins with a line end that a `\` takes away.
    fn continues(&self, at: usize) -> bool {
        match self.before(at) {
            Some(Kind::Continue) => true,
            Some(Kind::LineComment) => {
                at > 1 && self.before(at - 1) == Some(Kind::Continue) && newlines(self.written(at - 1)) == 0
            }
            _ => false,
        }
    }

    fn level(&self, next: Kind, place: &Place) -> usize {
        if next == Kind::Close { place.depth.saturating_sub(1) } else { place.depth + usize::from(place.in_node) }
    }

    fn lines(&self, count: usize, level: usize) -> String {
        self.newline.repeat(count) + &INDENT.repeat(level)
    }

    fn is_tall(&self, at: usize) -> bool {
        self.tall.get(at).copied().unwrap_or(false)
    }

    /// Whether from a token on there are nothing but comments in its line.
    fn comments_end_line(&self, at: usize) -> bool {
        for (offset, token) in self.tokens[at..].iter().enumerate() {
            if offset > 0 && newlines(self.written(at + offset)) > 0 {
                return true;
            }
            if !token.kind.is_comment() {
                return false;
            }
        }
        true
    }

    /// A gap within a line.
    fn blanks(&self, at: usize, before: Kind, next: Kind) -> String {
        let written = self.written(at);
        let as_it_is = || if written.is_empty() { "" } else { " " };
        let gap = match (before, next) {
            // Before a comment at the end of a line people align.
            (_, Kind::LineComment) if !written.is_empty() && written.chars().all(|c| c == ' ') => written,
            (_, Kind::LineComment) => " ",
            (Kind::Open, Kind::Close) | (_, Kind::Semicolon) => "",
            (Kind::Open, _) | (_, Kind::Close | Kind::Open) | (Kind::Semicolon, _) => " ",
            (_, Kind::Continue) => " ",
            (Kind::BlockComment, _) | (_, Kind::BlockComment) | (Kind::Slashdash, _) => as_it_is(),
            (_, Kind::Slashdash) => " ",
            (Kind::OpenParen | Kind::CloseParen | Kind::Equals, _) | (_, Kind::CloseParen | Kind::Equals) => "",
            (_, Kind::OpenParen | Kind::Word) => as_it_is(),
            // A line comment and a `\` end their line.
        };
        debug_assert!(gap.chars().all(is_blank));
        gap.to_owned()
    }
}
