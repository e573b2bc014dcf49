use super::declare::{Child, Node, Slot, Type};
use super::decode::{Context, Fields};
use super::forms;
use crate::diag::{Diagnostic, Span, Spanned};

/// `alias "live" version="7" { weight "newest" percent=10 }`: the alias callers use, and which versions answer them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Its name; `live` unless given.
    pub name: Spanned<String>,
    /// What answers; the newest version unless given.
    pub version: Spanned<Published>,
    /// A second version that answers a part of the calls.
    pub weight: Option<Weight>,
    /// The header of the node.
    pub span: Span,
}

/// A published version of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// The one made of what the spec says.
    Newest,
    /// One that was published before, by its number.
    Number(String),
}

/// `weight "newest" percent=10`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// What answers this part of the calls.
    pub version: Spanned<Published>,
    /// Of a hundred calls.
    pub percent: Spanned<u32>,
}

impl Published {
    /// As it stands in the spec.
    pub fn word(&self) -> &str {
        match self {
            Self::Newest => NEWEST,
            Self::Number(number) => number,
        }
    }

    fn of(written: &Spanned<String>) -> Spanned<Self> {
        let published = match written.value.as_str() {
            NEWEST => Self::Newest,
            number => Self::Number(number.to_owned()),
        };
        Spanned::new(published, written.span)
    }
}

const NEWEST: &str = "newest";

pub(super) static ALIAS: Node =
    Node::new("alias", "The alias that callers use; it moves to each new version unless one is given")
        .args(&[Slot::new("name", Type::Text, "its name").default("live").form(forms::ALIAS_NAME)])
        .props(&[Slot::new(
            "version",
            Type::Text,
            "what answers: `newest`, or the number of a version published before, which is then kept",
        )
        .default("newest")
        .form(forms::PUBLISHED)])
        .children(&[Child::optional(&WEIGHT)]);

static WEIGHT: Node = Node::new("weight", "A second version that answers a part of the calls")
    .args(&[Slot::new("version", Type::Text, "`newest`, or the number of a version").form(forms::PUBLISHED)])
    .props(&[Slot::new("percent", Type::Integer { min: 1, max: 99 }, "how many of a hundred calls it answers")]);

pub(super) fn alias(node: &Fields, cx: &mut Context) -> Option<Alias> {
    let version = Published::of(&node.text("version")?);
    let weight = node.child("weight").and_then(|weight| {
        Some(Weight { version: Published::of(&weight.text("version")?), percent: weight.number("percent")? })
    });
    if let Some(weight) = weight.as_ref().filter(|weight| weight.version.value == version.value)
        && cx.are_sound(&[weight.version.span, version.span])
    {
        let word = version.value.word();
        let problem = Diagnostic::error("E0428", format!("`{word}` answers all calls already"))
            .at(weight.version.span, "a second version is wanted here")
            .at(version.span, "this one answers")
            .help("a part of the calls goes to another version: `alias \"live\" version=\"7\" { weight \"newest\" percent=10 }`");
        cx.push(problem);
    }
    Some(Alias { name: node.text("name")?, version, weight, span: node.header })
}
