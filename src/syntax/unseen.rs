//! Characters that nobody sees.

use std::collections::BTreeSet;

use super::complaint::OTHER;
use crate::diag::{Diagnostic, Edit, FileId, Span};

/// The first character that KDL does not let stand anywhere (KDL 2, "disallowed literal code points"), with where it stands.
pub(super) fn forbidden(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, letter)| is_forbidden(*letter))
}

fn is_forbidden(letter: char) -> bool {
    matches!(letter,
        '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'
        | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// How many places of characters that nobody sees are shown.
const MAX_UNSEEN: usize = 10;

/// Characters that KDL lets stand nowhere and the library overlooks, in comments and between words: they can make a line look as
/// if it did something else. Lines that are complained about already are left out.
pub(super) fn complain(text: &str, start: usize, said: &[Diagnostic], file: FileId) -> Option<Diagnostic> {
    if text.is_ascii() && !text.bytes().any(|byte| is_forbidden(char::from(byte))) {
        return None;
    }
    let said: BTreeSet<usize> =
        said.iter().flat_map(|problem| &problem.labels).map(|label| label.span.start as usize).collect();
    let mut places: Vec<(usize, char)> = Vec::new();
    let mut at = start;
    // Line by line: each is looked at once, however many of these characters it has.
    for line in text[start..].split_inclusive(['\n', '\r']) {
        if said.range(at..at + line.len()).next().is_none() {
            let here = line.char_indices().filter(|(_, letter)| is_forbidden(*letter));
            places.extend(here.map(|(offset, letter)| (at + offset, letter)).take(MAX_UNSEEN - places.len()));
        }
        if places.len() == MAX_UNSEEN {
            break;
        }
        at += line.len();
    }
    let (_, first) = places.first()?;
    let code = format!("U+{:04X}", u32::from(*first));
    let mut problem = Diagnostic::error(OTHER, format!("{code} may not stand here as it is"));
    for (at, letter) in &places {
        let span = Span::new(file, *at, at + letter.len_utf8());
        let said =
            if letter == first { "it is not seen here".to_owned() } else { format!("U+{:04X}", u32::from(*letter)) };
        problem = problem.at(span, said);
    }
    let blank = |at: usize| text[..at].ends_with(char::is_whitespace);
    let edits = places.iter().map(|(at, letter)| {
        // A word on either side would grow into the other.
        let instead = if *letter == '\u{feff}' && !blank(*at) { " " } else { "" };
        Edit::new(Span::new(file, *at, at + letter.len_utf8()), instead)
    });
    Some(
        problem
            .help("remove it: it can make a line look like another one")
            .fix("remove what is not seen", edits.collect()),
    )
}
