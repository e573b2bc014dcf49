use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Gaps, Template, foreign, forms};
use super::cors::{self, CORS};
use super::pairs::{BODY, HEADER, Pair, pairs};
use super::stage::{self, THROTTLE};
use super::{Auth, Cors, Throttle, authorizer, path};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;

/// `route "ANY" "/{proxy+}" function="api"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The verb it serves.
    pub method: Spanned<Method>,
    /// As written, checked: starts with `/`, segments are literal, `{param}` or a last `{rest+}`.
    pub path: Spanned<String>,
    /// Who answers.
    pub target: Target,
    /// Milliseconds the gateway waits for an answer, 50 to 29,000; 29,000 unless given.
    pub timeout: Spanned<u32>,
    /// Which pages of other origins may call this path; what the whole API says unless given.
    pub cors: Option<Cors>,
    /// Who may call it; everybody unless given.
    pub auth: Option<Spanned<Auth>>,
    /// Whether callers must send the key of a usage plan.
    pub key: Spanned<bool>,
    /// How many requests it lets through; what the whole stage does unless given.
    pub throttle: Option<Throttle>,
    /// The header of the node.
    pub span: Span,
}

/// Who answers the requests of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A function, called through its alias (AWS_PROXY).
    Function(Spanned<BlockAddr>),
    /// An HTTP server that gets the request as it is (HTTP_PROXY); `{name}` in the address is a parameter of the path.
    Url(Template),
    /// The gateway itself (MOCK).
    Mock(Answer),
}

/// What a gateway answers by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// 200 to 599.
    pub status: Spanned<u32>,
    /// Its headers.
    pub headers: Vec<Pair>,
    /// Bodies by media type.
    pub bodies: Vec<Pair>,
}

impl Route {
    /// The function it leads to, if it leads to one.
    pub fn function(&self) -> Option<&Spanned<BlockAddr>> {
        match &self.target {
            Target::Function(function) => Some(function),
            Target::Url(_) | Target::Mock(_) => None,
        }
    }

    /// The names of the path's parameters, without braces and `+`.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        path::parameters(&self.path.value)
    }
}

/// A verb a route serves, or any verb not served by another route of the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Every verb that no other route of the same path serves.
    Any,
    /// `GET`.
    Get,
    /// `HEAD`; `GET` does not imply it.
    Head,
    /// `OPTIONS`, which browsers ask before a cross-origin request (CORS).
    Options,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
}

impl Method {
    /// As API Gateway writes it, `ANY`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl Choices for Method {
    const CHOICES: &'static [Choice] = &[
        Choice::new("ANY", "every verb no other route of the same path serves"),
        Choice::new("GET", "reads"),
        Choice::new("HEAD", "reads headers; not implied by GET"),
        Choice::new("OPTIONS", "asks what is possible (CORS)"),
        Choice::new("POST", "sends"),
        Choice::new("PUT", "replaces"),
        Choice::new("PATCH", "changes"),
        Choice::new("DELETE", "removes"),
    ];
    const ALL: &'static [Self] =
        &[Self::Any, Self::Get, Self::Head, Self::Options, Self::Post, Self::Put, Self::Patch, Self::Delete];
}

pub(super) static ROUTE: Node =
    Node::new("route", "Sends requests to a function, to an HTTP server, or answers by itself")
        .args(&[
            Slot::new("method", Type::OneOf(Method::CHOICES), "the verb it serves"),
            Slot::new("path", Type::Text, "such as `/items/{id}` or `/{proxy+}`"),
        ])
        .props(&[
            Slot::new("function", Type::Block(&["function"]), "the function that answers")
                .foreign(&foreign::FUNCTION)
                .optional(),
            Slot::new("url", Type::Template, "the HTTP server that answers; `{name}` is a parameter of the path")
                .optional()
                .form(forms::WEB_URL),
            Slot::new("mock", Type::Integer { min: 200, max: 599 }, "the status the gateway answers with by itself")
                .optional(),
            Slot::new(
                "timeout",
                Type::Duration { min: 50, max: 29_000, step: 1 },
                "how long the gateway waits for the answer",
            )
            .default("29s"),
            Slot::new("auth", Type::Text, "who may call: `iam`, or an authorizer's name; everybody unless given")
                .optional()
                .form(forms::BLOCK_NAME),
            Slot::new("key", Type::Bool, "whether callers must send the key of a usage plan").default("#false"),
        ])
        .children(&[Child::many(&HEADER), Child::many(&BODY), Child::optional(&CORS), Child::optional(&THROTTLE)]);

/// Every route but those that repeat an earlier one.
pub(super) fn routes(fields: &Fields, cx: &mut Context) -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::new();
    for node in fields.children("route") {
        let Some(route) = route(node, cx) else { continue };
        let mut same = routes
            .iter()
            .filter(|other| other.method.value == route.method.value && other.path.value == route.path.value);
        let earlier = same.find(|other| cx.are_sound(&[other.method.span, route.method.span, route.path.span]));
        match earlier {
            Some(earlier) => {
                let said = format!("`{} {}` is routed twice", route.method.value.as_str(), route.path.value);
                let problem = Diagnostic::error("E0401", said)
                    .at(route.span, "routed again")
                    .at(earlier.span, "routed here first")
                    .help("keep one of them, or give them different verbs");
                cx.push(problem);
            }
            None => routes.push(route),
        }
    }
    path::siblings(&routes, cx);
    cors::one_preflight_each(&routes, cx);
    routes
}

fn route(node: &Fields, cx: &mut Context) -> Option<Route> {
    let path = node.text("path")?;
    path::check(&path, cx);
    let target = target(node, cx);
    if let Target::Url(url) = &target {
        known_parameters(url, &path, cx);
    }
    Some(Route {
        method: node.choice("method")?,
        path,
        target,
        timeout: node.number("timeout")?,
        cors: node.child("cors").and_then(|node| cors::cors(node, cx)),
        auth: node.text("auth").map(|written| authorizer::auth(&written)),
        key: node.flag("key")?,
        throttle: node.child("throttle").and_then(stage::throttle),
        span: node.header,
    })
}

/// The one that is named first, when several are; a stand-in when none is.
fn target(node: &Fields, cx: &mut Context) -> Target {
    let (headers, bodies) = (pairs(node, &HEADER, cx), pairs(node, &BODY, cx));
    let (function, url, mock) = (node.block("function"), node.template("url"), node.number("mock"));
    let mut written: Vec<(&str, Span)> = Vec::new();
    written.extend(function.as_ref().map(|function| ("function", function.span)));
    written.extend(url.as_ref().map(|url| ("url", url.span)));
    written.extend(mock.as_ref().map(|status| ("mock", status.span)));
    if let [(one, at), (other, place), ..] = written.as_slice() {
        let problem = Diagnostic::error("E0420", format!("a route has `{one}` or `{other}`, not both"))
            .at(*place, "and the other")
            .at(*at, "one of them")
            .help("remove one of them: a request goes to one place");
        cx.push(problem);
    }
    if let (Some((one, _)), None) = (written.first(), &mock)
        && let Some(own) = headers.iter().chain(&bodies).next()
    {
        let problem = Diagnostic::error("E0420", format!("what `{one}=` leads to answers by itself"))
            .at(own.name.span, "only the answer of a `mock` is written here")
            .help("let what answers send it, or write `mock=` instead");
        cx.push(problem);
    }
    match (function, url, mock) {
        (Some(function), _, _) => Target::Function(function),
        (None, Some(url), _) => Target::Url(url),
        (None, None, Some(status)) => Target::Mock(Answer { status, headers, bodies }),
        (None, None, None) => {
            if !node.broken && !cx.gaps.node(node.header) {
                let problem = Diagnostic::error("E0420", "a route leads to somebody who answers")
                    .at(node.header, "nobody is named here")
                    .help("add `function=\"NAME\"`, `url=\"https://…\"` or `mock=STATUS`");
                cx.push(problem);
            }
            cx.gaps.add_dangling("function");
            let nowhere = Gaps::after(node.header);
            cx.gaps.add_value(nowhere);
            Target::Function(Spanned::new(BlockAddr::new("function", "…"), nowhere))
        }
    }
}

/// Complains about a `{name}` of an address that the path does not have.
fn known_parameters(url: &Template, route: &Spanned<String>, cx: &mut Context) {
    let Some(text) = url.as_literal().filter(|_| cx.are_sound(&[url.span, route.span])) else { return };
    let known: Vec<&str> = path::parameters(&route.value).collect();
    let Some(unknown) = path::parameters(text).find(|name| !known.contains(name)) else { return };
    let problem = Diagnostic::error("E0423", format!("the path has no parameter `{unknown}`"))
        .at(url.span, format!("`{{{unknown}}}` has no value"))
        .at(route.span, "the path it would be taken from")
        .help(match known.as_slice() {
            [] => "give the path a parameter of this name, or write the address without it".to_owned(),
            known => format!(
                "the path has {}",
                known.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ")
            ),
        });
    cx.push(problem);
}
