use std::ops::Range;

/// The brackets of KDL's lexical grammar, and nothing else of it: what is needed to know where a node ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A letter, digit or sign outside of everything; also a string.
    Content,
    /// `{`
    Open,
    /// `}`
    Close,
    /// `/-`
    Slashdash,
    /// A newline that no `\` continues.
    Newline,
    /// `;`
    Semicolon,
    /// A string that does not end where it must.
    UnclosedString,
    /// A `/*` without its `*/`.
    UnclosedComment,
    /// More `/*` inside each other than [`MAX_COMMENT_DEPTH`].
    DeepComment,
}

/// Comments inside comments beyond this are refused: the library recurses on them.
pub(super) const MAX_COMMENT_DEPTH: usize = 64;

/// Walks over text and reports [`Mark`]s with their byte ranges; blanks and closed comments are skipped.
pub(super) struct Scanner<'a> {
    text: &'a [u8],
    /// Where it stands; always between characters when a mark has been reported.
    pub(super) at: usize,
    end: usize,
}

impl<'a> Scanner<'a> {
    /// Over `range` of `text`, whose ends must lie between characters.
    pub(super) fn new(text: &'a str, range: Range<usize>) -> Self {
        Self { text: text.as_bytes(), at: range.start, end: range.end }
    }

    /// The next mark and its place; `None` at the end.
    pub(super) fn next(&mut self) -> Option<(Mark, Range<usize>)> {
        loop {
            let start = self.at;
            let byte = self.peek(0)?;
            let mark = match byte {
                b' ' | b'\t' => {
                    self.at += 1;
                    continue;
                }
                b'\\' => {
                    self.at += 1;
                    self.skip_blanks();
                    if self.starts_with(b"//") {
                        self.skip_line();
                    }
                    if self.newline_length() > 0 {
                        self.at += self.newline_length();
                        continue;
                    }
                    Mark::Content
                }
                b'{' => self.take(1, Mark::Open),
                b'}' => self.take(1, Mark::Close),
                b';' => self.take(1, Mark::Semicolon),
                b'/' if self.peek(1) == Some(b'-') => self.take(2, Mark::Slashdash),
                b'/' if self.peek(1) == Some(b'/') => {
                    self.skip_line();
                    continue;
                }
                b'/' if self.peek(1) == Some(b'*') => match self.comment() {
                    None => continue,
                    Some(mark) => mark,
                },
                b'"' | b'#' => self.string(),
                _ if self.newline_length() > 0 => {
                    self.at += self.newline_length();
                    Mark::Newline
                }
                _ => {
                    self.word();
                    Mark::Content
                }
            };
            return Some((mark, start..self.at));
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        let at = self.at + ahead;
        if at < self.end { Some(self.text[at]) } else { None }
    }

    pub(super) fn starts_with(&self, word: &[u8]) -> bool {
        self.text[self.at..self.end].starts_with(word)
    }

    fn take(&mut self, length: usize, mark: Mark) -> Mark {
        self.at += length;
        mark
    }

    /// Bytes of the newline standing here, 0 when there is none (KDL 2, section 3.20: CRLF, CR, LF, NEL, VT, FF, LS, PS).
    pub(super) fn newline_length(&self) -> usize {
        match self.peek(0) {
            Some(b'\r') if self.peek(1) == Some(b'\n') => 2,
            Some(b'\r' | b'\n' | 0x0b | 0x0c) => 1,
            Some(0xc2) if self.peek(1) == Some(0x85) => 2,
            Some(0xe2) if self.starts_with("\u{2028}".as_bytes()) || self.starts_with("\u{2029}".as_bytes()) => 3,
            _ => 0,
        }
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(0), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    pub(super) fn skip_line(&mut self) {
        while self.at < self.end && self.newline_length() == 0 {
            self.at += 1;
        }
    }

    /// Skips a comment; says so when it does not end or is too deep.
    pub(super) fn comment(&mut self) -> Option<Mark> {
        let mut depth = 0usize;
        while self.at < self.end {
            if self.starts_with(b"/*") {
                depth += 1;
                self.at += 2;
                if depth > MAX_COMMENT_DEPTH {
                    return Some(Mark::DeepComment);
                }
            } else if self.starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return None;
                }
            } else {
                self.at += 1;
            }
        }
        Some(Mark::UnclosedComment)
    }

    fn word(&mut self) {
        while let Some(byte) = self.peek(0) {
            let ends = matches!(byte, b' ' | b'\t' | b'{' | b'}' | b';' | b'"' | b'\\' | b'#' | b'/');
            if ends || self.newline_length() > 0 {
                break;
            }
            self.at += 1;
        }
        // A lone `/` starts no comment and would otherwise stop the walk here for ever.
        if self.peek(0) == Some(b'/') && !matches!(self.peek(1), Some(b'/' | b'*' | b'-')) {
            self.at += 1;
        }
    }

    /// A quoted or raw string, or a `#keyword`.
    pub(super) fn string(&mut self) -> Mark {
        let mut hashes = 0;
        while self.peek(0) == Some(b'#') {
            hashes += 1;
            self.at += 1;
        }
        if self.peek(0) != Some(b'"') {
            return Mark::Content;
        }
        let quotes = if self.starts_with(b"\"\"\"") { 3 } else { 1 };
        if quotes == 1 && self.starts_with(b"\"\"") && hashes == 0 {
            return self.take(2, Mark::Content);
        }
        self.at += quotes;
        while let Some(byte) = self.peek(0) {
            if byte == b'"' && self.closes(quotes, hashes) {
                return self.take(quotes + hashes, Mark::Content);
            }
            if byte == b'\\' && hashes == 0 {
                self.escape();
                continue;
            }
            if quotes == 1 && self.newline_length() > 0 {
                return Mark::UnclosedString;
            }
            self.at += 1;
        }
        Mark::UnclosedString
    }

    fn closes(&self, quotes: usize, hashes: usize) -> bool {
        let rest = &self.text[self.at..self.end];
        rest.len() >= quotes + hashes
            && rest[..quotes].iter().all(|byte| *byte == b'"')
            && rest[quotes..quotes + hashes].iter().all(|byte| *byte == b'#')
    }

    /// An escape: one character, or all blanks and newlines that follow.
    fn escape(&mut self) {
        self.at += 1;
        let start = self.at;
        loop {
            self.skip_blanks();
            match self.newline_length() {
                0 => break,
                length => self.at += length,
            }
        }
        if self.at == start && self.at < self.end {
            self.at += 1;
        }
    }
}
