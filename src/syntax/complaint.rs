use std::ops::Range;

use kdl::{KdlDiagnostic, KdlError};

use super::split::{Flaw, MAX_DEPTH, Piece};
use super::{unseen, word};
use crate::diag::{Diagnostic, Edit, FileId, Span};

/// How many problems of one smallest piece are worth showing: those after the first are mostly its echoes.
const MAX_OF_ONE_PIECE: usize = 4;

/// A complaint about a piece the library is not given.
pub(super) fn of_flaw(piece: &Piece, flaw: Flaw, place: &Range<usize>, text: &str, file: FileId) -> Diagnostic {
    let opener = |length: usize| Span::new(file, place.start, (place.start + length).min(text.len()));
    match flaw {
        Flaw::UnclosedString => {
            let multi_line = text[place.start..].trim_start_matches('#').starts_with("\"\"\"");
            let help = if multi_line {
                "close it with `\"\"\"` on a line of its own"
            } else {
                "close it with `\"` on the same line; text of several lines goes between `\"\"\"` and `\"\"\"`"
            };
            let end = line_end(text, place.start);
            Diagnostic::error("E0105", "this string is not closed")
                .at(Span::new(file, place.start, end.min(place.end)), "begins here")
                .help(help)
        }
        Flaw::UnclosedComment => Diagnostic::error("E0106", "this comment is not closed")
            .at(opener(2), "begins here")
            .help("close it with `*/`; a comment inside a comment needs its own, and a path such as `/api/*` needs quotes"),
        Flaw::UnclosedBlock => match piece.askew {
            Some((open, close)) => Diagnostic::error("E0107", "a block is not closed")
                .at(Span::new(file, open, open + 1), "this `{` is probably the one")
                .at(Span::new(file, close, close + 1), "this `}` closes it, though its line is indented differently")
                .help("add the missing `}`"),
            None => Diagnostic::error("E0107", "a block is not closed")
                .at(opener(1), "this `{` has no `}`")
                .help("add the missing `}`"),
        },
        Flaw::StrayClose => Diagnostic::error("E0108", "this `}` closes nothing")
            .at(opener(1), "no `{` is open here")
            .help("remove it, or add the `{` it belongs to"),
        Flaw::TooDeep => Diagnostic::error("E0104", format!("nested more than {MAX_DEPTH} levels deep"))
            .at(opener(1), "too deep here")
            .help("no block needs more than a handful of levels"),
        Flaw::OpenOnOwnLine => Diagnostic::error("E0109", "a `{` cannot begin a line")
            .at(opener(1), "not on a line of its own")
            .help("put it at the end of the line before: `kind \"name\" {`")
            .maybe_fix(joined(place.start, text, file)),
    }
}

/// Puts a `{` to the end of the line before, if nothing but a node stands there.
fn joined(brace: usize, text: &str, file: FileId) -> Option<(String, Edit)> {
    let before = text[..brace].trim_end();
    let line = before.rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    let last = &before[line..];
    let node = last.trim_start().starts_with(char::is_alphabetic);
    let fits = node && !last.ends_with(['{', '}', ';', '\\', '/']) && !last.contains("//");
    fits.then(|| ("put it there".to_owned(), Edit::new(Span::new(file, before.len(), brace), " ")))
}

/// What the library says about `range` of `text`, in the terms of a person who writes specs.
pub(super) fn of_library(error: &KdlError, range: &Range<usize>, text: &str, file: FileId) -> Vec<Diagnostic> {
    let mut seen: Vec<(usize, &str)> = Vec::new();
    let mut complaints: Vec<(usize, Diagnostic)> = Vec::new();
    for problem in &error.diagnostics {
        let start = (range.start + problem.span.offset()).min(range.end);
        let end = (start + problem.span.len()).min(range.end);
        let complaint = of_problem(problem, snap(text, start)..snap(text, end), text, file);
        let at = complaint.labels.first().map_or(start, |label| label.span.start as usize);
        complaints.push((at, complaint));
    }
    complaints.sort_by_key(|(at, _)| *at);
    let mut kept = Vec::new();
    for (at, complaint) in complaints {
        let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let keyword = complaint.code == KEYWORD;
        let echo =
            seen.iter().any(|(before, code)| if keyword { *before == at } else { *before >= line || *code != KEYWORD });
        seen.push((at, complaint.code));
        if !echo && kept.len() < MAX_OF_ONE_PIECE {
            kept.push(complaint);
        }
    }
    kept
}

const KEYWORD: &str = "E0110";
const MISSING_VALUE: &str = "E0111";
pub(super) const OTHER: &str = "E0112";
const OLD_RAW_STRING: &str = "E0114";

fn of_problem(problem: &KdlDiagnostic, place: Range<usize>, text: &str, file: FileId) -> Diagnostic {
    let said = problem.message.as_deref().unwrap_or("this is not KDL");
    let under = text[place.clone()].trim_end();
    if said.starts_with("Expected property value") {
        return of_property(place.start..place.start + under.len(), text, file);
    }
    if let Some(word) = keyword_at(text, place.start) {
        return keyword(word, place.start, file);
    }
    if let Some(complaint) = word::complain(said, place.start, text, file) {
        return complaint;
    }
    let partial = problem.help.as_deref().is_some_and(|help| help.contains("partially parsed"));
    let span = clip(place.clone(), text, file);
    let error = |message: String| Diagnostic::error(OTHER, message);
    let shown = shorten(text[span.start as usize..span.end as usize].trim());
    if let Some(complaint) = old_raw_string(place.start, text, file) {
        return complaint;
    }
    match said {
        _ if partial && under.ends_with(',') => error("a comma stands after this value".into())
            .at(span, "the comma is glued to it")
            .help("values and properties are separated by blanks, without commas")
            .maybe_fix(without(',', "the comma", place.start, under, file)),
        _ if partial && under.ends_with(':') => error("a `:` stands after this value".into())
            .at(span, "it is glued to it")
            .help("a line is its name and its values, without `:`")
            .maybe_fix(without(':', "the `:`", place.start, under, file)),
        _ if partial && under.starts_with(['"', '#']) => error("a space is missing after this string".into())
            .at(span, "something is glued to it")
            .help("separate values and properties by a space; a quotation mark inside of a text is `\\\"`"),
        _ if partial => error(format!("`{shown}` is not a value"))
            .at(span, "neither a plain word nor a number")
            .help("put other text between quotes"),
        "Expected quoted string" => match unknown_escape(under) {
            Some((offset, escape)) if escape.starts_with("\\u") => error(format!("`{escape}` is no escape"))
                .at(Span::new(file, place.start + offset, place.start + offset + escape.len()), "no character")
                .help("a character is `\\u{e9}`: its number in one to six hexadecimal digits, at most 10ffff, between braces"),
            Some((offset, escape)) => error(format!("`{escape}` is no escape"))
                .at(span, "in this string")
                .help("write `\\\\` for a backslash, or use a raw string: `#\"…\"#`")
                .maybe_fix(slash(escape, place.start + offset, file)),
            None => match unseen::forbidden(under) {
                Some((at, letter)) => {
                    let start = place.start + at;
                    error(format!("U+{:04X} may not stand in a string as it is", u32::from(letter)))
                        .at(Span::new(file, start, start + letter.len_utf8()), "it is not seen here")
                        .help(format!("remove it, or write `\\u{{{:x}}}`", u32::from(letter)))
                }
                None => error("this string is not valid".into())
                    .at(span, "a character in it may not stand here as it is")
                    .help("write control characters as `\\u{…}`"),
            },
        },
        "Expected keyword" if comment_at(place.start, text) => error("a comment does not begin with `#`".into())
            .at(Span::new(file, place.start, place.start + 1), "the comment")
            .help("comments begin with `//`")
            .fix("write `//`", vec![Edit::new(Span::new(file, place.start, place.start + 1), "//")]),
        "Expected keyword" => error(format!("`{shown}` is no keyword"))
            .at(span, "not known")
            .help("the keywords are `#true`, `#false` and `#null`"),
        "Found invalid node name" if under.starts_with('#') => {
            let problem = error("a line cannot begin with `#`".to_owned())
                .at(span, "a name must stand here")
                .help("comments begin with `//`");
            let sign = Span::new(file, place.start, place.start + 1);
            match comment_at(place.start, text) {
                true => problem.fix("write `//`", vec![Edit::new(sign, "//")]),
                false => problem,
            }
        }
        "Found invalid node name" if under.starts_with(';') => error("a line cannot begin with `;`".to_owned())
            .at(span, "ends no line")
            .help("remove it: a new line ends a line, and `;` stands only between two on one line")
            .fix("remove it", vec![Edit::new(Span::new(file, place.start, place.start + 1), "")]),
        "Found invalid node name" if under.starts_with([')', ']']) => error(format!("a line cannot begin with `{shown}`"))
            .at(span, "a name must stand here")
            .help("a block ends with `}`, and KDL has no lists"),
        "Found invalid node name" => error(format!("a line cannot begin with `{shown}`"))
            .at(span, "a name must stand here")
            .help("every line begins with a name: `name \"value\" key=\"value\"`"),
        "Expected end of document" | "invalid contents inside type annotation" => unexpected(place.start, text, file),
        "Multi-line string opening quotes must be immediately followed by a newline" => {
            error("text stands on the line of `\"\"\"`".into())
                .at(clip(place.start..line_end(text, place.start), text, file), "the line must end behind the quotes")
                .help("the text begins on the next line, and `\"\"\"` stands again on a line of its own; for one line write `\"…\"`")
        }
        "matching multiline string prefix" => error("a line of this text is indented less than its closing `\"\"\"`".into())
            .at(clip(place.clone(), text, file), "each line must begin with the blanks that stand before the closing quotes")
            .help("indent every line of the text at least as far as the closing `\"\"\"`, with the same blanks"),
        other => {
            let mut message = other.to_owned();
            if let Some(first) = message.get_mut(..1) {
                first.make_ascii_lowercase();
            }
            let label = problem.label.clone().unwrap_or_else(|| "here".into());
            error(message)
                .at(span, label)
                .help(problem.help.clone().unwrap_or_else(|| "see https://kdl.dev for the notation".into()))
        }
    }
}

/// Whether a `#` at this place was meant to begin a comment.
fn comment_at(at: usize, text: &str) -> bool {
    text[at..].strip_prefix('#').is_some_and(|rest| rest.starts_with([' ', '\t', '#', '\n', '\r']))
}

/// A property whose value is missing or ill; `place` ends where the library gave up.
fn of_property(place: Range<usize>, text: &str, file: FileId) -> Diagnostic {
    let under = &text[place.clone()];
    // The place begins with the node, so only its last word is about the property.
    let word = under.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
    let key_start = place.start + word;
    let (key, value) = under[word..].split_once('=').unwrap_or((&under[word..], ""));
    if value.is_empty() {
        if let Some(word) = keyword_at(text, place.end) {
            return keyword(word, place.end, file);
        }
        return Diagnostic::error(MISSING_VALUE, format!("`{}` has no value", shorten(key)))
            .at(Span::new(file, key_start, place.end), "nothing fits after the `=`")
            .help(format!("write `{}=\"…\"`, with no block or list after the `=`", shorten(key)));
    }
    let value_start = place.end - value.len();
    let end = word_end(text, value_start);
    Diagnostic::error(OTHER, format!("`{}` is not a value", shorten(&text[value_start..end])))
        .at(Span::new(file, value_start, end), "something is glued to it")
        .help("values and properties are separated by blanks, without commas; text other than a plain word goes between quotes")
        .maybe_fix(without(',', "the comma", value_start, &text[value_start..end], file))
}

fn keyword(word: &str, at: usize, file: FileId) -> Diagnostic {
    Diagnostic::error(KEYWORD, format!("`{word}` is written `#{word}` in KDL 2"))
        .at(Span::new(file, at, at + word.len()), format!("write `#{word}`"))
        .help(format!("a keyword has a `#`; for the text `{word}` put it between quotes"))
        .fix(format!("write `#{word}`"), vec![Edit::new(Span::new(file, at, at), "#")])
}

/// Something at `at` that nothing allows there.
pub(super) fn unexpected(at: usize, text: &str, file: FileId) -> Diagnostic {
    let Some(found) = text[at..].chars().next() else {
        return Diagnostic::error(OTHER, "the text ends too early")
            .at(Span::new(file, at, at), "something is missing here")
            .help("finish the line");
    };
    if matches!(found, '\n' | '\r') {
        // What the line ends with is to blame.
        let last = text[..at].trim_end().char_indices().next_back().map_or((at, ' '), |(start, last)| (start, last));
        let help = match last.1 {
            '(' | '[' => "a block stands between `{` and `}`",
            _ => "finish the line",
        };
        return Diagnostic::error(OTHER, "the line ends too early")
            .at(Span::new(file, last.0, at), "something must follow this")
            .help(help);
    }
    let help = match found {
        '=' => "a property is `key=value`: a name that begins with a letter, then `=`, then the value",
        '[' if text[at + 1..line_end(text, at)].trim().is_empty() => "a block stands between `{` and `}`",
        '[' | ']' => "KDL has no lists: write the values one after another, `env \"dev\" \"prod\"`",
        '(' | ')' => "an annotation stands directly before its value: `(secret)\"name\"`",
        '{' => "a block follows the values of its line, once",
        ',' => "values are separated by blanks, without commas",
        _ => "finish the line before this, or remove it",
    };
    let span = Span::new(file, at, at + found.len_utf8());
    let problem = Diagnostic::error(OTHER, format!("`{found}` cannot stand here")).at(span, "not expected here");
    match assignment(at, text, file) {
        Some(fix) => {
            problem.help("a line is its name and its value, `name \"value\"`, without a `=`").maybe_fix(Some(fix))
        }
        None => problem.help(help),
    }
}

/// Takes the `=` out of a line `name = value`.
fn assignment(at: usize, text: &str, file: FileId) -> Option<(String, Edit)> {
    let line = text[..at].rfind(['\n', '\r', '{', ';']).map_or(0, |end| end + 1);
    let before = text[line..at].trim_end();
    let name = before.trim_start();
    let value = text[at..].strip_prefix('=')?.trim_start_matches([' ', '\t']);
    let is_name =
        name.starts_with(char::is_alphabetic) && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let is_value = value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '#' | '('));
    let place = Span::new(file, line + before.len(), text.len() - value.len());
    (is_name && is_value).then(|| ("leave the `=` out".to_owned(), Edit::new(place, " ")))
}

/// The bare word at `at`, when it is one that KDL 2 wants with a `#`.
fn keyword_at(text: &str, at: usize) -> Option<&'static str> {
    let word = &text[at..word_end(text, at)];
    ["true", "false", "null", "inf", "-inf", "nan"].into_iter().find(|keyword| *keyword == word)
}

pub(super) fn word_end(text: &str, at: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | '(' | ')' | ';' | '"' | '=' | '/' | '\\');
    text[at..].find(ends).map_or(text.len(), |length| at + length)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length)
}

/// A place without its blanks at the end; when it is long, the last line of it.
fn clip(place: Range<usize>, text: &str, file: FileId) -> Span {
    let end = place.start + text[place.clone()].trim_end().len();
    let mut start = place.start;
    if end - start > 200 {
        let line = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
        start = snap(text, start.max(line).max(end.saturating_sub(200)));
    }
    Span::new(file, start, end)
}

fn snap(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// KDL 1 wrote raw strings `r"…"` and `r#"…"#`.
fn old_raw_string(at: usize, text: &str, file: FileId) -> Option<Diagnostic> {
    let rest = text[at..].strip_prefix('r')?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let body = rest[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let body = &body[..body.find(&close)?];
    let end = at + 1 + hashes + 1 + body.len() + close.len();
    // One that held quotes or lines has its hashes already, or needs a look.
    let written = match hashes {
        0 => format!("#\"{body}\"#"),
        _ => text[at + 1..end].to_owned(),
    };
    let problem = Diagnostic::error(OLD_RAW_STRING, format!("`{}` is a raw string of KDL 1", shorten(&text[at..end])))
        .at(Span::new(file, at, end), "begins with an `r`")
        .help("raw strings are written `#\"…\"#` in KDL 2");
    let plain = !body.contains(['\n', '\r']);
    Some(if plain {
        problem.fix(format!("write `{}`", shorten(&written)), vec![Edit::new(Span::new(file, at, end), written)])
    } else {
        problem
    })
}

/// Takes away the sign that stands behind a value.
fn without(sign: char, called: &str, at: usize, value: &str, file: FileId) -> Option<(String, Edit)> {
    let bare = value.strip_suffix(sign).filter(|bare| !bare.is_empty())?;
    let end = at + bare.len();
    Some((format!("remove {called}"), Edit::new(Span::new(file, end, end + 1), "")))
}

/// KDL 1 let `/` be escaped.
fn slash(escape: &str, at: usize, file: FileId) -> Option<(String, Edit)> {
    (escape == "\\/").then(|| ("write `/`".to_owned(), Edit::new(Span::new(file, at, at + 2), "/")))
}

/// The first escape that there is not, and where in the string it stands.
fn unknown_escape(string: &str) -> Option<(usize, &str)> {
    let mut at = 0;
    while let Some(found) = string[at..].find('\\') {
        let escape = at + found;
        let next = string[escape + 1..].chars().next()?;
        let length = 1 + next.len_utf8();
        if next == 'u' {
            let rest = &string[escape + length..];
            let number = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(number, _)| number);
            let known = number.filter(|number| (1..=6).contains(&number.len()));
            if known.and_then(|number| u32::from_str_radix(number, 16).ok()).and_then(char::from_u32).is_none() {
                let shown = match number.filter(|number| number.len() <= 12) {
                    Some(number) => number.len() + 2,
                    None => rest.chars().take_while(char::is_ascii_hexdigit).take(6).count(),
                };
                return Some((escape, &string[escape..escape + length + shown]));
            }
        }
        if !matches!(next, 'n' | 'r' | 't' | '\\' | '"' | 'b' | 'f' | 's' | 'u') && !next.is_whitespace() {
            return Some((escape, &string[escape..escape + length]));
        }
        at = escape + length;
    }
    None
}

pub(super) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
