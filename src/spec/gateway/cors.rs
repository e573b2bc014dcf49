use super::super::Template;
use super::super::declare::{Child, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::forms;
use super::Route;
use super::route::Method;
use crate::diag::{Diagnostic, Span, Spanned};

/// `cors "https://app.example.com" max-age="10m"`: which pages of other origins may call, as the gateway tells browsers that ask
/// by `OPTIONS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cors {
    /// Origins that may call, `https://app.example.com`, or `*` alone.
    pub origins: Vec<Template>,
    /// Headers that pages may send.
    pub headers: Vec<Spanned<String>>,
    /// Whether browsers send cookies along.
    pub credentials: Spanned<bool>,
    /// Milliseconds browsers keep the answer; their own default unless given.
    pub max_age: Option<Spanned<u32>>,
    /// The header of the node.
    pub span: Span,
}

impl Cors {
    /// What pages may send unless the spec says otherwise: what API Gateway's own authorizers, signatures and keys need.
    pub const DEFAULT_HEADERS: &[&str] =
        &["Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Security-Token", "X-Api-Key"];

    /// The headers pages may send.
    pub fn allowed_headers(&self) -> Vec<&str> {
        match self.headers.as_slice() {
            [] => Self::DEFAULT_HEADERS.to_vec(),
            given => given.iter().map(|header| header.value.as_str()).collect(),
        }
    }
}

pub(super) static CORS: Node =
    Node::new("cors", "Which pages of other origins may call; the gateway answers `OPTIONS`")
        .rest(Slot::new("origin", Type::Template, "such as `https://app.example.com`, or `*`").form(forms::ORIGIN))
        .props(&[
            Slot::new("credentials", Type::Bool, "whether browsers send cookies along").default("#false"),
            Slot::new(
                "max-age",
                Type::Duration { min: 0, max: 86_400_000, step: 1_000 },
                "how long browsers keep the answer; their own default unless given",
            )
            .optional(),
        ])
        .children(&[Child::optional(&HEADERS)]);

static HEADERS: Node = Node::new(
    "headers",
    "Headers that pages may send; `Authorization`, `Content-Type`, `X-Amz-Date`, `X-Amz-Security-Token` and `X-Api-Key` unless \
     given",
)
.rest(Slot::new("header", Type::Text, "a header's name").form(forms::HEADER_NAME));

pub(super) fn cors(node: &Fields, cx: &mut Context) -> Option<Cors> {
    let cors = Cors {
        origins: node.rest_templates(),
        headers: node.children("headers").flat_map(Fields::rest_texts).collect(),
        credentials: node.flag("credentials")?,
        max_age: node.number("max-age"),
        span: node.header,
    };
    let everybody = cors.origins.iter().find(|origin| origin.as_literal() == Some("*"));
    let Some(everybody) = everybody.filter(|origin| cx.are_sound(&[origin.span])) else { return Some(cors) };
    if cors.credentials.value && cx.are_sound(&[cors.credentials.span]) {
        let problem = Diagnostic::error("E0421", "cookies are not sent to an API that everybody may call")
            .at(cors.credentials.span, "asks browsers for cookies")
            .at(everybody.span, "every origin")
            .help("name the origins, or leave `credentials` out: browsers refuse the two together");
        cx.push(problem);
    } else if let Some(other) = cors.origins.iter().find(|origin| origin.as_literal() != Some("*")) {
        let problem = Diagnostic::error("E0421", "`*` stands beside other origins")
            .at(everybody.span, "every origin")
            .at(other.span, "and this one by name")
            .help("keep `*` alone, or name the origins");
        cx.push(problem);
    }
    Some(cors)
}

/// Complains about paths on which the preflight request would be answered in two ways.
pub(super) fn one_preflight_each(routes: &[Route], cx: &mut Context) {
    for (at, route) in routes.iter().enumerate() {
        let Some(cors) = &route.cors else { continue };
        let same = |other: &&Route| other.path.value == route.path.value;
        let sound = |other: &&Route| cx.are_sound(&[other.path.span, other.method.span, route.path.span]);
        let by_hand = routes.iter().filter(same).filter(sound).find(|other| other.method.value == Method::Options);
        let earlier = routes[..at].iter().filter(same).filter(sound).find_map(|other| other.cors.as_ref());
        let (other, said) = match (by_hand, earlier) {
            (Some(by_hand), _) => (by_hand.span, "this route answers it, too"),
            (None, Some(earlier)) => (earlier.span, "this one answers it, too"),
            (None, None) => continue,
        };
        let problem = Diagnostic::error("E0422", format!("`OPTIONS {}` is answered twice", route.path.value))
            .at(cors.span, "answers what browsers ask by OPTIONS")
            .at(other, said)
            .help("keep one of them: a path has one answer for all of its verbs");
        cx.push(problem);
    }
}
