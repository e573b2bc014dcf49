/// A set of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bytes(Box<[bool; 256]>);

/// A regular expression over bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// One byte of a set.
    Byte(Bytes),
    /// One after another.
    Cat(Vec<Node>),
    /// Any of these.
    Alt(Vec<Node>),
    /// So many times; no upper end when `None`.
    Repeat(Box<Node>, u32, Option<u32>),
    /// The beginning.
    Start,
    /// The end, or before a newline that ends all.
    End,
    /// The very end.
    VeryEnd,
    /// The end of a line.
    LineEnd,
    /// Between a word and something else, or not.
    WordEdge(bool),
}

impl Bytes {
    pub(super) fn none() -> Self {
        Self(Box::new([false; 256]))
    }

    pub(super) fn one(byte: u8) -> Self {
        Self::range(byte, byte)
    }

    pub(super) fn range(from: u8, to: u8) -> Self {
        Self::none().with_range(from, to)
    }

    pub(super) fn with_range(mut self, from: u8, to: u8) -> Self {
        (from..=to).for_each(|byte| self.0[usize::from(byte)] = true);
        self
    }

    pub(super) fn of(bytes: &[u8]) -> Self {
        bytes.iter().fold(Self::none(), |set, byte| set.with_range(*byte, *byte))
    }

    pub(super) fn or(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(one, other)| *one |= *other);
        self
    }

    pub(super) fn not(mut self) -> Self {
        self.0.iter_mut().for_each(|one| *one = !*one);
        self
    }

    /// With the other case of every letter in it.
    pub(super) fn without_case(self) -> Self {
        let mut set = self.clone();
        for letter in b'a'..=b'z' {
            let (lower, upper) = (usize::from(letter), usize::from(letter.to_ascii_uppercase()));
            let either = self.0[lower] || self.0[upper];
            (set.0[lower], set.0[upper]) = (either, either);
        }
        set
    }

    /// The ranges in it, in order.
    pub(super) fn ranges(&self) -> Vec<(u8, u8)> {
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for byte in (0..=u8::MAX).filter(|byte| self.0[usize::from(*byte)]) {
            match ranges.last_mut() {
                Some((_, to)) if to.checked_add(1) == Some(byte) => *to = byte,
                _ => ranges.push((byte, byte)),
            }
        }
        ranges
    }
}
