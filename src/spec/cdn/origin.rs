use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;
use crate::spec::declare::{Child, Node, Slot, Type};
use crate::spec::decode::{Context, Fields};
use crate::spec::{Gaps, Template, forms};

/// `origin "api" gateway="api" { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The origin id, unique in its cdn; behaviors name it.
    pub id: Spanned<String>,
    /// The block its requests go to.
    pub target: OriginTarget,
    /// Headers added to every request sent to this origin, in the order of writing; names are unique whatever their case.
    pub send_headers: Vec<SendHeader>,
    /// Seconds CloudFront waits for an answer, 1 to 120; 30 unless given. Only for gateways.
    pub read_timeout: Spanned<u32>,
    /// The header of the node.
    pub span: Span,
}

/// Where an origin's requests go. The origin path and host follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginTarget {
    /// A bucket, through Origin Access Control.
    Bucket(Spanned<BlockAddr>),
    /// The stage of a gateway, over HTTPS.
    Gateway(Spanned<BlockAddr>),
}

/// `send-header "X-Origin-Verify" (secret)"origin-header"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendHeader {
    /// The header's name as written; its case means nothing.
    pub name: Spanned<String>,
    /// A secret may stand here.
    pub value: Template,
    /// The header of the node.
    pub span: Span,
}

pub(super) static ORIGIN: Node = Node::new("origin", "Where requests are sent; behaviors name it")
    .args(&[Slot::new("id", Type::Text, "its name in the cdn").form(forms::VALUE_NAME)])
    .props(&[
        Slot::new("bucket", Type::Block(&["bucket"]), "a `bucket`, through Origin Access Control; this or `gateway`")
            .optional(),
        Slot::new("gateway", Type::Block(&["gateway"]), "the stage of a `gateway`; this or `bucket`").optional(),
        Slot::new(
            "read-timeout",
            Type::Duration { min: 1_000, max: 120_000, step: 1_000 },
            "how long an answer may take",
        )
        .default("30s"),
    ])
    .children(&[Child::many(&SEND_HEADER)]);

static SEND_HEADER: Node = Node::new("send-header", "Adds a header to every request sent to this origin").args(&[
    Slot::new("name", Type::Text, "the header's name").form(forms::HEADER_NAME),
    Slot::new("value", Type::Template, "its value; a secret may stand here").secret().form(forms::NOT_EMPTY),
]);

pub(super) fn build(fields: &Fields, cx: &mut Context) -> Vec<Origin> {
    let mut origins: Vec<Origin> = Vec::new();
    for node in fields.children("origin") {
        let Some(origin) = origin(node, cx) else { continue };
        let mut same = origins.iter().filter(|other| other.id.value == origin.id.value);
        if let Some(earlier) = same.find(|other| cx.are_sound(&[other.id.span, origin.id.span])) {
            let problem = Diagnostic::error("E0406", format!("two origins are named `{}`", origin.id.value))
                .at(origin.id.span, "the same again")
                .at(earlier.id.span, "taken here")
                .help("rename one of them");
            cx.push(problem);
            cx.gaps.add_value(origin.id.span);
        }
        origins.push(origin);
    }
    origins
}

fn origin(node: &Fields, cx: &mut Context) -> Option<Origin> {
    let send_headers = send_headers(node, cx);
    let target = match (node.block("bucket"), node.block("gateway")) {
        (Some(bucket), None) => OriginTarget::Bucket(bucket),
        (None, Some(gateway)) => OriginTarget::Gateway(gateway),
        (Some(bucket), Some(gateway)) => {
            let problem = Diagnostic::error("E0217", "an origin is a `bucket` or a `gateway`, not both")
                .at(gateway.span, "one of them")
                .at(bucket.span, "and the other")
                .help("make two origins of it");
            cx.push(problem);
            cx.gaps.add_value(bucket.span);
            OriginTarget::Bucket(bucket)
        }
        (None, None) => {
            if !cx.gaps.node(node.header) {
                let problem = Diagnostic::error("E0217", "an origin needs something to send requests to")
                    .at(node.header, "neither `bucket=` nor `gateway=` is given")
                    .help("add `bucket=\"NAME\"` or `gateway=\"NAME\"`");
                cx.push(problem);
            }
            let nowhere = Gaps::after(node.header);
            cx.gaps.add_value(nowhere);
            OriginTarget::Gateway(Spanned::new(BlockAddr::new("gateway", "…"), nowhere))
        }
    };
    Some(Origin {
        id: node.text("id")?,
        target,
        send_headers,
        read_timeout: node.number("read-timeout")?.map(|millis| millis / 1_000),
        span: node.header,
    })
}

fn send_headers(node: &Fields, cx: &mut Context) -> Vec<SendHeader> {
    let mut headers: Vec<SendHeader> = Vec::new();
    for child in node.children("send-header") {
        let (Some(name), Some(value)) = (child.text("name"), child.template("value")) else { continue };
        let mut same = headers.iter().filter(|other| other.name.value.eq_ignore_ascii_case(&name.value));
        if let Some(earlier) = same.find(|other| cx.are_sound(&[other.name.span, name.span])) {
            let problem = Diagnostic::error("E0407", format!("the header `{}` is sent twice", name.value))
                .at(name.span, "sent again")
                .at(earlier.name.span, "sent here first")
                .help("keep one of them; header names do not mind case");
            cx.push(problem);
        }
        headers.push(SendHeader { name, value, span: child.header });
    }
    headers
}
