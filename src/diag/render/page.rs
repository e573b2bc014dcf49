use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::clean::is_unsafe;
use crate::diag::source_map::characters;
use crate::diag::{FileId, SourceMap, Span};

/// A source file as it is shown: unsafe characters escaped, lines found by search, columns counted in characters.
pub(super) struct Page<'s> {
    name: String,
    source: &'s str,
    text: String,
    line_starts: Vec<usize>,
    /// Offsets in the source and in `text` after which both run in step; ascending.
    steps: Vec<(usize, usize)>,
}

impl<'s> Page<'s> {
    pub(super) fn new(sources: &'s SourceMap, file: FileId) -> Self {
        let source = sources.text(file);
        let mut text = String::with_capacity(source.len() + 1);
        let mut steps = vec![(0, 0)];
        let mut copied = 0;
        let is_break = |at: usize| source[at..].starts_with("\r\n");
        for (at, c) in source.char_indices().filter(|(_, c)| is_unsafe(*c)) {
            text.push_str(&source[copied..at]);
            if !(c == '\r' && is_break(at)) {
                text.extend(c.escape_unicode());
            }
            copied = at + c.len_utf8();
            steps.push((copied, text.len()));
        }
        text.push_str(&source[copied..]);
        if text.is_empty() {
            // Something must be there to point at.
            text.push(' ');
        }
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let name = super::clean(&sources.path(file).display().to_string()).into_owned();
        Self { name, source, text, line_starts, steps }
    }

    /// The place of a span on the page, at least one character wide.
    pub(super) fn place(&self, span: Span) -> SourceSpan {
        let start = self.shown(span.start as usize);
        let end = self.shown(span.end as usize).max(start);
        let place = if start == end { self.widened(start) } else { start..end };
        (place.start, place.len()).into()
    }

    /// How long the line is that a span begins in, in bytes.
    pub(super) fn line_length(&self, span: Span) -> usize {
        let line = self.line_of(self.shown(span.start as usize));
        let end = self.line_starts.get(line + 1).copied().unwrap_or(self.text.len());
        end - self.line_starts[line]
    }

    /// Where a span begins, `file:line:column`.
    pub(super) fn position(&self, span: Span) -> String {
        let at = self.shown(span.start as usize);
        format!("{}:{}:{}", self.name, self.line_of(at) + 1, self.column(at) + 1)
    }

    fn shown(&self, at: usize) -> usize {
        let step = self.steps.partition_point(|(source, _)| *source <= at).saturating_sub(1);
        let (source, page) = self.steps.get(step).copied().unwrap_or((0, 0));
        let mut shown = (page + at.saturating_sub(source)).min(self.text.len());
        while !self.text.is_char_boundary(shown) {
            shown -= 1;
        }
        shown
    }

    /// The column of a place on the page as the source counts it, from 0: an escape is one character there.
    fn column(&self, at: usize) -> usize {
        let step = self.steps.partition_point(|(_, page)| *page <= at).saturating_sub(1);
        let (source, page) = self.steps.get(step).copied().unwrap_or((0, 0));
        let mut offset = (source + (at - page)).min(self.source.len());
        while !self.source.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.source[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        characters(&self.source[line..offset])
    }

    fn widened(&self, at: usize) -> Range<usize> {
        let after = self.text[at..].chars().next().filter(|c| *c != '\n');
        let before = self.text[..at].chars().next_back().filter(|c| *c != '\n');
        match (after, before) {
            (Some(c), _) => at..at + c.len_utf8(),
            (None, Some(c)) => at - c.len_utf8()..at,
            // An empty line: the end of what stands before it.
            (None, None) => {
                let before = self.text[..at].trim_end();
                let end = before.len();
                before.chars().next_back().map_or(at..at, |c| end - c.len_utf8()..end)
            }
        }
    }

    fn line_of(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at).saturating_sub(1)
    }
}

impl SourceCode for Page<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > self.text.len() || !self.text.is_char_boundary(start) || !self.text.is_char_boundary(end) {
            return Err(MietteError::OutOfBounds);
        }
        let line = self.line_of(start);
        let last = self.line_of(end.saturating_sub(1).max(start));
        let first = line.saturating_sub(lines_before);
        let (from, column) = match lines_before {
            0 => (start, self.column(start)),
            _ => (self.line_starts[first], 0),
        };
        let to = match lines_after {
            0 => end,
            _ => self.line_starts.get(last + lines_after + 1).copied().unwrap_or(self.text.len()),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &self.text.as_bytes()[from..to.max(from)],
            (from, to.saturating_sub(from)).into(),
            if lines_before == 0 { line } else { first },
            column,
            // The drawing joins what lies between two places when their contexts touch.
            (last + lines_after).min(self.line_starts.len() - 1) + 1 - first,
        )))
    }
}
