use lsp_types::{Position, PositionEncodingKind, Range};

/// What the columns of positions count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, which every editor knows.
    #[default]
    Utf16,
}

impl Encoding {
    /// The best that an editor offers.
    pub fn of(offered: Option<&[PositionEncodingKind]>) -> Self {
        if offered.is_some_and(|offered| offered.contains(&PositionEncodingKind::UTF8)) {
            Self::Utf8
        } else {
            Self::Utf16
        }
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }
}

/// The lines of a text as the protocol counts them: they end with a line feed, a carriage return, or both.
pub struct Lines<'t> {
    text: &'t str,
    encoding: Encoding,
    starts: Vec<usize>,
    /// How many UTF-16 code units stand before each [`STEP`] of bytes, so that no place in a long line takes long to count.
    units: Vec<usize>,
}

/// Bytes between two places whose UTF-16 code units are counted once.
const STEP: usize = 512;

impl<'t> Lines<'t> {
    /// Of a text.
    pub fn new(text: &'t str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain((0..bytes.len()).filter(ends).map(|at| at + 1)).collect();
        let mut units = Vec::new();
        if encoding == Encoding::Utf16 {
            let mut count = 0;
            for (at, c) in text.char_indices() {
                while units.len() * STEP <= at {
                    units.push(count);
                }
                count += c.len_utf16();
            }
            units.resize(bytes.len() / STEP + 1, count);
        }
        Self { text, encoding, starts, units }
    }

    /// How many UTF-16 code units stand before a place between two characters.
    fn units_before(&self, at: usize) -> usize {
        let step = at / STEP;
        let mut from = step * STEP;
        // Counted before the character that begins at the step or, where it goes right through one, behind that.
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let counted = self.units.get(step).copied().unwrap_or(0);
        self.text.get(from..at).map_or(counted, |rest| counted + rest.encode_utf16().count())
    }

    /// Where a byte is; one inside of a character is where that begins.
    pub fn position(&self, at: usize) -> Position {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= at) - 1;
        let start = self.starts[line];
        let character = match self.encoding {
            Encoding::Utf8 => at - start,
            Encoding::Utf16 => self.units_before(at) - self.units_before(start),
        };
        Position { line: line as u32, character: character as u32 }
    }

    /// Where a stretch of bytes is.
    pub fn range(&self, span: std::ops::Range<usize>) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The byte at a position: the end of the line for one behind it, the end of the text for a line that is not there.
    pub fn offset(&self, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize).copied() else { return self.text.len() };
        let end = self.starts.get(position.line as usize + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\r', '\n']);
        let mut left = position.character as usize;
        for (at, c) in line.char_indices() {
            let width = match self.encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
            };
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + line.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_counted_as_short_ones() {
        let text = "aé\u{1f600}日".repeat(700);
        for text in [text.as_str(), &text[1..], &text[3..]] {
            let lines = Lines::new(text, Encoding::Utf16);
            let mut units = 0;
            for (at, c) in text.char_indices() {
                assert_eq!(lines.position(at).character as usize, units);
                units += c.len_utf16();
            }
            assert_eq!(lines.position(text.len()).character as usize, units);
        }
    }

    #[test]
    fn positions_go_there_and_back_in_either_encoding() {
        let text = "a\u{1f600}é\r\nx\ry\n";
        for (encoding, columns) in [(Encoding::Utf16, [0, 1, 3, 4]), (Encoding::Utf8, [0, 1, 5, 7])] {
            let lines = Lines::new(text, encoding);
            let found: Vec<u32> = [0, 1, 5, 7].map(|at| lines.position(at).character).to_vec();
            assert_eq!(found, columns);
            for (at, _) in text.char_indices().filter(|(at, _)| *at != 8) {
                assert_eq!(lines.offset(lines.position(at)), at);
            }
            assert_eq!(lines.position(text.len()), Position { line: 3, character: 0 });
            assert_eq!(lines.offset(Position { line: 0, character: 99 }), 7);
            assert_eq!(lines.offset(Position { line: 99, character: 1 }), text.len());
            // Inside of a character.
            assert_eq!((lines.offset(Position { line: 0, character: 2 }), lines.position(3)), (1, lines.position(1)));
        }
    }
}
