use super::tree::{Bytes, Node};

/// How deep groups may be in each other; AWS's patterns have 512 characters at most.
const DEEPEST: usize = 50;
/// The largest number of repetitions PCRE takes.
const MOST: u32 = 65_535;

/// Reads a pattern.
///
/// # Errors
/// What in it AWS refuses, or cannot be looked at exactly here.
pub(super) fn parse(pattern: &str) -> Result<Node, String> {
    let mut parser = Parser { text: pattern.as_bytes(), at: 0, depth: 0 };
    let (node, _) = parser.alternatives(Flags::default())?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err("a `)` that closes nothing".to_owned()),
    }
}

/// What `(?imsx)` switches.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    caseless: bool,
    lines: bool,
    dot_all: bool,
    spaced: bool,
}

pub(super) struct Parser<'p> {
    pub(super) text: &'p [u8],
    pub(super) at: usize,
    depth: usize,
}

/// A piece of a sequence.
enum Piece {
    Node(Node),
    /// Other flags from here on, and no node.
    Flags(Flags),
    /// Nothing at all: a comment, `\E`.
    Nothing,
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.text[self.at..].starts_with(text.as_bytes());
        if found {
            self.at += text.len();
        }
        found
    }

    /// Up to `)` or the end. Flags that change inside count for all that follows, later alternatives among it.
    fn alternatives(&mut self, flags: Flags) -> Result<(Node, Flags), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("groups too deep in each other".to_owned());
        }
        let mut flags = flags;
        let mut alternatives = Vec::new();
        loop {
            let (node, after) = self.sequence(flags)?;
            flags = after;
            alternatives.push(node);
            if self.peek() != Some(b'|') {
                break;
            }
            self.at += 1;
        }
        self.depth -= 1;
        let node = if alternatives.len() == 1 { alternatives.remove(0) } else { Node::Alt(alternatives) };
        Ok((node, flags))
    }

    fn sequence(&mut self, flags: Flags) -> Result<(Node, Flags), String> {
        let mut flags = flags;
        let mut nodes: Vec<Node> = Vec::new();
        loop {
            if flags.spaced {
                self.skip_space();
            }
            match self.peek() {
                None | Some(b'|' | b')') => break,
                Some(_) => {}
            }
            if self.eat("\\Q") {
                self.quoted(flags, &mut nodes)?;
                continue;
            }
            let from = self.at;
            let node = match self.piece(flags)? {
                Piece::Node(node) => node,
                Piece::Flags(new) => {
                    flags = new;
                    self.unrepeated()?;
                    continue;
                }
                Piece::Nothing => {
                    self.unrepeated()?;
                    continue;
                }
            };
            if flags.spaced {
                self.skip_space();
            }
            let node = self.repeated(node, from)?;
            nodes.push(node);
        }
        Ok((if nodes.len() == 1 { nodes.remove(0) } else { Node::Cat(nodes) }, flags))
    }

    /// White space and comments that `(?x)` does not count.
    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' | 0x0B | 0x0C | b'\r' => self.at += 1,
                b'#' => while self.next().is_some_and(|byte| byte != b'\n') {},
                _ => break,
            }
        }
    }

    /// Everything up to `\E` as it stands; what follows may repeat the last byte of it.
    fn quoted(&mut self, flags: Flags, nodes: &mut Vec<Node>) -> Result<(), String> {
        let mut last = None;
        while self.at < self.text.len() && !self.eat("\\E") {
            let byte = self.text[self.at];
            self.at += 1;
            nodes.extend(last.replace(literal(byte, flags)));
        }
        match last {
            Some(last) => {
                let from = self.at;
                nodes.push(self.repeated(last, from)?);
                Ok(())
            }
            None => self.unrepeated(),
        }
    }

    /// Nothing repeats what is not there.
    fn unrepeated(&mut self) -> Result<(), String> {
        match self.quantifier()? {
            None => Ok(()),
            Some(_) => Err("a repetition of what is not there".to_owned()),
        }
    }

    fn piece(&mut self, flags: Flags) -> Result<Piece, String> {
        let Some(byte) = self.next() else { return Ok(Piece::Nothing) };
        let node = match byte {
            b'.' if flags.dot_all => Node::Byte(Bytes::none().not()),
            b'.' => Node::Byte(Bytes::one(b'\n').not()),
            b'^' if flags.lines => return Err("`^` with `(?m)`".to_owned()),
            b'^' => Node::Start,
            b'$' if flags.lines => Node::LineEnd,
            b'$' => Node::End,
            b'[' => Node::Byte(self.class(flags)?),
            b'(' => return self.group(flags),
            b'\\' => return self.escape(flags),
            b'*' | b'+' | b'?' => return Err(format!("`{}` with nothing to repeat", char::from(byte))),
            byte if byte >= 0x80 => {
                // All bytes of the letter, so that nothing repeats its last byte alone.
                let mut bytes = vec![Node::Byte(Bytes::one(byte))];
                while let Some(more) = self.peek().filter(|more| (0x80..0xC0).contains(more)) {
                    self.at += 1;
                    bytes.push(Node::Byte(Bytes::one(more)));
                }
                if matches!(self.peek(), Some(b'*' | b'+' | b'?' | b'{')) {
                    return Err("a repeated letter that is not ASCII".to_owned());
                }
                Node::Cat(bytes)
            }
            byte => literal(byte, flags),
        };
        Ok(Piece::Node(node))
    }

    /// What follows `(`.
    fn group(&mut self, flags: Flags) -> Result<Piece, String> {
        if self.peek() == Some(b'*') {
            return Err("a verb `(*…)`, which AWS refuses".to_owned());
        }
        let mut inside = flags;
        if self.eat("?") {
            match self.peek() {
                Some(b':') => self.at += 1,
                Some(b'#') => {
                    while self.next().is_some_and(|byte| byte != b')') {}
                    return Ok(Piece::Nothing);
                }
                Some(b'=' | b'!') => return Err("looking ahead, of which AWS takes only some".to_owned()),
                Some(b'>') => return Err("an atomic group, which AWS refuses".to_owned()),
                Some(b'|') => return Err("a branch reset".to_owned()),
                Some(b'(') => return Err("a condition, which AWS refuses".to_owned()),
                Some(b'C') => return Err("a callout, which AWS refuses".to_owned()),
                Some(b'R' | b'&' | b'0'..=b'9' | b'+') => return Err("a recursion, which AWS refuses".to_owned()),
                Some(b'<') if matches!(self.text.get(self.at + 1), Some(b'=' | b'!')) => {
                    return Err("looking behind, of which AWS takes only some".to_owned());
                }
                Some(b'<' | b'\'' | b'P') => self.name()?,
                _ => match self.flags(flags)? {
                    (new, true) => inside = new,
                    (new, false) => return Ok(Piece::Flags(new)),
                },
            }
        }
        let (node, _) = self.alternatives(inside)?;
        match self.next() {
            Some(b')') => Ok(Piece::Node(node)),
            _ => Err("a `(` that is not closed".to_owned()),
        }
    }

    /// `<name>`, `'name'` or `P<name>`.
    fn name(&mut self) -> Result<(), String> {
        if self.eat("P") && matches!(self.peek(), Some(b'=' | b'>')) {
            return Err("a back reference or recursion by name, which AWS refuses".to_owned());
        }
        let close = match self.next() {
            Some(b'<') => b'>',
            Some(b'\'') => b'\'',
            _ => return Err("a group of an unknown sort".to_owned()),
        };
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            self.at += 1;
        }
        let named = self.at > from && !self.text[from].is_ascii_digit();
        if self.next() == Some(close) && named { Ok(()) } else { Err("a name of a group that is none".to_owned()) }
    }

    /// `i-s:` or `i-s)`; whether it begins a group.
    fn flags(&mut self, flags: Flags) -> Result<(Flags, bool), String> {
        let mut new = flags;
        let mut on = true;
        if self.eat("^") {
            new = Flags::default();
        }
        loop {
            match self.next() {
                Some(b'i') => new.caseless = on,
                Some(b'm') => new.lines = on,
                Some(b's') => new.dot_all = on,
                Some(b'x') if self.peek() == Some(b'x') => return Err("the flag `xx`".to_owned()),
                Some(b'x') => new.spaced = on,
                Some(b'-') if on => on = false,
                Some(b':') => return Ok((new, true)),
                Some(b')') => return Ok((new, false)),
                Some(other) => return Err(format!("the flag `{}`", char::from(other))),
                None => return Err("a `(` that is not closed".to_owned()),
            }
        }
    }

    fn escape(&mut self, flags: Flags) -> Result<Piece, String> {
        let Some(byte) = self.peek() else { return Err("a `\\` at the end".to_owned()) };
        let node = match byte {
            b'A' => Node::Start,
            b'z' => Node::VeryEnd,
            b'Z' => Node::End,
            b'b' => Node::WordEdge(true),
            b'B' => Node::WordEdge(false),
            b'E' => {
                self.at += 1;
                return Ok(Piece::Nothing);
            }
            b'N' => Node::Byte(Bytes::one(b'\n').not()),
            b'1'..=b'9' => return Err(format!("`\\{}`, a back reference, which AWS refuses", char::from(byte))),
            b'g' | b'k' => return Err("a back reference, which AWS refuses".to_owned()),
            b'K' | b'R' | b'C' => return Err(format!("`\\{}`, which AWS refuses", char::from(byte))),
            b'G' | b'X' | b'p' | b'P' | b'O' => return Err(format!("`\\{}`", char::from(byte))),
            _ => return Ok(Piece::Node(Node::Byte(self.escaped(flags)?))),
        };
        self.at += 1;
        if byte == b'N' && self.peek() == Some(b'{') {
            return Err("`\\N{…}`".to_owned());
        }
        Ok(Piece::Node(node))
    }

    /// An escape that stands for bytes, in a class and outside; the `\` is read.
    pub(super) fn escaped(&mut self, flags: Flags) -> Result<Bytes, String> {
        let Some(byte) = self.next() else { return Err("a `\\` at the end".to_owned()) };
        if let Some(set) = sort(byte) {
            return Ok(set);
        }
        let one = match byte {
            b't' => b'\t',
            b'n' => b'\n',
            b'r' => b'\r',
            b'f' => 0x0C,
            b'e' => 0x1B,
            b'a' => 0x07,
            b'0' => self.octal(),
            b'o' => self.braced(8)?,
            b'x' if self.peek() == Some(b'{') => self.braced(16)?,
            b'x' => {
                let mut value = 0_u8;
                for _ in 0..2 {
                    let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else { break };
                    self.at += 1;
                    value = value * 16 + digit as u8;
                }
                value
            }
            b'c' => match self.next() {
                Some(control) if (0x20..0x7F).contains(&control) => control.to_ascii_uppercase() ^ 0x40,
                _ => return Err("`\\c` with nothing behind it".to_owned()),
            },
            other if other.is_ascii_alphanumeric() => return Err(format!("`\\{}`", char::from(other))),
            other => other,
        };
        Ok(with_case(Bytes::one(one), flags))
    }

    /// Up to two octal digits behind `\0`.
    fn octal(&mut self) -> u8 {
        let mut value = 0;
        for _ in 0..2 {
            let Some(digit) = self.peek().filter(|byte| (b'0'..b'8').contains(byte)) else { break };
            self.at += 1;
            value = value * 8 + (digit - b'0');
        }
        value
    }

    /// `{…}`, a number that is a byte.
    fn braced(&mut self, radix: u32) -> Result<u8, String> {
        let broken = || "a number in `{…}` that is no byte".to_owned();
        if !self.eat("{") {
            return Err(broken());
        }
        let from = self.at;
        while self.peek().is_some_and(|byte| byte != b'}') {
            self.at += 1;
        }
        let digits = std::str::from_utf8(&self.text[from..self.at]).map_err(|_| broken())?;
        let value = u8::from_str_radix(digits, radix).map_err(|_| broken())?;
        if self.eat("}") { Ok(value) } else { Err(broken()) }
    }

    /// A node with what says how often it comes.
    fn repeated(&mut self, node: Node, from: usize) -> Result<Node, String> {
        let mut node = node;
        let mut first = true;
        while let Some((least, most)) = self.quantifier()? {
            if matches!(node, Node::Start | Node::End | Node::VeryEnd | Node::LineEnd | Node::WordEdge(_)) {
                let what = String::from_utf8_lossy(&self.text[from..self.at]).into_owned();
                return Err(format!("`{what}`, a place that is repeated"));
            }
            // `a**` is an error, `a{2}{3}` is not.
            let braces = self.text.get(self.at - 1) == Some(&b'}');
            if !first && !braces {
                return Err("a repetition of a repetition".to_owned());
            }
            match self.peek() {
                Some(b'+') => return Err("a possessive repetition, which AWS refuses".to_owned()),
                Some(b'?') => self.at += 1,
                _ => {}
            }
            node = Node::Repeat(Box::new(node), least, most);
            first = false;
        }
        Ok(node)
    }

    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, String> {
        let found = match self.peek() {
            Some(b'*') => (0, None),
            Some(b'+') => (1, None),
            Some(b'?') => (0, Some(1)),
            Some(b'{') => return self.braces(),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(found))
    }

    /// `{2}`, `{2,}`, `{2,3}`; what is none of these is a plain `{`.
    fn braces(&mut self) -> Result<Option<(u32, Option<u32>)>, String> {
        let Some(end) = self.text[self.at..].iter().position(|byte| *byte == b'}') else { return Ok(None) };
        let inside = String::from_utf8_lossy(&self.text[self.at + 1..self.at + end]).into_owned();
        let (least, most) = inside.split_once(',').map_or((inside.as_str(), None), |(least, most)| (least, Some(most)));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if least.is_empty() && most.is_some_and(digits)
            || inside.contains(' ') && inside.contains(|c: char| c.is_ascii_digit())
        {
            return Err(format!("`{{{inside}}}`, which PCRE reads one way or another by its version"));
        }
        if !digits(least) || most.is_some_and(|most| !most.is_empty() && !digits(most)) {
            return Ok(None);
        }
        self.at += end + 1;
        let number = |text: &str| text.parse().ok().filter(|number| *number <= MOST);
        let too_many = || format!("`{{{inside}}}`, which are too many");
        let least = number(least).ok_or_else(too_many)?;
        let most = match most {
            None => Some(least),
            Some("") => None,
            Some(most) => Some(number(most).ok_or_else(too_many)?),
        };
        if most.is_some_and(|most| most < least) {
            return Err(format!("`{{{inside}}}`, whose ends are the wrong way round"));
        }
        Ok(Some((least, most)))
    }
}

fn literal(byte: u8, flags: Flags) -> Node {
    Node::Byte(with_case(Bytes::one(byte), flags))
}

pub(super) fn with_case(set: Bytes, flags: Flags) -> Bytes {
    if flags.caseless { set.without_case() } else { set }
}

/// The bytes of `\d`, `\s` and so on; `None` for other letters.
fn sort(letter: u8) -> Option<Bytes> {
    let set = match letter.to_ascii_lowercase() {
        b'd' => Bytes::range(b'0', b'9'),
        b'w' => Bytes::range(b'0', b'9').with_range(b'A', b'Z').with_range(b'a', b'z').with_range(b'_', b'_'),
        b's' => Bytes::of(b"\t\n\x0B\x0C\r "),
        b'h' => Bytes::of(b"\t \xA0"),
        b'v' => Bytes::of(b"\n\x0B\x0C\r\x85"),
        _ => return None,
    };
    Some(if letter.is_ascii_uppercase() { set.not() } else { set })
}
