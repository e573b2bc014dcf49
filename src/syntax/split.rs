use std::ops::Range;

use super::scan::{Mark, Scanner};

/// Braces inside each other beyond this are refused: the library recurses on them.
pub(super) const MAX_DEPTH: usize = 64;

/// Slashdashes in a row beyond this are refused, for the same reason.
const MAX_SLASHDASHES: usize = 64;

/// How often one level is taken up again after something that does not end.
const MAX_RESUMED: usize = 16;

/// One node of the level that was split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The node with what slashdashes before it, without blanks and comments around.
    pub range: Range<usize>,
    /// The inside of its last `{ … }`, when it ends with one.
    pub body: Option<Range<usize>>,
    /// Why the library must not be given it.
    pub flaw: Option<(Flaw, Range<usize>)>,
    /// The first `{` and `}` that pair up though their lines are indented differently: where a brace is likely missing.
    pub askew: Option<(usize, usize)>,
    /// Whether it stands behind the `}` of the node before, on the same line.
    pub crowded: bool,
}

impl Piece {
    /// A part of a text that ends with no block.
    pub(super) fn plain(range: Range<usize>) -> Self {
        Self { range, body: None, flaw: None, askew: None, crowded: false }
    }
}

/// What makes a piece unfit for the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    UnclosedString,
    UnclosedComment,
    UnclosedBlock,
    StrayClose,
    TooDeep,
    /// A `{` that begins a line: its node stands on the line before.
    OpenOnOwnLine,
}

/// Cuts `range` of `text` into the nodes of its outermost level.
///
/// When a block never closes, the first line after its beginning that is indented no deeper is taken for the next node, so
/// that what follows is still seen.
pub(super) fn split(text: &str, range: Range<usize>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = range.start;
    let mut resumed = 0usize;
    let mut behind = None;
    while let Some((mut piece, open)) = next_piece(text, at..range.end) {
        let swallows = match &piece.flaw {
            Some((Flaw::UnclosedBlock | Flaw::UnclosedComment, _)) => true,
            Some((Flaw::UnclosedString, place)) => open || place.end == range.end,
            _ => false,
        };
        let begins = &text[piece.range.start..];
        let between = behind.and_then(|end| text.get(end..piece.range.start));
        piece.crowded = begins.starts_with(char::is_alphabetic)
            && between.is_some_and(|between| !between.contains(['\n', '\r', ';', '\u{85}', '\u{2028}', '\u{2029}']));
        behind = piece.body.as_ref().map(|_| piece.range.end);
        // Each resumption walks to the end again, so their number is bounded.
        if let (true, Some((_, place))) = (swallows && resumed < MAX_RESUMED, &piece.flaw) {
            // What never ends reaches to the end of the text: its place is its opener.
            let from = place.start + 1;
            if let Some(resume) = next_line_like(text, piece.range.start, from..range.end) {
                piece.range.end = resume;
                piece.body = None;
                piece.askew = piece.askew.filter(|(_, close)| *close < resume);
                resumed += 1;
            }
        }
        // Progress is certain: a piece holds at least one character.
        at = piece.range.end.max(at + 1);
        pieces.push(piece);
    }
    pieces
}

/// The next piece, and whether a `{` of it has no `}`.
fn next_piece(text: &str, range: Range<usize>) -> Option<(Piece, bool)> {
    let mut scanner = Scanner::new(text, range.clone());
    let mut piece: Option<Piece> = None;
    let mut opened: Vec<usize> = Vec::new();
    let mut slashdashes = 0usize;
    while let Some((mut mark, mut place)) = scanner.next() {
        if mark == Mark::Open
            && let Some(end) = parameter(text, place.start, range.end)
        {
            (mark, place.end, scanner.at) = (Mark::Content, end, end);
        } else if mark == Mark::UnclosedString {
            // The place is that of the string as it was meant, so that what follows is still seen.
            let (end, next) = meant_end(text, place.clone(), range.end);
            (place.end, scanner.at) = (end, next);
        }
        if piece.is_none() && matches!(mark, Mark::Newline | Mark::Semicolon) {
            continue;
        }
        let first = piece.is_none();
        let current = piece.get_or_insert_with(|| Piece::plain(place.clone()));
        let before = current.range.end;
        let was_slashdash = slashdashes > 0;
        let word = mark == Mark::Content && text[place.start..].starts_with(char::is_alphabetic);
        if word && opened.is_empty() && current.body.is_some() && !was_slashdash {
            // Another node, though no line ends between the two.
            break;
        }
        if mark != Mark::Newline {
            current.range.end = place.end;
            slashdashes = if mark == Mark::Slashdash { slashdashes + 1 } else { 0 };
        }
        let flaw = match mark {
            Mark::Content => None,
            Mark::Slashdash if slashdashes > MAX_SLASHDASHES => Some(Flaw::TooDeep),
            Mark::Slashdash => None,
            Mark::Open => {
                if opened.is_empty() {
                    current.body = None;
                }
                opened.push(place.start);
                match opened.len() {
                    1 if first => Some(Flaw::OpenOnOwnLine),
                    depth if depth > MAX_DEPTH => Some(Flaw::TooDeep),
                    _ => None,
                }
            }
            Mark::Close => match opened.pop() {
                Some(open) => {
                    if current.askew.is_none() && opened.len() <= MAX_DEPTH && begins_line(text, place.start) {
                        let askew = indent_of(text, open) != indent_of(text, place.start);
                        current.askew = askew.then_some((open, place.start));
                    }
                    if opened.is_empty() {
                        current.body = Some(open + 1..place.start);
                    }
                    None
                }
                None => Some(Flaw::StrayClose),
            },
            Mark::UnclosedString => Some(Flaw::UnclosedString),
            Mark::UnclosedComment => Some(Flaw::UnclosedComment),
            Mark::DeepComment => Some(Flaw::TooDeep),
            Mark::Newline | Mark::Semicolon => {
                if opened.is_empty() && (mark == Mark::Semicolon || !was_slashdash) {
                    current.range.end = before;
                    break;
                }
                None
            }
        };
        let stray = flaw == Some(Flaw::StrayClose);
        if flaw == Some(Flaw::TooDeep) {
            // Weighs more than any other flaw: what is looked at again, part by part, must not be deep.
            current.flaw =
                current.flaw.take().filter(|(flaw, _)| *flaw == Flaw::TooDeep).or(Some((Flaw::TooDeep, place)));
        } else if let (Some(flaw), None) = (flaw, &current.flaw) {
            if stray && !first {
                // The node before the brace is whole; the brace is a piece of its own.
                current.range.end = before;
                break;
            }
            current.flaw = Some((flaw, place));
        }
        if stray {
            break;
        }
    }
    let mut piece = piece?;
    if let (Some(open), None) = (opened.first(), &piece.flaw) {
        piece.flaw = Some((Flaw::UnclosedBlock, *open..*open + 1));
        piece.body = None;
    }
    Some((piece, !opened.is_empty()))
}

/// Where the `}` behind a `{` ends that is no brace of a block: that of a parameter in a path without quotes, `/items/{id}`.
fn parameter(text: &str, open: usize, end: usize) -> Option<usize> {
    let in_path = text[..open].ends_with(['/', '$']);
    let inside = text[open + 1..end].split(['\n', '\r', ' ', '{', '"']).next().filter(|_| in_path)?;
    Some(open + 1 + inside.find('}')? + 1)
}

/// Lines after a string without its end in which the end is looked for.
const MAX_STRAYED: usize = 8;

/// Where a string that does not end on its line was meant to end, and where to go on: before a `{` at the end of the line, or
/// behind a `"` on one of the next lines that begins no string of its own.
fn meant_end(text: &str, place: Range<usize>, end: usize) -> (usize, usize) {
    let written = &text[place.clone()];
    let as_found = (place.end, place.end);
    if written.trim_start_matches('#').starts_with("\"\"\"") {
        return as_found;
    }
    let line = written.trim_end();
    if let Some(before) = line.strip_suffix('{').filter(|before| before.ends_with([' ', '\t'])) {
        let value = before.trim_end();
        if value.len() > 1 {
            return (place.start + value.len(), place.start + before.len());
        }
    }
    let Some(quote) = text[place.end..end].find('"').map(|length| place.end + length) else { return as_found };
    let lines = text[place.end..quote].matches('\n').count();
    let before = text[..quote].chars().next_back();
    let begins = before.is_none_or(|c| c.is_whitespace() || matches!(c, '=' | ')' | '#'));
    let after = text[quote + 1..end].chars().next();
    let ends = after.is_none_or(|c| c.is_whitespace() || matches!(c, ';' | '}'));
    if ends && !begins && (1..=MAX_STRAYED).contains(&lines) { (quote + 1, quote + 1) } else { as_found }
}

/// The first line in `range` that begins with a letter and is indented no deeper than the line of `start`.
pub(super) fn next_line_like(text: &str, start: usize, range: Range<usize>) -> Option<usize> {
    let indent = indent_of(text, start);
    let mut at = range.start;
    while let Some(newline) = text.as_bytes()[at..range.end].iter().position(|byte| *byte == b'\n') {
        at += newline + 1;
        let line = &text[at..range.end];
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        if blanks <= indent && line[blanks..].starts_with(char::is_alphabetic) {
            return Some(at + blanks);
        }
    }
    None
}

/// Whether nothing but blanks stands before `at` on its line.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches([' ', '\t']).ends_with('\n')
}

/// How many blanks the line that `at` is in begins with.
pub(super) fn indent_of(text: &str, at: usize) -> usize {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[line..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(&str, Option<Flaw>)> {
        let pieces = split(text, 0..text.len());
        pieces.iter().map(|piece| (&text[piece.range.clone()], piece.flaw.as_ref().map(|(flaw, _)| *flaw))).collect()
    }

    #[test]
    fn nodes_end_at_a_newline_or_a_semicolon_outside_of_everything() {
        let text = "a 1; b {\n c; d \"}\" // }\n}\n/* } */ e \\ // more\n  f\ng #\"\"}\"#\nh \"\"\"\n  }\n  \"\"\"\n";
        let expected =
            ["a 1", "b {\n c; d \"}\" // }\n}", "e \\ // more\n  f", "g #\"\"}\"#", "h \"\"\"\n  }\n  \"\"\""];
        assert_eq!(texts(text), expected.map(|text| (text, None)));
    }

    #[test]
    fn a_slashdash_belongs_to_the_node_after_it_even_on_the_next_line() {
        assert_eq!(texts("/-\na {\n}\nb"), [("/-\na {\n}", None), ("b", None)]);
    }

    #[test]
    fn a_flaw_ends_where_the_next_block_seems_to_begin() {
        assert_eq!(texts("a {\n b {\n}\nc 1\n"), [("a {\n b {\n}\n", Some(Flaw::UnclosedBlock)), ("c 1", None)]);
        assert_eq!(texts("a }\nb"), [("a", None), ("}", Some(Flaw::StrayClose)), ("b", None)]);
        assert_eq!(texts("a\n{\n b\n}\nc"), [("a", None), ("{\n b\n}", Some(Flaw::OpenOnOwnLine)), ("c", None)]);
        assert_eq!(texts("a \"x\nb"), [("a \"x", Some(Flaw::UnclosedString)), ("b", None)]);
        assert_eq!(texts("a \"\"\"x\nb"), [("a \"\"\"x\n", Some(Flaw::UnclosedString)), ("b", None)]);
        assert_eq!(texts("a \"x\ny\" 1\nb"), [("a \"x\ny\" 1", Some(Flaw::UnclosedString)), ("b", None)]);
        assert_eq!(texts("a \"x\nc \"y\"\nb"), [("a \"x", Some(Flaw::UnclosedString)), ("c \"y\"", None), ("b", None)]);
        assert_eq!(texts("a \"x {\n b\n}\nc"), [("a \"x {\n b\n}", Some(Flaw::UnclosedString)), ("c", None)]);
        assert_eq!(texts("a \"x {\nc"), [("a \"x {\n", Some(Flaw::UnclosedString)), ("c", None)]);
        assert_eq!(texts("/* a\nb"), [("/* a\n", Some(Flaw::UnclosedComment)), ("b", None)]);
    }

    #[test]
    fn what_follows_a_block_on_its_line_is_a_node_of_its_own() {
        let crowded = |text: &str| split(text, 0..text.len()).iter().map(|piece| piece.crowded).collect::<Vec<_>>();
        assert_eq!(texts("a { b } c { d } e"), [("a { b }", None), ("c { d }", None), ("e", None)]);
        assert_eq!(crowded("a { b } c { d } e"), [false, true, true]);
        assert_eq!(crowded("a { b }; c { d }\ne\nf g"), [false; 4]);
        assert_eq!(texts("a /-{ b } { c }"), [("a /-{ b } { c }", None)]);
        assert_eq!(texts("a /x/{id} b=1\nc"), [("a /x/{id} b=1", None), ("c", None)]);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "a {".repeat(5_000) + &"}".repeat(5_000);
        assert_eq!(texts(&deep)[0].1, Some(Flaw::TooDeep));
        assert_eq!(texts(&"/*".repeat(5_000))[0].1, Some(Flaw::TooDeep));
        assert_eq!(texts(&("/-".repeat(5_000) + "a"))[0].1, Some(Flaw::TooDeep));
        assert_eq!(texts(&"{".repeat(5_000))[0].1, Some(Flaw::TooDeep));
        assert_eq!(texts(&("a \"x\n".to_owned() + &"a {".repeat(5_000)))[1].1, Some(Flaw::TooDeep));
        assert_eq!(texts(&("a {\"x\n".to_owned() + &"a {".repeat(5_000)))[0].1, Some(Flaw::TooDeep));
    }
}
