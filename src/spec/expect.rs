use super::declare::{Block, Child, Choice, Choices, Form, Node, Slot, Type};
use super::decode::{Context, Fields};
use super::{Method, Template, forms};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;

/// One line of an `expect { … }` block; a spec may hold several such blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// What happens to one request.
    Request(Box<RequestExpectation>),
    /// What leads somewhere, and that nothing else does.
    OnlyThrough(OnlyThrough),
}

/// `request "GET" "https://example.com/api" status=403 by="waf.origin-only"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestExpectation {
    /// Never [`Method::Any`].
    pub method: Spanned<Method>,
    /// Whole, `https://host/path`; its host is an alias or the own name of something in the spec.
    pub url: Template,
    /// Headers the request carries, in the order of writing; a secret may stand in a value.
    pub headers: Vec<RequestHeader>,
    /// The body it carries; nothing unless given.
    pub body: Option<ExpectedBody>,
    /// The status the caller sees.
    pub status: Option<Spanned<u16>>,
    /// The block that decides: a `waf`, `cdn` or `gateway`.
    pub by: Option<Spanned<BlockAddr>>,
    /// The block that answers: a `function` or `bucket`.
    pub reaches: Option<Spanned<BlockAddr>>,
    /// The address it comes from; an ordinary one unless given.
    pub from: Option<Spanned<std::net::IpAddr>>,
    /// The country it comes from, ISO 3166-1 alpha-2; one that is served unless given.
    pub country: Option<Spanned<String>>,
    /// The header of the node.
    pub span: Span,
}

/// The body of a `request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedBody {
    /// `body="…"`: this text.
    Text(Template),
    /// `body-size="8KB"`: so many bytes, whichever.
    Size(Spanned<u64>),
}

/// `header "Authorization" "Bearer x"` inside a `request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestHeader {
    /// The header's name as written; its case means nothing.
    pub name: Spanned<String>,
    /// What the header carries; a secret may stand here.
    pub value: Template,
}

/// `only-through "cdn.site" to="function.api"`: no other way leads there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlyThrough {
    /// A `cdn`.
    pub through: Spanned<BlockAddr>,
    /// A `function`, `gateway` or `bucket`.
    pub to: Spanned<BlockAddr>,
    /// The header of the node.
    pub span: Span,
}

pub(super) static BLOCK: Block = Block {
    node: Node::new("expect", "What must hold: checked offline by `engine test`, and live with `--live`")
        .children(&[Child::many(&REQUEST), Child::many(&ONLY_THROUGH)]),
    named: false,
    attrs: &[],
};

static REQUEST: Node = Node::new("request", "A request and what becomes of it")
    .args(&[
        Slot::new("method", Type::OneOf(REQUEST_METHODS), "the verb"),
        Slot::new("url", Type::Template, "absolute, with `https://`").form(ABSOLUTE_URL),
    ])
    .props(&[
        Slot::new("body", Type::Template, "the body it carries").depends("none"),
        Slot::new("body-size", Type::Text, "how many bytes of body it carries, whichever: `\"8KB\"`")
            .form(BODY_SIZE)
            .depends("none"),
        Slot::new("status", Type::Integer { min: 100, max: 599 }, "the status the caller sees").optional(),
        Slot::new("by", Type::Address(&["waf", "cdn", "gateway"]), "the block that decides").optional(),
        Slot::new("reaches", Type::Address(&["function", "bucket"]), "the block that answers").optional(),
        Slot::new("from", Type::Text, "the address it comes from").form(ADDRESS).depends("an ordinary one"),
        Slot::new("country", Type::Text, "the country it comes from, ISO 3166-1, two letters")
            .form(forms::COUNTRY)
            .depends("one that is served"),
    ])
    .children(&[Child::many(&HEADER)]);

static HEADER: Node = Node::new("header", "A header the request carries").args(&[
    Slot::new("name", Type::Text, "the header's name").form(forms::HEADER_NAME),
    Slot::new("value", Type::Template, "its value; a secret may stand here").secret(),
]);

static ONLY_THROUGH: Node = Node::new("only-through", "No other way leads there")
    .args(&[Slot::new("through", Type::Address(&["cdn"]), "the `cdn` every way leads through")])
    .props(&[Slot::new("to", Type::Address(&["function", "gateway", "bucket"]), "what is reached")]);

/// The verbs of [`Method`] without `ANY`, which no request has.
const REQUEST_METHODS: &[Choice] = {
    let (_, verbs) = Method::CHOICES.split_at(1);
    verbs
};

const ABSOLUTE_URL: Form = Form {
    wanted: "an absolute URL",
    holds: |text| text.starts_with("https://") || text.starts_with("http://"),
    help: "begin it with `https://` and a host",
};

const ADDRESS: Form = Form {
    wanted: "an IP address",
    holds: |text| text.parse::<std::net::IpAddr>().is_ok(),
    help: "write `203.0.113.7` or `2001:db8::1`",
};

/// Twice what API Gateway takes: more shows nothing that this does not.
const LARGEST_BODY: u64 = 20 * 1024 * 1024;

const BODY_SIZE: Form = Form {
    wanted: "an amount of up to 20 MB",
    holds: |text| forms::bytes(text).is_some_and(|bytes| bytes <= LARGEST_BODY),
    help: "write `\"8192\"`, `\"8KB\"` or `\"7MB\"`",
};

/// Adds the lines of one block.
pub(super) fn build(fields: &Fields, cx: &mut Context, into: &mut Vec<Expectation>) {
    into.extend(
        fields.children("request").filter_map(|node| request(node, cx)).map(Box::new).map(Expectation::Request),
    );
    let only =
        |node: &Fields| Some(OnlyThrough { through: node.block("through")?, to: node.block("to")?, span: node.header });
    into.extend(fields.children("only-through").filter_map(only).map(Expectation::OnlyThrough));
}

fn request(node: &Fields, cx: &mut Context) -> Option<RequestExpectation> {
    let header = |node: &Fields| Some(RequestHeader { name: node.text("name")?, value: node.template("value")? });
    let says = node.number("status").is_some() || node.block("by").is_some() || node.block("reaches").is_some();
    if !cx.gaps.node(node.header) && !says {
        let problem = Diagnostic::error("E0217", "a request expects nothing")
            .at(node.header, "neither `status`, `by` nor `reaches` is given")
            .help("add `status=403`, `by=\"waf.NAME\"` or `reaches=\"function.NAME\"`");
        cx.push(problem);
    }
    let method = node.word("method")?;
    let text = node.template("body");
    let size = node.text("body-size").and_then(|text| Some(Spanned::new(forms::bytes(&text.value)?, text.span)));
    if let (Some(text), Some(size)) = (&text, &size) {
        let problem = Diagnostic::error("E0217", "a request has one body, this one has two")
            .at(size.span, "so many bytes")
            .at(text.span, "and a text")
            .help("remove one of them; `body-size` is for bodies that nobody wants to write out");
        cx.push(problem);
    }
    let body = text.map(ExpectedBody::Text).or(size.map(ExpectedBody::Size));
    Some(RequestExpectation {
        method: Spanned::new(*Method::ALL.get(method.value + 1)?, method.span),
        url: node.template("url")?,
        headers: node.children("header").filter_map(header).collect(),
        body,
        status: node.number("status").map(|status| status.map(|status| status as u16)),
        by: node.block("by"),
        reaches: node.block("reaches"),
        from: node.text("from").and_then(|text| Some(Spanned::new(text.value.parse().ok()?, text.span))),
        country: node.text("country"),
        span: node.header,
    })
}
