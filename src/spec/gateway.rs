use super::declare::{Attr, Block, Child, Choice, Choices, Node, Slot, Type};
use super::decode::{Context, Fields};
use super::{Template, forms, route_path};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;

/// `gateway "api" { … }`: an API Gateway REST API with one deployment and one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    /// Shown in consoles; empty unless given.
    pub description: Template,
    /// `regional` unless given.
    pub endpoint: Spanned<Endpoint>,
    /// In the order of writing; at least one. No two serve the same method of the same path.
    pub routes: Vec<Route>,
    /// The stage's name; `${stack.env}` unless given.
    pub stage: Template,
    /// The web ACL on the stage.
    pub waf: Option<Spanned<BlockAddr>>,
    /// Media types passed to the function as bytes (base64), `image/png`.
    pub binary_types: Vec<Spanned<String>>,
    /// The header of the block.
    pub span: Span,
}

/// Where the API is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// In the stack's region: what a `cdn` wants.
    Regional,
    /// Behind a distribution of AWS's own.
    Edge,
}

/// `route "ANY" "/{proxy+}" function="api"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The verb it serves.
    pub method: Spanned<Method>,
    /// As written, checked: starts with `/`, segments are literal, `{param}` or a last `{rest+}`.
    pub path: Spanned<String>,
    /// The function called through its alias (AWS_PROXY).
    pub function: Spanned<BlockAddr>,
    /// Milliseconds the gateway waits for the function, 50 to 29,000; 29,000 unless given.
    pub timeout: Spanned<u32>,
    /// The header of the node.
    pub span: Span,
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

pub(super) static BLOCK: Block = Block {
    node: Node::new("gateway", "An API Gateway REST API with one deployment and one stage")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(
            &[Slot::new("name", Type::Template, "the physical name; `<env>-<stack>-<name>` unless given").optional()],
        )
        .children(&[
            Child::implied(&DESCRIPTION),
            Child::implied(&ENDPOINT),
            Child::several(&ROUTE),
            Child::implied(&STAGE),
            Child::optional(&WAF),
            Child::many(&BINARY_TYPES),
            Child::many(&super::stack::TAGS),
        ]),
    named: true,
    attrs: &[
        Attr::new("invoke-url", "`https://…/<stage>`, where the stage is reached directly"),
        Attr::new("id", "the id of the REST API"),
        Attr::new("arn", "the ARN of the REST API"),
        Attr::new("domain", "the host name of the invoke URL"),
        Attr::new("execution-arn", "the `execute-api` ARN that permissions are written with"),
        Attr::new("stage", "the stage's name"),
    ],
};

static DESCRIPTION: Node =
    Node::new("description", "Shown in consoles").args(&[Slot::new("text", Type::Template, "any text").default("")]);

static ENDPOINT: Node = Node::new("endpoint", "Where the API is reached").args(&[Slot::new(
    "type",
    Type::OneOf(Endpoint::CHOICES),
    "the endpoint type",
)
.default("regional")]);

static ROUTE: Node = Node::new("route", "Sends requests to a function")
    .args(&[
        Slot::new("method", Type::OneOf(Method::CHOICES), "the verb it serves"),
        Slot::new("path", Type::Text, "such as `/items/{id}` or `/{proxy+}`"),
    ])
    .props(&[
        Slot::new("function", Type::Block(&["function"]), "the function that answers"),
        Slot::new("timeout", Type::Duration { min: 50, max: 29_000, step: 1 }, "how long the gateway waits for it")
            .default("29s"),
    ]);

static STAGE: Node = Node::new("stage", "The stage's name, the first part of every path of the invoke URL")
    .args(&[Slot::new("name", Type::Template, "letters, digits, `-` and `_`").default("${stack.env}")]);

static WAF: Node =
    Node::new("waf", "The web ACL on the stage").args(&[Slot::new("waf", Type::Block(&["waf"]), "the `waf` block")]);

static BINARY_TYPES: Node = Node::new("binary-types", "Media types handed to the function as bytes")
    .rest(Slot::new("media type", Type::Text, "such as `image/png` or `*/*`").form(forms::MEDIA_TYPE));

impl Choices for Endpoint {
    const CHOICES: &'static [Choice] = &[
        Choice::new("regional", "in the stack's region; what a `cdn` wants"),
        Choice::new("edge", "behind a distribution of AWS's own"),
    ];
    const ALL: &'static [Self] = &[Self::Regional, Self::Edge];
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

pub(super) fn build(fields: &Fields, cx: &mut Context) -> Option<Gateway> {
    let routes = routes(fields, cx);
    Some(Gateway {
        name: fields.text("name")?,
        physical_name: fields.template("name"),
        description: fields.child("description")?.template("text")?,
        endpoint: fields.child("endpoint")?.choice("type")?,
        routes,
        stage: fields.child("stage")?.template("name")?,
        waf: match fields.child("waf") {
            Some(waf) => Some(waf.block("waf")?),
            None => None,
        },
        binary_types: fields.children("binary-types").flat_map(Fields::rest_texts).collect(),
        span: fields.header,
    })
}

/// Every route but those that repeat an earlier one.
fn routes(fields: &Fields, cx: &mut Context) -> Vec<Route> {
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
    route_path::siblings(&routes, cx);
    routes
}

fn route(node: &Fields, cx: &mut Context) -> Option<Route> {
    let path = node.text("path")?;
    route_path::check(&path, cx);
    Some(Route {
        method: node.choice("method")?,
        path,
        function: node.block("function")?,
        timeout: node.number("timeout")?,
        span: node.header,
    })
}
