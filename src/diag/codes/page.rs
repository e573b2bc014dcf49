/// What there is to say about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// `E0101`
    pub code: &'static str,
    /// One line, lower case, no final period.
    pub title: &'static str,
    /// Why it is a problem and what to know about it.
    pub explanation: &'static str,
    /// What causes it.
    pub bad: Example,
    /// The same without it.
    pub good: Example,
}

/// An example of a [`Page`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Example {
    /// A spec. When it has no `stack`, one is meant to stand below it.
    Spec(&'static str),
    /// What cannot be shown as a spec, in words.
    Words(&'static str),
}

impl Example {
    /// The text of it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Spec(text) | Self::Words(text) => text,
        }
    }
}
