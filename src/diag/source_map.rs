use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_width::UnicodeWidthChar as _;

/// A file in a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in a source file: byte offsets, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file; offsets mean nothing without it.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset of the first byte after it.
    pub end: u32,
}

impl Span {
    /// A span over `start..end` bytes of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        Self { file, start: start as u32, end: end as u32 }
    }
}

/// A value with the place it was written at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written there.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Converts the value and keeps the place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

/// A position as a person counts: line and column from 1, columns in characters as they are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// From 1.
    pub line: usize,
    /// From 1, in characters: a letter with its accents is one, and so is a tab.
    pub column: usize,
    /// From 1, in Unicode code points.
    pub code_point: usize,
}

/// The texts of every file read in one run.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<Source>,
}

#[derive(Debug, Clone)]
struct Source {
    path: PathBuf,
    text: Arc<str>,
    line_starts: Arc<[usize]>,
}

impl SourceMap {
    /// Adds a file under the path it should be shown with and returns its id.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> FileId {
        let text: Arc<str> = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.files.push(Source { path: path.into(), text, line_starts });
        FileId(self.files.len() as u32 - 1)
    }

    /// The path a file is shown with.
    pub fn path(&self, file: FileId) -> &Path {
        &self.files[file.0 as usize].path
    }

    /// The whole text of a file.
    pub fn text(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].text
    }

    /// The text under a span; empty when the span does not fit the file.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Where a byte offset is, in lines and columns from 1. Offsets past the end or inside a character move back to one.
    pub fn line_column(&self, file: FileId, offset: usize) -> LineColumn {
        let source = &self.files[file.0 as usize];
        let mut offset = offset.min(source.text.len());
        while !source.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = source.line_starts.partition_point(|start| *start <= offset);
        let start = source.line_starts[line - 1];
        let before = &source.text[start..offset];
        LineColumn { line, column: characters(before) + 1, code_point: before.chars().count() + 1 }
    }

    /// Every file, in the order of reading.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.files.len() as u32).map(FileId)
    }
}

/// How many characters a person sees in a text: accents, joined pictures and flags of two letters are one each. Control characters
/// count, because they are shown escaped.
pub(super) fn characters(text: &str) -> usize {
    let mut count = 0;
    // Whether the next character still belongs to the one before.
    let (mut joined, mut half_flag) = (false, false);
    for c in text.chars() {
        let letter_of_flag = ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
        let extends = match c {
            '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}' => true,
            // Shown escaped.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}' => {
                false
            }
            c => c.width() == Some(0),
        };
        let second_letter = letter_of_flag && half_flag;
        if !(joined || second_letter || (extends && count > 0)) {
            count += 1;
        }
        half_flag = letter_of_flag && !second_letter;
        joined = c == '\u{200d}';
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_what_a_person_sees() {
        let seen = [
            "",
            "abc",
            "é",
            "e\u{301}e\u{301}",
            "日本語",
            "\t\tx",
            "👩\u{200d}👩\u{200d}👧x",
            "🇩🇪🇫🇷",
            "👍\u{1f3fd}",
            "\u{1b}[m",
            "\u{202e}x",
        ];
        assert_eq!(seen.map(characters), [0, 3, 1, 2, 3, 3, 2, 2, 1, 3, 2]);
        let mut sources = SourceMap::default();
        let file = sources.add("s.kdl", "x\ne\u{301}\t日 y");
        let at = sources.text(file).find('y').expect("there");
        assert_eq!(sources.line_column(file, at), LineColumn { line: 2, column: 5, code_point: 6 });
    }
}
