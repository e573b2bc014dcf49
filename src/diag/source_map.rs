use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_width::UnicodeWidthChar as _;

use super::render::is_unsafe;

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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A position as a person counts: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// The texts of every file read in one run.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<Source>,
}

/// How many characters a person sees (nearly Unicode's grapheme clusters): accents, joiners and skin tones belong to the
/// character before them, what follows a joiner too, and two regional letters are one flag.
fn seen(text: &str) -> usize {
    const JOINER: char = '\u{200d}';
    let (mut count, mut joined, mut half_a_flag) = (0, false, false);
    for letter in text.chars() {
        let is_regional = matches!(letter, '\u{1f1e6}'..='\u{1f1ff}');
        // What is shown escaped is seen.
        let hidden = letter == JOINER || (letter.width() == Some(0) && !is_unsafe(letter));
        let continues = hidden || matches!(letter, '\u{1f3fb}'..='\u{1f3ff}');
        if !(continues || joined || (is_regional && half_a_flag)) {
            count += 1;
        }
        half_a_flag = is_regional && !half_a_flag;
        joined = letter == JOINER;
    }
    count
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

    /// Where a byte offset is, in lines and characters from 1, as a person counts them: an accent belongs to its letter, a flag
    /// is one. Offsets past the end or inside a character move back to one.
    pub fn line_column(&self, file: FileId, offset: usize) -> LineColumn {
        let (line, before) = self.before(file, offset);
        LineColumn { line, column: seen(before) + 1 }
    }

    /// The same with columns in code points, for machines that count so.
    pub fn line_code_point(&self, file: FileId, offset: usize) -> LineColumn {
        let (line, before) = self.before(file, offset);
        LineColumn { line, column: before.chars().count() + 1 }
    }

    /// The line of an offset, from 1, and what stands on it before the offset.
    fn before(&self, file: FileId, offset: usize) -> (usize, &str) {
        let source = &self.files[file.0 as usize];
        let mut offset = offset.min(source.text.len());
        while !source.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = source.line_starts.partition_point(|start| *start <= offset);
        let start = source.line_starts[line - 1];
        (line, &source.text[start..offset])
    }

    /// Every file, in the order of reading.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.files.len() as u32).map(FileId)
    }
}
