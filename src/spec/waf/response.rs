use std::collections::BTreeMap;

use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Template, forms};
use crate::diag::{Diagnostic, Span, Spanned};

/// `response status=429 body="slow-down"`: what a blocked request is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// One of those WAF knows.
    pub status: Spanned<u32>,
    /// The key of a `response-body`.
    pub body: Option<Spanned<String>>,
    /// At most ten, by name.
    pub headers: BTreeMap<String, Template>,
    /// The header of the node.
    pub span: Span,
}

/// `response-body "slow-down" "…" type="json"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseBody {
    /// What responses call it.
    pub key: Spanned<String>,
    /// At most 4,096 bytes.
    pub content: Template,
    /// What it is.
    pub kind: Spanned<BodyType>,
    /// The header of the node.
    pub span: Span,
}

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyType {
    /// `text/plain`.
    Text,
    /// `text/html`.
    Html,
    /// `application/json`.
    Json,
}

impl Choices for BodyType {
    const CHOICES: &'static [Choice] =
        &[Choice::new("text", "text/plain"), Choice::new("html", "text/html"), Choice::new("json", "application/json")];
    const ALL: &'static [Self] = &[Self::Text, Self::Html, Self::Json];
}

/// What WAF may answer (AWS WAF Developer Guide, supported status codes for custom response).
const STATUSES: [u32; 30] = [
    200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 408, 411, 413, 415, 416, 421,
    429, 500, 501, 502, 503, 504, 505,
];

/// Headers of a response.
const HEADERS: usize = 10;

pub(super) static RESPONSE: Node = Node::new("response", "What a blocked request is answered, instead of a plain 403")
    .props(&[
        Slot::new("status", Type::Integer { min: 200, max: 599 }, "the status").default("403"),
        Slot::new("body", Type::Text, "the key of a `response-body`").form(forms::VALUE_NAME).optional(),
    ])
    .children(&[Child::many(&HEADER)]);

static HEADER: Node = Node::new("header", "A header of the answer").args(&[
    Slot::new("name", Type::Text, "its name").form(forms::WAF_HEADER),
    Slot::new("value", Type::Template, "its value"),
]);

pub(super) static BODY: Node = Node::new("response-body", "A body for answers of blocked requests")
    .args(&[
        Slot::new("key", Type::Text, "what responses call it").form(forms::VALUE_NAME),
        Slot::new("content", Type::Template, "the body, at most 4,096 bytes"),
    ])
    .props(&[Slot::new("type", Type::OneOf(BodyType::CHOICES), "what it is").default("text")]);

pub(super) fn build(node: &Fields, cx: &mut Context) -> Option<Response> {
    let status = node.number("status")?;
    if !STATUSES.contains(&status.value) && cx.are_sound(&[status.span]) {
        let known = STATUSES.map(|status| status.to_string()).join(", ");
        let problem = Diagnostic::error("E0443", format!("WAF cannot answer {}", status.value))
            .at(status.span, "not among those it knows")
            .help(format!("known: {known}"));
        cx.push(problem);
    }
    let mut headers = BTreeMap::new();
    for (at, header) in node.children("header").enumerate() {
        let (Some(name), Some(value)) = (header.text("name"), header.template("value")) else { continue };
        let wrong = if name.value.eq_ignore_ascii_case("content-type") {
            Some(("`content-type` follows from the body", "remove it; `type=` of the `response-body` says it"))
        } else if at >= HEADERS {
            Some(("an answer of WAF has at most 10 headers", "remove it"))
        } else {
            None
        };
        if let Some((said, help)) = wrong {
            cx.push(Diagnostic::error("E0443", said).at(header.header, "cannot be given").help(help));
        }
        headers.insert(name.value, value);
    }
    Some(Response { status, body: node.text("body"), headers, span: node.header })
}

/// The bodies of an ACL or a rule group.
pub(super) fn bodies(fields: &Fields, cx: &mut Context) -> Vec<ResponseBody> {
    let mut bodies: Vec<ResponseBody> = Vec::new();
    for node in fields.children("response-body") {
        let (Some(key), Some(content), Some(kind)) = (node.text("key"), node.template("content"), node.choice("type"))
        else {
            continue;
        };
        if let Some(earlier) = bodies.iter().find(|other| other.key.value == key.value) {
            let problem = Diagnostic::error("E0208", format!("`{}` is given twice", key.value))
                .at(key.span, "given again")
                .at(earlier.key.span, "given here first")
                .help("keep one of them");
            cx.push(problem);
            continue;
        }
        bodies.push(ResponseBody { key, content, kind, span: node.header });
    }
    bodies
}

/// E0443: a response that names a body there is not.
pub(super) fn no_dangling<'a>(
    responses: impl Iterator<Item = &'a Response>,
    bodies: &[ResponseBody],
    whole: bool,
    cx: &mut Context,
) {
    let keys: Vec<&str> = bodies.iter().map(|body| body.key.value.as_str()).collect();
    for body in responses.filter_map(|response| response.body.as_ref()) {
        if whole && !keys.contains(&body.value.as_str()) && cx.are_sound(&[body.span]) {
            let problem = Diagnostic::error("E0443", format!("there is no `response-body \"{}\"`", body.value))
                .at(body.span, "refers to nothing")
                .help(match keys.as_slice() {
                    [] => format!("add `response-body \"{}\" \"…\"` beside the rules", body.value),
                    keys => super::super::decode::did_you_mean(&body.value, keys),
                });
            cx.push(problem);
        }
    }
}
