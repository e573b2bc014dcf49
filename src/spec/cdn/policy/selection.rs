use crate::diag::{Diagnostic, Span, Spanned};
use crate::spec::declare::{Choice, Choices, Node, Slot, Type};
use crate::spec::decode::{Context, Fields};
use crate::spec::forms;

/// Which of the viewer's headers, cookies or query parameters: `cookies "session"`, `queries which="all"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// `only` unless given; `None` where the node is absent, which selects nothing.
    pub which: Option<Spanned<Which>>,
    /// For [`Which::Only`] and [`Which::AllExcept`] at least one, for the others none but CloudFront's own headers.
    pub names: Vec<Spanned<String>>,
}

/// How the names of a selection are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that are named.
    Only,
    /// All there are.
    All,
    /// All but those that are named.
    AllExcept,
    /// All of the viewer's headers, and the `CloudFront-…` ones that are named.
    AllAndCloudfront,
}

/// Cookies and query parameters.
const NAME_CHOICES: &[Choice] = &[
    Choice::new("only", "those that are named"),
    Choice::new("all", "all of them"),
    Choice::new("all-except", "all but those that are named"),
];

/// Headers sent to the origin; a cache key takes no more than named ones.
const HEADER_CHOICES: &[Choice] = &[
    Choice::new("only", "those that are named"),
    Choice::new("all", "all of the viewer's"),
    Choice::new("all-except", "all but those that are named"),
    Choice::new("all-and-cloudfront", "all of the viewer's, and the named ones that CloudFront adds"),
];

impl Choices for Which {
    const CHOICES: &'static [Choice] = HEADER_CHOICES;
    const ALL: &'static [Self] = &[Self::Only, Self::All, Self::AllExcept, Self::AllAndCloudfront];
}

pub(super) static KEY_HEADERS: Node =
    Node::new("headers", "Request headers in the cache key; the origin gets them too")
        .rest(Slot::new("header", Type::Text, "its name").form(forms::HEADER_NAME));

pub(super) static SENT_HEADERS: Node = Node::new("headers", "Request headers that the origin gets")
    .props(&[Slot::new("which", Type::OneOf(HEADER_CHOICES), "how the names are meant").default("only")])
    .rest(Slot::new("header", Type::Text, "its name").form(forms::HEADER_NAME).optional());

pub(super) static COOKIES: Node = Node::new("cookies", "Cookies; the origin gets them")
    .props(&[Slot::new("which", Type::OneOf(NAME_CHOICES), "how the names are meant").default("only")])
    .rest(Slot::new("cookie", Type::Text, "its name").form(forms::NOT_EMPTY).optional());

pub(super) static QUERIES: Node = Node::new("queries", "Query parameters; the origin gets them")
    .props(&[Slot::new("which", Type::OneOf(NAME_CHOICES), "how the names are meant").default("only")])
    .rest(Slot::new("parameter", Type::Text, "its name").form(forms::NOT_EMPTY).optional());

impl Selection {
    /// What the node `name` of a policy selects.
    pub(super) fn of(policy: &Fields, name: &str, cx: &mut Context) -> Self {
        let Some(node) = policy.child(name) else { return Self { which: None, names: Vec::new() } };
        let which = node.choice::<Which>("which").unwrap_or(Spanned::new(Which::Only, node.header));
        let names = node.rest_texts();
        let wants = matches!(which.value, Which::Only | Which::AllExcept | Which::AllAndCloudfront);
        let sound = !cx.gaps.node(node.header) && cx.are_sound(&[which.span]);
        if sound && wants == names.is_empty() {
            let word = which.value.word();
            let problem = match names.first() {
                None => Diagnostic::error("E0414", format!("`{name}` of `{word}` names none"))
                    .at(node.header, "no name stands here")
                    .help(format!("name them, or write `{name} which=\"all\"`")),
                Some(first) => Diagnostic::error("E0414", format!("`{name}` takes all of them and names some"))
                    .at(first.span, "this is among all of them")
                    .help("remove the names, or `which=`"),
            };
            cx.push(problem);
        }
        Self { which: Some(which), names }
    }

    /// Where it is written, for complaints.
    pub(super) fn span(&self) -> Option<Span> {
        self.which.as_ref().map(|which| self.names.first().map_or(which.span, |first| first.span))
    }
}
