use super::super::Template;
use super::super::declare::{Choices, Node};
use crate::diag::{Span, Spanned};
use crate::names::BlockAddr;

/// The values of one node, checked against its declaration.
///
/// The accessors give `None` only for what need not be written and is not. For what is wrong, or missing where it must stand, they
/// give a stand-in: it has been complained about, and its place is among the [`Gaps`](crate::spec::Gaps).
#[derive(Debug)]
pub struct Fields {
    pub decl: &'static Node,
    /// From the name to the last value on its line.
    pub header: Span,
    /// Whether part of it could not be read.
    pub broken: bool,
    pub(super) slots: Vec<(&'static str, Held)>,
    pub(super) rest: Vec<Held>,
    pub(super) any: Vec<(Spanned<String>, Held)>,
    pub(super) children: Vec<Fields>,
    /// What must stand in it and does not, each with what it is.
    pub(super) missing: Vec<(String, String)>,
}

/// A value and where it is written; a default has the span of the header.
#[derive(Debug, Clone)]
pub struct Held {
    pub datum: Datum,
    pub span: Span,
}

/// A value of one of the types of slots.
#[derive(Debug, Clone)]
pub enum Datum {
    Text(String),
    Template(Template),
    /// Also MB and ms.
    Integer(i64),
    Bool(bool),
    /// The position of a word among its choices.
    Choice(usize),
    Block(BlockAddr),
}

impl Fields {
    fn find<T>(&self, name: &str, read: impl Fn(&Held) -> Option<T>) -> Option<T> {
        // An argument and a property may share a name (`function "api" name="…"`); they differ in type.
        self.slots.iter().filter(|(slot, _)| *slot == name).find_map(|(_, held)| read(held))
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<Spanned<String>> {
        self.find(name, as_text)
    }

    /// A text with references.
    pub fn template(&self, name: &str) -> Option<Template> {
        self.find(name, as_template)
    }

    /// A number; MB for memory, ms for time.
    pub fn number(&self, name: &str) -> Option<Spanned<u32>> {
        self.find(name, |held| match &held.datum {
            Datum::Integer(number) => Some(Spanned::new(u32::try_from(*number).ok()?, held.span)),
            _ => None,
        })
    }

    /// A time in whole seconds.
    pub fn seconds(&self, name: &str) -> Option<Spanned<u32>> {
        self.find(name, |held| match &held.datum {
            Datum::Integer(millis) => Some(Spanned::new(u32::try_from(millis / 1_000).ok()?, held.span)),
            _ => None,
        })
    }

    /// Where the value of a slot is written; `None` when it is a default.
    pub fn written(&self, name: &str) -> Option<Span> {
        self.find(name, |held| (held.span != self.header).then_some(held.span))
    }

    /// A flag.
    pub fn flag(&self, name: &str) -> Option<Spanned<bool>> {
        self.find(name, |held| match &held.datum {
            Datum::Bool(flag) => Some(Spanned::new(*flag, held.span)),
            _ => None,
        })
    }

    /// The position of a word among its choices.
    pub fn word(&self, name: &str) -> Option<Spanned<usize>> {
        self.find(name, |held| match &held.datum {
            Datum::Choice(at) => Some(Spanned::new(*at, held.span)),
            _ => None,
        })
    }

    /// One of some words.
    pub fn choice<T: Choices>(&self, name: &str) -> Option<Spanned<T>> {
        let word = self.word(name)?;
        Some(Spanned::new(*T::ALL.get(word.value)?, word.span))
    }

    /// A block that is referred to.
    pub fn block(&self, name: &str) -> Option<Spanned<BlockAddr>> {
        self.find(name, |held| match &held.datum {
            Datum::Block(addr) => Some(Spanned::new(addr.clone(), held.span)),
            _ => None,
        })
    }

    /// The texts after the named arguments.
    pub fn rest_texts(&self) -> Vec<Spanned<String>> {
        self.rest.iter().filter_map(as_text).collect()
    }

    /// The texts with references after the named arguments.
    pub fn rest_templates(&self) -> Vec<Template> {
        self.rest.iter().filter_map(as_template).collect()
    }

    /// The numbers after the named arguments.
    pub fn rest_numbers(&self) -> Vec<Spanned<u32>> {
        let number = |held: &Held| match &held.datum {
            Datum::Integer(number) => Some(Spanned::new(u32::try_from(*number).ok()?, held.span)),
            _ => None,
        };
        self.rest.iter().filter_map(number).collect()
    }

    /// The words after the named arguments.
    pub fn rest_choices<T: Choices>(&self) -> Vec<Spanned<T>> {
        let choice = |held: &Held| match &held.datum {
            Datum::Choice(at) => Some(Spanned::new(*T::ALL.get(*at)?, held.span)),
            _ => None,
        };
        self.rest.iter().filter_map(choice).collect()
    }

    /// Everything inside, in the order of writing.
    pub fn inside(&self) -> impl Iterator<Item = &Fields> {
        self.children.iter()
    }

    /// The properties of any name.
    pub fn any_templates(&self) -> impl Iterator<Item = (&Spanned<String>, Template)> {
        self.any.iter().filter_map(|(key, held)| Some((key, as_template(held)?)))
    }

    /// The children of one name, in the order of writing.
    pub fn children(&self, name: &str) -> impl Iterator<Item = &Fields> {
        self.children.iter().filter(move |child| child.decl.name == name)
    }

    /// The child of a name that stands at most once.
    pub fn child(&self, name: &str) -> Option<&Fields> {
        self.children.iter().find(|child| child.decl.name == name)
    }
}

fn as_text(held: &Held) -> Option<Spanned<String>> {
    match held {
        Held { datum: Datum::Text(text), span } => Some(Spanned::new(text.clone(), *span)),
        _ => None,
    }
}

fn as_template(held: &Held) -> Option<Template> {
    match held {
        Held { datum: Datum::Template(template), .. } => Some(template.clone()),
        _ => None,
    }
}
