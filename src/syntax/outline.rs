use std::collections::BTreeSet;
use std::ops::Range;

use super::MAX_BYTES;

/// The nodes of a text as far as lines, quotes and braces tell, however broken it is: what editors ask about while somebody writes.
///
/// Nothing is judged here. A string that does not end ends with its line, and where braces do not pair up the indentation says
/// what stands inside of what.
#[derive(Debug, Default)]
pub struct Outline {
    /// In the order of writing; a node stands before those inside of it.
    pub nodes: Vec<OutlineNode>,
    /// Where comments stand.
    pub comments: Vec<Range<usize>>,
}

/// A node of an [`Outline`].
#[derive(Debug)]
pub struct OutlineNode {
    /// The node it stands inside of.
    pub parent: Option<usize>,
    /// Its first word.
    pub name: Token,
    /// What follows on its line.
    pub parts: Vec<OutlinePart>,
    /// From its name to the end of its line, or to its `{`.
    pub header: Range<usize>,
    /// What stands between its braces.
    pub body: Option<Range<usize>>,
    /// Where its line begins, and how many blanks it begins with.
    line: (usize, usize),
}

/// `"value"`, `key="value"`, `(type)"value"`: any of it may be missing.
#[derive(Debug, Default)]
pub struct OutlinePart {
    /// What stands before the `=`.
    pub key: Option<Token>,
    /// What stands between parentheses.
    pub ty: Option<Token>,
    /// The value itself.
    pub value: Option<Token>,
}

/// A word or a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// With quotes.
    pub span: Range<usize>,
    /// Without them.
    pub content: Range<usize>,
    /// Whether it has quotes.
    pub quoted: bool,
    /// Whether the quote at its end is there, too.
    pub closed: bool,
}

enum Mark {
    Word(Token),
    Type(Token),
    Open,
    Close,
    Equals,
    End,
}

impl Outline {
    /// The outline of a text; of one that is too large for a spec, none.
    pub fn of(text: &str) -> Self {
        if text.len() > MAX_BYTES {
            return Self::default();
        }
        let (outline, paired) = Builder::new(text, false).build();
        if paired { outline } else { Builder::new(text, true).build().0 }
    }

    /// The innermost node between whose braces a place is.
    pub fn around(&self, at: usize) -> Option<usize> {
        let holds = |node: &OutlineNode| node.body.as_ref().is_some_and(|body| body.start <= at && at <= body.end);
        self.nodes.iter().rposition(holds)
    }

    /// The node on whose line a place is, before its brace.
    pub fn on_line(&self, at: usize) -> Option<usize> {
        self.nodes.iter().rposition(|node| node.header.start <= at && at <= node.header.end)
    }

    /// Whether a place is inside of a comment.
    pub fn is_comment(&self, at: usize) -> bool {
        self.comments.iter().any(|comment| comment.start < at && at <= comment.end)
    }
}

impl OutlineNode {
    /// The values by position.
    pub fn args(&self) -> impl Iterator<Item = &OutlinePart> {
        self.parts.iter().filter(|part| part.key.is_none())
    }

    /// From its name to its end.
    pub fn span(&self) -> Range<usize> {
        self.header.start..self.body.as_ref().map_or(self.header.end, |body| body.end)
    }
}

struct Builder<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The beginning of the line it stands in.
    line: usize,
    /// A line, and how many blanks it begins with.
    counted: (usize, usize),
    /// Of how many `#` no further `"""` is closed.
    endless: BTreeSet<usize>,
    by_indent: bool,
    outline: Outline,
    open: Vec<usize>,
    current: Option<usize>,
    /// Whether a `=` waits for its value.
    waits: bool,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, by_indent: bool) -> Self {
        let bytes = text.as_bytes();
        Self {
            text,
            bytes,
            at: 0,
            line: 0,
            counted: (0, 0),
            endless: BTreeSet::new(),
            by_indent,
            outline: Outline::default(),
            open: Vec::new(),
            current: None,
            waits: false,
        }
    }

    /// The outline, and whether every brace has its other one.
    fn build(mut self) -> (Outline, bool) {
        let mut paired = true;
        while let Some((mark, start)) = self.mark() {
            match mark {
                Mark::Word(token) => self.word(token),
                Mark::Type(ty) => self.part().ty = Some(ty),
                Mark::Equals => self.equals(),
                Mark::Open => self.open(start),
                Mark::Close => {
                    self.end(start);
                    match self.open.pop() {
                        Some(node) => self.close(node, start),
                        None => paired = false,
                    }
                }
                Mark::End => self.end(start),
            }
        }
        let end = self.text.len();
        self.end(end);
        paired &= self.open.is_empty();
        while let Some(node) = self.open.pop() {
            self.close(node, end);
        }
        (self.outline, paired)
    }

    fn close(&mut self, node: usize, end: usize) {
        if let Some(body) = &mut self.outline.nodes[node].body {
            body.end = end.max(body.start);
        }
    }

    fn end(&mut self, at: usize) {
        if let Some(node) = self.current.take() {
            let header = &mut self.outline.nodes[node].header;
            header.end = at.max(header.end);
        }
        self.waits = false;
    }

    fn word(&mut self, token: Token) {
        let Some(node) = self.current else { return self.begin(token) };
        let header = &mut self.outline.nodes[node].header;
        header.end = header.end.max(token.span.end);
        let waits = std::mem::take(&mut self.waits);
        let parts = &mut self.outline.nodes[node].parts;
        match parts.last_mut().filter(|part| part.value.is_none() && (waits || part.ty.is_some())) {
            Some(part) => part.value = Some(token),
            None => parts.push(OutlinePart { value: Some(token), ..OutlinePart::default() }),
        }
    }

    fn begin(&mut self, name: Token) {
        if self.counted.0 != self.line || self.outline.nodes.is_empty() {
            let blanks = self.bytes[self.line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            self.counted = (self.line, blanks);
        }
        let line = self.counted;
        while let Some(above) = self.open.last().copied().filter(|_| self.by_indent) {
            let (begins, indent) = self.outline.nodes[above].line;
            if begins == line.0 || indent < line.1 || self.line + line.1 != name.span.start {
                break;
            }
            self.open.pop();
            self.close(above, line.0);
        }
        self.current = Some(self.outline.nodes.len());
        self.outline.nodes.push(OutlineNode {
            parent: self.open.last().copied(),
            header: name.span.clone(),
            name,
            parts: Vec::new(),
            body: None,
            line,
        });
    }

    /// The part that is being read of the current node; a value's annotation may stand before any node, which is left out.
    fn part(&mut self) -> &mut OutlinePart {
        let node = match self.current {
            Some(node) => node,
            None => {
                let nothing = Token { span: self.at..self.at, content: self.at..self.at, quoted: false, closed: true };
                self.begin(nothing);
                self.outline.nodes.len() - 1
            }
        };
        let parts = &mut self.outline.nodes[node].parts;
        if !(self.waits && parts.last().is_some_and(|part| part.value.is_none())) {
            parts.push(OutlinePart::default());
        }
        let last = parts.len() - 1;
        &mut parts[last]
    }

    fn equals(&mut self) {
        let Some(node) = self.current else { return };
        if let Some(part) = self.outline.nodes[node].parts.last_mut()
            && part.key.is_none()
        {
            part.key = part.value.take();
            self.waits = true;
        }
    }

    fn open(&mut self, at: usize) {
        if self.current.is_none() {
            // A brace on a line of its own is that of the node above.
            let above = self.outline.nodes.len().checked_sub(1);
            let level = self.open.last().copied();
            match above.filter(|above| {
                let above = &self.outline.nodes[*above];
                above.parent == level && above.body.is_none()
            }) {
                Some(above) => self.current = Some(above),
                None => self.begin(Token { span: at..at, content: at..at, quoted: false, closed: true }),
            }
        } else {
            let node = self.current;
            self.end(at);
            self.current = node;
        }
        if let Some(node) = self.current.take() {
            self.outline.nodes[node].body = Some(at + 1..at + 1);
            self.open.push(node);
        }
        self.waits = false;
    }

    fn mark(&mut self) -> Option<(Mark, usize)> {
        loop {
            let start = self.at;
            let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
            let mark = match rest {
                [b'\n', ..] => {
                    self.at += 1;
                    self.line = self.at;
                    Mark::End
                }
                [b'\r', ..] | [b' ', ..] | [b'\t', ..] => {
                    self.at += 1;
                    continue;
                }
                [b'\\', ..] => {
                    // What continues the line; anything else behind it is part of a word nobody understands.
                    let blanks = rest[1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
                    self.at += 1 + blanks;
                    if self.bytes.get(self.at) == Some(&b'\n') {
                        self.at += 1;
                        self.line = self.at;
                    }
                    continue;
                }
                [b'/', b'/', ..] => {
                    self.at = self.line_end(start);
                    self.outline.comments.push(start..self.at);
                    continue;
                }
                [b'/', b'*', ..] => {
                    self.comment(start);
                    continue;
                }
                [b'/', b'-', ..] => {
                    self.at += 2;
                    continue;
                }
                [b';', ..] => self.one(Mark::End),
                [b'{', ..] => self.one(Mark::Open),
                [b'}', ..] => self.one(Mark::Close),
                [b'=', ..] => self.one(Mark::Equals),
                [b')', ..] => {
                    self.at += 1;
                    continue;
                }
                [b'(', ..] => {
                    let end = self.line_end(start);
                    let inside = &self.text[start + 1..end];
                    let stop = |c: char| matches!(c, ')' | '"' | '{' | '}' | ';' | ' ' | '=');
                    let length = inside.find(stop).unwrap_or(inside.len());
                    let content = start + 1..start + 1 + length;
                    let closed = self.bytes.get(content.end) == Some(&b')');
                    self.at = content.end + usize::from(closed);
                    Mark::Type(Token { span: start..self.at, content, quoted: false, closed })
                }
                [b'"', ..] => Mark::Word(self.string(start, 0)),
                [b'#', ..] => {
                    let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
                    match rest.get(hashes) {
                        Some(b'"') => Mark::Word(self.string(start, hashes)),
                        _ => Mark::Word(self.bare(start)),
                    }
                }
                _ => Mark::Word(self.bare(start)),
            };
            return Some((mark, start));
        }
    }

    fn one(&mut self, mark: Mark) -> Mark {
        self.at += 1;
        mark
    }

    fn line_end(&self, from: usize) -> usize {
        let end = self.bytes[from..].iter().position(|byte| *byte == b'\n').map_or(self.text.len(), |at| from + at);
        if end > from && self.bytes[end - 1] == b'\r' { end - 1 } else { end }
    }

    fn comment(&mut self, start: usize) {
        let mut depth = 0usize;
        while self.at < self.bytes.len() {
            match &self.bytes[self.at..] {
                [b'/', b'*', ..] => (depth, self.at) = (depth + 1, self.at + 2),
                [b'*', b'/', ..] => (depth, self.at) = (depth - 1, self.at + 2),
                [byte, ..] => {
                    self.at += 1;
                    if *byte == b'\n' {
                        self.line = self.at;
                    }
                }
                [] => break,
            }
            if depth == 0 {
                break;
            }
        }
        self.outline.comments.push(start..self.at);
    }

    fn bare(&mut self, start: usize) -> Token {
        let ends = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | '(' | ')' | ';' | '=' | '"' | '\\');
        let rest = &self.text[start..];
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let length = rest[first..].find(ends).map_or(rest.len(), |at| at + first);
        self.at = start + length;
        Token { span: start..self.at, content: start..self.at, quoted: false, closed: true }
    }

    fn string(&mut self, start: usize, hashes: usize) -> Token {
        let quotes = start + hashes;
        if self.bytes[quotes..].starts_with(b"\"\"\"") {
            let from = quotes + 3;
            let mut wanted = b"\"\"\"".to_vec();
            wanted.resize(3 + hashes, b'#');
            let look = || self.bytes[from..].windows(wanted.len()).position(|window| window == wanted);
            let found = if self.endless.contains(&hashes) { None } else { look() };
            if found.is_none() {
                self.endless.insert(hashes);
            }
            let (end, after) = match found {
                Some(length) => (from + length, from + length + wanted.len()),
                None => (self.line_end(from), self.line_end(from)),
            };
            self.at = after;
            if let Some(newline) = self.text[start..after].rfind('\n') {
                self.line = start + newline + 1;
            }
            return Token { span: start..after, content: from..end, quoted: true, closed: found.is_some() };
        }
        let from = quotes + 1;
        let last = self.line_end(from);
        let mut at = from;
        while at < last {
            match self.bytes[at] {
                b'\\' if hashes == 0 => at += 2,
                b'"' if self.bytes[at + 1..].iter().take(hashes).take_while(|byte| **byte == b'#').count()
                    == hashes =>
                {
                    self.at = at + 1 + hashes;
                    return Token { span: start..self.at, content: from..at, quoted: true, closed: true };
                }
                _ => at += 1,
            }
        }
        self.at = last;
        Token { span: start..last, content: from.min(last)..last, quoted: true, closed: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names with what they stand inside of.
    fn told(text: &str) -> Vec<String> {
        let outline = Outline::of(text);
        let name = |node: &OutlineNode| text[node.name.content.clone()].to_owned();
        let above = |node: &OutlineNode| node.parent.map(|parent| name(&outline.nodes[parent])).unwrap_or_default();
        outline.nodes.iter().map(|node| format!("{}>{}", above(node), name(node))).collect()
    }

    #[test]
    fn what_stands_inside_of_what_is_known_in_whole_and_in_broken_texts() {
        let whole = "a 1 { b x=\"}\"; c }\n// d {\n/* e { */ f \\\n  g\nh \"\"\"\n  }\n  \"\"\"\ni\n{\nj\n}";
        assert_eq!(told(whole), [">a", "a>b", "a>c", ">f", ">h", ">i", "i>j"]);
        assert_eq!(told("a {\n    b {\n        c \"x\n    d\ne {\n  f"), [">a", "a>b", "b>c", "a>d", ">e", "e>f"]);
        assert_eq!(told("}\n}a\nb {"), [">a", ">b"]);
    }

    #[test]
    fn the_parts_of_a_line_are_told_apart() {
        let text = "a \"x\" k=(secret)\"s\" (ref)y z= ";
        let outline = Outline::of(text);
        let token = |token: &Option<Token>| token.as_ref().map_or("-", |token| &text[token.content.clone()]);
        let parts: Vec<[&str; 3]> =
            outline.nodes[0].parts.iter().map(|part| [token(&part.key), token(&part.ty), token(&part.value)]).collect();
        assert_eq!(parts, [["-", "-", "x"], ["k", "secret", "s"], ["-", "ref", "y"], ["z", "-", "-"]]);
        assert_eq!(outline.on_line(text.len()), Some(0));
    }
}
