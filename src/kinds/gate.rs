/// What a gate - a web ACL, or a part of one - lets through once it is changed, compared with before. Of a set of things to look
/// for: what it matches.
#[derive(Debug, Clone, PartialEq)]
pub enum Lets<I> {
    /// The same; also what every kind says that is no gate.
    Same,
    /// All that it did, and more.
    More,
    /// Nothing that it did not, and less.
    Less,
    /// Some of what it did not and not all that it did. With the input that lets through what either of them does, or why
    /// there is none, in words.
    Otherwise(Result<I, String>),
}

impl<I> Lets<I> {
    /// The same about the input in another form.
    pub fn map<J>(self, form: impl FnOnce(I) -> J) -> Lets<J> {
        match self {
            Self::Same => Lets::Same,
            Self::More => Lets::More,
            Self::Less => Lets::Less,
            Self::Otherwise(both) => Lets::Otherwise(both.map(form)),
        }
    }
}
