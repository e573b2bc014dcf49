use crate::diag::{Span, Spanned};

/// A KDL node with the places of everything in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What stands first on its line; the span covers quotes where there are any.
    pub name: Spanned<String>,
    /// The type annotation before the name, `(x)name`.
    pub ty: Option<Spanned<String>>,
    /// In the order of writing.
    pub args: Vec<Entry>,
    /// In the order of writing; a key written twice is here twice.
    pub props: Vec<Prop>,
    /// `None` when there is no `{ … }`.
    pub children: Option<Vec<Node>>,
    /// From the name to the closing brace.
    pub span: Span,
    /// Whether some part of it could not be parsed and is left out; that part has been complained about already.
    pub broken: bool,
}

/// `key=value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Prop {
    /// What stands before the `=`.
    pub key: Spanned<String>,
    /// What stands after the `=`.
    pub entry: Entry,
}

/// A value with its type annotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// `secret` in `(secret)"name"`.
    pub ty: Option<Spanned<String>>,
    /// The span is that of the value alone, quotes included, annotation excluded.
    pub value: Spanned<Value>,
    /// Where the content of a string starts, when the source writes it byte for byte (no escapes, one line).
    pub content: Option<u32>,
}

/// A KDL value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, escapes resolved.
    String(String),
    /// A number without fraction or exponent, in any of KDL's bases.
    Integer(i128),
    /// Any other number; `#inf`, `#-inf` and `#nan` too.
    Float(f64),
    /// `#true` or `#false`.
    Bool(bool),
    /// `#null`.
    Null,
}

impl Node {
    /// The place of the name and everything on its line: from the name to the last argument or property.
    pub fn header(&self) -> Span {
        let ends = self.args.iter().chain(self.props.iter().map(|prop| &prop.entry)).map(|entry| entry.value.span.end);
        Span { end: ends.fold(self.name.span.end, u32::max), ..self.name.span }
    }
}

impl Entry {
    /// The place of the value with its annotation.
    pub fn span(&self) -> Span {
        match &self.ty {
            // The annotation's span is that of the word between the parentheses.
            Some(ty) => Span { start: ty.span.start.saturating_sub(1), ..self.value.span },
            None => self.value.span,
        }
    }
}

impl Value {
    /// What it is, for `expected …, found …`.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a decimal number",
            Self::Bool(true) => "`#true`",
            Self::Bool(false) => "`#false`",
            Self::Null => "`#null`",
        }
    }
}
