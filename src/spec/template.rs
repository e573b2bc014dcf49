use crate::diag::{Span, Spanned};
use crate::names::BlockAddr;

/// A string value with its references taken apart, `"${stack.env}-${param.image}"`.
///
/// A value written as `(secret)"name"` or `(ref)"function.api.arn"` is a template of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// In the order of writing; neighbouring literals are joined. Empty for the empty string.
    pub parts: Vec<Spanned<Part>>,
    /// The whole value as written, quotes included; the block's header for a default.
    pub span: Span,
}

/// A piece of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Plain text.
    Literal(String),
    /// `${param.NAME}`: a value of the environment's config.
    Param(String),
    /// `${stack.NAME}`.
    Stack(StackAttr),
    /// `${kind.name.attr}`: known once the block's resources exist.
    Attr {
        /// The block it is asked of.
        block: BlockAddr,
        /// One of the [`super::declare::Attr`]s that blocks of its kind offer.
        attr: String,
    },
    /// `(secret)"NAME"` or `${secret.NAME}`; only in slots whose declaration lets secrets in.
    Secret(String),
}

/// What `${stack.…}` offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StackAttr {
    /// The stack's name.
    Name,
    /// The chosen environment.
    Env,
    /// The region.
    Region,
}

impl Template {
    /// A template of plain text.
    pub fn literal(text: impl Into<String>, span: Span) -> Self {
        let text = text.into();
        let parts = if text.is_empty() { Vec::new() } else { vec![Spanned::new(Part::Literal(text), span)] };
        Self { parts, span }
    }

    /// The text, when it holds no reference at all.
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Spanned { value: Part::Literal(text), .. }] => Some(text),
            _ => None,
        }
    }

    /// The text with every other part put in by `known`; `None` as soon as `known` does not know one.
    pub fn text(&self, known: &dyn Fn(&Part) -> Option<String>) -> Option<String> {
        self.parts
            .iter()
            .map(|part| match &part.value {
                Part::Literal(text) => Some(text.clone()),
                other => known(other),
            })
            .collect()
    }

    /// Whether both say the same, wherever they stand.
    pub fn is_like(&self, other: &Self) -> bool {
        self.parts.iter().map(|part| &part.value).eq(other.parts.iter().map(|part| &part.value))
    }

    /// The secrets it holds, with their places.
    pub fn secrets(&self) -> impl Iterator<Item = Spanned<&str>> {
        self.parts.iter().filter_map(|part| match &part.value {
            Part::Secret(name) => Some(Spanned::new(name.as_str(), part.span)),
            Part::Literal(_) | Part::Param(_) | Part::Stack(_) | Part::Attr { .. } => None,
        })
    }
}
