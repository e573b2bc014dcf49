use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields, did_you_mean};
use super::super::{foreign, forms};
use super::Route;
use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;

/// `authorizer "tokens" function="auth"`: a function that decides who may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorizer {
    /// What routes call it by.
    pub name: Spanned<String>,
    /// The function that decides.
    pub function: Spanned<BlockAddr>,
    /// What it is shown.
    pub kind: Spanned<AuthorizerType>,
    /// Headers that must be in a request before it is asked.
    pub headers: Vec<Spanned<String>>,
    /// Query parameters that must be in a request before it is asked.
    pub queries: Vec<Spanned<String>>,
    /// A regular expression that a token must match.
    pub validation: Option<Spanned<String>>,
    /// Milliseconds its answer is remembered, whole seconds; 300 s unless given.
    pub ttl: Spanned<u32>,
    /// The header of the node.
    pub span: Span,
}

/// What an authorizer is shown of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorizerType {
    /// One header.
    Token,
    /// The whole request.
    Request,
}

/// Who may call a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// Whoever signs with credentials that IAM lets call.
    Iam,
    /// Whomever the authorizer of this name lets in.
    Authorizer(String),
}

impl Authorizer {
    /// The header a token stands in unless the spec says otherwise.
    pub const DEFAULT_HEADER: &str = "Authorization";

    /// The headers that must be there, the default one among them.
    pub fn identity_headers(&self) -> Vec<&str> {
        match (self.headers.as_slice(), self.queries.as_slice()) {
            ([], []) => vec![Self::DEFAULT_HEADER],
            (headers, _) => headers.iter().map(|header| header.value.as_str()).collect(),
        }
    }
}

impl Auth {
    /// As it stands in `auth=`.
    pub fn word(&self) -> &str {
        match self {
            Self::Iam => IAM,
            Self::Authorizer(name) => name,
        }
    }
}

/// What `auth=` says for AWS_IAM; no authorizer may have this name.
const IAM: &str = "iam";

impl Choices for AuthorizerType {
    const CHOICES: &'static [Choice] =
        &[Choice::new("token", "one header, the token"), Choice::new("request", "the whole request but its body")];
    const ALL: &'static [Self] = &[Self::Token, Self::Request];
}

pub(super) static AUTHORIZER: Node = Node::new("authorizer", "A function that decides who may call")
    .args(&[Slot::new("name", Type::Text, "what routes call it by, `auth=\"NAME\"`").form(forms::BLOCK_NAME)])
    .props(&[
        Slot::new("function", Type::Block(&["function"]), "the function that decides").foreign(&foreign::FUNCTION),
        Slot::new("type", Type::OneOf(AuthorizerType::CHOICES), "what it is shown").default("token"),
        Slot::new("validation", Type::Text, "a regular expression that a token must match before it is asked")
            .optional()
            .form(forms::NOT_EMPTY),
        Slot::new("ttl", Type::Duration { min: 0, max: 3_600_000, step: 1_000 }, "how long its answer is remembered")
            .default("300s"),
    ])
    .children(&[Child::many(&HEADER), Child::many(&QUERY)]);

static HEADER: Node = Node::new(
    "header",
    "A header that must be there before the authorizer is asked; `Authorization` unless anything is given",
)
.args(&[Slot::new("name", Type::Text, "the header's name").form(forms::HEADER_NAME)]);

static QUERY: Node = Node::new("query", "A query parameter that must be there before the authorizer is asked")
    .args(&[Slot::new("name", Type::Text, "the parameter's name").form(forms::NOT_EMPTY)]);

/// Every authorizer but those that repeat an earlier one.
pub(super) fn authorizers(fields: &Fields, cx: &mut Context) -> Vec<Authorizer> {
    let mut authorizers: Vec<Authorizer> = Vec::new();
    for node in fields.children("authorizer") {
        let Some(authorizer) = authorizer(node, cx) else { continue };
        let mut same = authorizers.iter().filter(|other| other.name.value == authorizer.name.value);
        match same.find(|other| cx.are_sound(&[other.name.span, authorizer.name.span])) {
            Some(earlier) => {
                let problem = Diagnostic::error("E0208", format!("`{}` is given twice", authorizer.name.value))
                    .at(authorizer.name.span, "given again")
                    .at(earlier.name.span, "given here first")
                    .help("keep one of them, or give it another name");
                cx.push(problem);
            }
            None => authorizers.push(authorizer),
        }
    }
    authorizers
}

fn authorizer(node: &Fields, cx: &mut Context) -> Option<Authorizer> {
    let names = |of: &str| node.children(of).filter_map(|child| child.text("name")).collect::<Vec<_>>();
    let authorizer = Authorizer {
        name: node.text("name")?,
        function: node.block("function")?,
        kind: node.choice("type")?,
        headers: names("header"),
        queries: names("query"),
        validation: node.text("validation"),
        ttl: node.number("ttl")?,
        span: node.header,
    };
    let mut wrong = |place: Span, said: &str, help: &str| {
        let problem = Diagnostic::error("E0424", format!("`{}` cannot be such an authorizer", authorizer.name.value))
            .at(place, said)
            .help(help);
        cx.push(problem);
    };
    if authorizer.name.value == IAM {
        wrong(authorizer.name.span, "`auth=\"iam\"` means AWS_IAM", "give it another name");
    }
    match authorizer.kind.value {
        AuthorizerType::Token => {
            if let Some(query) = authorizer.queries.first() {
                wrong(query.span, "a token is a header", "write `type=\"request\"`, or take the token from a `header`");
            }
            if let Some(second) = authorizer.headers.get(1) {
                wrong(second.span, "a token is one header", "write `type=\"request\"`, or keep one `header`");
            }
        }
        AuthorizerType::Request => {
            if let Some(validation) = &authorizer.validation {
                wrong(validation.span, "only tokens are matched", "leave it out, or write `type=\"token\"`");
            }
        }
    }
    Some(authorizer)
}

/// What `auth=` of a route says.
pub(super) fn auth(written: &Spanned<String>) -> Spanned<Auth> {
    let auth = match written.value.as_str() {
        IAM => Auth::Iam,
        name => Auth::Authorizer(name.to_owned()),
    };
    Spanned::new(auth, written.span)
}

/// Complains about routes whose authorizer there is not.
pub(super) fn known(routes: &[Route], authorizers: &[Authorizer], fields: &Fields, cx: &mut Context) {
    if cx.gaps.node(fields.header) || authorizers.iter().any(|authorizer| !cx.are_sound(&[authorizer.name.span])) {
        return;
    }
    for route in routes {
        let Some(Spanned { value: Auth::Authorizer(name), span }) = &route.auth else { continue };
        if authorizers.iter().any(|authorizer| authorizer.name.value == *name) || !cx.are_sound(&[*span]) {
            continue;
        }
        let known: Vec<&str> =
            authorizers.iter().map(|authorizer| authorizer.name.value.as_str()).chain([IAM]).collect();
        let problem = Diagnostic::error("E0425", format!("this gateway has no authorizer `{name}`"))
            .at(*span, "refers to nothing")
            .help(did_you_mean(name, &known));
        cx.push(problem);
    }
}
