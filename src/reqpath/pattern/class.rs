use super::parse::{Flags, Parser, with_case};
use super::tree::Bytes;

/// Classes of bytes, `[a-z]`.
impl Parser<'_> {
    /// What stands behind `[`.
    pub(super) fn class(&mut self, flags: Flags) -> Result<Bytes, String> {
        let negated = self.eat("^");
        let mut set = Bytes::none();
        let mut first = true;
        loop {
            let Some(byte) = self.next() else { return Err("a `[` that is not closed".to_owned()) };
            match byte {
                b']' if !first => break,
                b'[' if matches!(self.peek(), Some(b'.' | b'=')) => return Err("a collating element".to_owned()),
                b'[' if self.peek() == Some(b':') && self.named_end().is_some() => {
                    set = set.or(&self.named()?);
                }
                b'\\' if self.eat("E") => continue,
                b'\\' if self.eat("Q") => {
                    while self.at < self.text.len() && !self.eat("\\E") {
                        set = set.or(&Bytes::one(self.text[self.at]));
                        self.at += 1;
                    }
                }
                byte => set = set.or(&self.member(byte)?),
            }
            first = false;
        }
        let set = with_case(set, flags);
        Ok(if negated { set.not() } else { set })
    }

    /// A byte, an escape or a range of a class.
    fn member(&mut self, byte: u8) -> Result<Bytes, String> {
        let from = self.one(byte)?;
        if self.peek() != Some(b'-') || matches!(self.text.get(self.at + 1), Some(b']') | None) {
            return Ok(from);
        }
        self.at += 1;
        let Some(byte) = self.next() else { return Err("a `[` that is not closed".to_owned()) };
        if byte == b'[' && self.peek() == Some(b':') {
            return Err("a range that ends in a class".to_owned());
        }
        let to = self.one(byte)?;
        match (from.ranges().as_slice(), to.ranges().as_slice()) {
            ([(from, same)], [(to, also)]) if from == same && to == also && from <= to => Ok(Bytes::range(*from, *to)),
            _ => Err("a range of a class that is none".to_owned()),
        }
    }

    fn one(&mut self, byte: u8) -> Result<Bytes, String> {
        match byte {
            byte if byte >= 0x80 => Err("a letter that is not ASCII in a class".to_owned()),
            b'\\' => match self.peek() {
                Some(b'b') => {
                    self.at += 1;
                    Ok(Bytes::one(0x08))
                }
                Some(digit @ b'1'..=b'9') => Err(format!("`\\{}` in a class", char::from(digit))),
                _ => self.escaped(Flags::default()),
            },
            byte => Ok(Bytes::one(byte)),
        }
    }

    /// Where the name of `[:name:]` ends, when it is one.
    fn named_end(&self) -> Option<usize> {
        let rest = &self.text[self.at + 1..];
        let end = rest.windows(2).position(|pair| pair == b":]")?;
        rest[..end].iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'^').then_some(self.at + 1 + end)
    }

    /// `:name:]` behind `[`.
    fn named(&mut self) -> Result<Bytes, String> {
        let end = self.named_end().unwrap_or(self.at);
        let name = String::from_utf8_lossy(&self.text[self.at + 1..end]).into_owned();
        self.at = end + 2;
        let (name, negated) = name.strip_prefix('^').map_or((name.as_str(), false), |name| (name, true));
        let test: fn(&u8) -> bool = match name {
            "alpha" => u8::is_ascii_alphabetic,
            "digit" => u8::is_ascii_digit,
            "alnum" => u8::is_ascii_alphanumeric,
            "upper" => u8::is_ascii_uppercase,
            "lower" => u8::is_ascii_lowercase,
            "punct" => u8::is_ascii_punctuation,
            "xdigit" => u8::is_ascii_hexdigit,
            "cntrl" => u8::is_ascii_control,
            "graph" => u8::is_ascii_graphic,
            "print" => |byte| byte.is_ascii_graphic() || *byte == b' ',
            "space" => |byte| matches!(byte, b' ' | 9..=13),
            "blank" => |byte| matches!(byte, b' ' | b'\t'),
            "ascii" => u8::is_ascii,
            "word" => |byte| byte.is_ascii_alphanumeric() || *byte == b'_',
            other => return Err(format!("the class `[:{other}:]`")),
        };
        let bytes: Vec<u8> = (0..=u8::MAX).filter(test).collect();
        let set = Bytes::of(&bytes);
        Ok(if negated { set.not() } else { set })
    }
}
