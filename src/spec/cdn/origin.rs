use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;
use crate::spec::declare::{Child, Choice, Choices, Node, Slot, Type};
use crate::spec::decode::{Context, Fields};
use crate::spec::{Gaps, Template, foreign, forms};

/// `origin "api" gateway="api" { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The origin id, unique in its cdn; behaviors name it.
    pub id: Spanned<String>,
    /// The block or host its requests go to.
    pub target: OriginTarget,
    /// Put before every path; `None` for none. Never for a gateway, whose stage is its path.
    pub path: Option<Template>,
    /// Headers added to every request sent to this origin, in the order of writing; names are unique whatever their case.
    pub send_headers: Vec<SendHeader>,
    /// Seconds CloudFront waits for an answer, 1 to 120; 30 unless given. Not for buckets.
    pub read_timeout: Spanned<u32>,
    /// Seconds an idle connection is kept, 1 to 120; 5 unless given. Not for buckets.
    pub keepalive_timeout: Spanned<u32>,
    /// How often CloudFront tries to connect, 1 to 3; 3 unless given.
    pub connection_attempts: Spanned<u32>,
    /// Seconds a try may take, 1 to 10; 10 unless given.
    pub connection_timeout: Spanned<u32>,
    /// The region of a cache between all edge locations and the origin; `None` for none.
    pub shield: Option<Spanned<String>>,
    /// The header of the node.
    pub span: Span,
}

/// Where an origin's requests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginTarget {
    /// A bucket, through Origin Access Control.
    Bucket(Spanned<BlockAddr>),
    /// The stage of a gateway, over HTTPS; host and path follow from it.
    Gateway(Spanned<BlockAddr>),
    /// Any web server that the edge can reach.
    Host(CustomOrigin),
}

/// `origin "legacy" host="legacy.example.com" protocol="https-only"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomOrigin {
    /// A host name, without scheme, port or path.
    pub host: Template,
    /// `https-only` unless given.
    pub protocol: Spanned<OriginProtocol>,
    /// Where it speaks HTTP; 80 unless given.
    pub http_port: Spanned<u32>,
    /// Where it speaks HTTPS; 443 unless given.
    pub https_port: Spanned<u32>,
    /// The oldest TLS version it is spoken to in; `TLSv1.2` unless given.
    pub tls: Spanned<OriginTls>,
}

/// How CloudFront talks to a web server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OriginProtocol {
    /// Always HTTPS.
    HttpsOnly,
    /// Always HTTP: whoever is on the way reads along.
    HttpOnly,
    /// As the viewer came.
    MatchViewer,
}

/// The oldest version of TLS towards an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OriginTls {
    /// `SSLv3` and up.
    Ssl3,
    /// `TLSv1` and up.
    Tls1,
    /// `TLSv1.1` and up.
    Tls11,
    /// `TLSv1.2` and up.
    Tls12,
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
        Slot::new(
            "bucket",
            Type::Block(&["bucket"]),
            "a `bucket`, through Origin Access Control, or the ARN of one in the stack's region that lets the distribution read; or \
             `gateway`, `host`",
        )
        .foreign(&foreign::BUCKET)
        .optional(),
        Slot::new("gateway", Type::Block(&["gateway"]), "the stage of a `gateway`; or `bucket`, `host`")
            .foreign(&foreign::STAGE)
            .optional(),
        Slot::new("host", Type::Template, "a web server by its host name; or `bucket`, `gateway`")
            .optional()
            .form(forms::HOST),
        Slot::new("path", Type::Template, "put before every path; not with a gateway, whose stage is its path")
            .optional()
            .form(forms::ORIGIN_PATH),
        Slot::new("protocol", Type::OneOf(OriginProtocol::CHOICES), "how a host is talked to").default("https-only"),
        Slot::new("http-port", Type::Integer { min: 80, max: 65_535 }, "where a host speaks HTTP").default("80"),
        Slot::new("https-port", Type::Integer { min: 80, max: 65_535 }, "where a host speaks HTTPS").default("443"),
        Slot::new("tls", Type::OneOf(OriginTls::CHOICES), "the oldest TLS version a host is talked to in")
            .default("TLSv1.2"),
        Slot::new("read-timeout", SECONDS_TO_ANSWER, "how long an answer may take; not with a bucket").default("30s"),
        Slot::new("keepalive-timeout", SECONDS_TO_ANSWER, "how long an idle connection is kept; not with a bucket")
            .default("5s"),
        Slot::new("connection-attempts", Type::Integer { min: 1, max: 3 }, "how often connecting is tried")
            .default("3"),
        Slot::new(
            "connection-timeout",
            Type::Duration { min: 1_000, max: 10_000, step: 1_000 },
            "how long one try to connect may take",
        )
        .default("10s"),
        Slot::new(
            "shield",
            Type::OneOf(SHIELDS),
            "the region of an origin shield: a cache that all edge locations ask first",
        )
        .optional(),
    ])
    .children(&[Child::many(&SEND_HEADER)]);

const SECONDS_TO_ANSWER: Type = Type::Duration { min: 1_000, max: 120_000, step: 1_000 };

/// The regions that have one (CloudFront documentation, "Choosing the AWS Region for Origin Shield").
const SHIELDS: &[Choice] = &[
    Choice::new("us-east-1", "N. Virginia"),
    Choice::new("us-east-2", "Ohio"),
    Choice::new("us-west-2", "Oregon"),
    Choice::new("sa-east-1", "São Paulo"),
    Choice::new("eu-central-1", "Frankfurt"),
    Choice::new("eu-west-1", "Ireland"),
    Choice::new("eu-west-2", "London"),
    Choice::new("me-central-1", "UAE"),
    Choice::new("ap-northeast-1", "Tokyo"),
    Choice::new("ap-northeast-2", "Seoul"),
    Choice::new("ap-south-1", "Mumbai"),
    Choice::new("ap-southeast-1", "Singapore"),
    Choice::new("ap-southeast-2", "Sydney"),
];

static SEND_HEADER: Node = Node::new("send-header", "Adds a header to every request sent to this origin").args(&[
    Slot::new("name", Type::Text, "the header's name").form(forms::HEADER_NAME),
    Slot::new("value", Type::Template, "its value; a secret may stand here").secret().form(forms::NOT_EMPTY),
]);

impl Choices for OriginProtocol {
    const CHOICES: &'static [Choice] = &[
        Choice::new("https-only", "always HTTPS"),
        Choice::new("http-only", "always HTTP, which whoever is on the way can read"),
        Choice::new("match-viewer", "as the viewer came"),
    ];
    const ALL: &'static [Self] = &[Self::HttpsOnly, Self::HttpOnly, Self::MatchViewer];
}

impl Choices for OriginTls {
    const CHOICES: &'static [Choice] = &[
        Choice::new("SSLv3", "SSL 3.0 and up, broken"),
        Choice::new("TLSv1", "TLS 1.0 and up, outdated"),
        Choice::new("TLSv1.1", "TLS 1.1 and up, outdated"),
        Choice::new("TLSv1.2", "TLS 1.2 and up"),
    ];
    const ALL: &'static [Self] = &[Self::Ssl3, Self::Tls1, Self::Tls11, Self::Tls12];
}

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
    let target = target(node, cx)?;
    let (unfit, what): (&[&str], &str) = match &target {
        OriginTarget::Bucket(_) => {
            (&["protocol", "http-port", "https-port", "tls", "read-timeout", "keepalive-timeout"], "a bucket")
        }
        OriginTarget::Gateway(_) => (&["path", "protocol", "http-port", "https-port", "tls"], "a gateway"),
        OriginTarget::Host(_) => (&[], ""),
    };
    let whole = !cx.gaps.node(node.header) && cx.are_sound(&[target.span()]);
    let strange = unfit.iter().find_map(|name| Some((name, node.written(name)?)));
    if let (true, Some((name, at))) = (whole, strange) {
        let problem = Diagnostic::error("E0413", format!("`{name}` means nothing for {what}"))
            .at(at, "written here")
            .help(match *name {
                "path" => "the stage of the gateway is its path; remove this",
                _ => "CloudFront knows how to talk to it; remove this",
            });
        cx.push(problem);
    }
    Some(Origin {
        id: node.text("id")?,
        target,
        path: node.template("path"),
        send_headers,
        read_timeout: node.seconds("read-timeout")?,
        keepalive_timeout: node.seconds("keepalive-timeout")?,
        connection_attempts: node.number("connection-attempts")?,
        connection_timeout: node.seconds("connection-timeout")?,
        shield: node.word("shield").and_then(|at| Some(Spanned::new(SHIELDS.get(at.value)?.word.to_owned(), at.span))),
        span: node.header,
    })
}

fn target(node: &Fields, cx: &mut Context) -> Option<OriginTarget> {
    let mut given: Vec<OriginTarget> = Vec::new();
    given.extend(node.block("bucket").map(OriginTarget::Bucket));
    given.extend(node.block("gateway").map(OriginTarget::Gateway));
    if let Some(host) = node.template("host") {
        let custom = CustomOrigin {
            host,
            protocol: node.choice("protocol")?,
            http_port: port(node, "http-port", cx)?,
            https_port: port(node, "https-port", cx)?,
            tls: node.choice("tls")?,
        };
        given.push(OriginTarget::Host(custom));
    }
    if let [first, .., last] = &given[..] {
        let problem = Diagnostic::error("E0217", "an origin is a `bucket`, a `gateway` or a `host`, not several")
            .at(last.span(), "one of them")
            .at(first.span(), "and the other")
            .help("make an origin of each");
        cx.push(problem);
        cx.gaps.add_value(first.span());
    }
    if let Some(target) = given.into_iter().next() {
        return Some(target);
    }
    if !cx.gaps.node(node.header) {
        let problem = Diagnostic::error("E0217", "an origin needs something to send requests to")
            .at(node.header, "none of `bucket=`, `gateway=` and `host=` is given")
            .help("add `bucket=\"NAME\"`, `gateway=\"NAME\"` or `host=\"DOMAIN\"`");
        cx.push(problem);
    }
    let nowhere = Gaps::after(node.header);
    cx.gaps.add_value(nowhere);
    Some(OriginTarget::Gateway(Spanned::new(BlockAddr::new("gateway", "…"), nowhere)))
}

impl OriginTarget {
    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            Self::Bucket(block) | Self::Gateway(block) => block.span,
            Self::Host(custom) => custom.host.span,
        }
    }
}

/// CloudFront: 80, 443, or 1024 and up.
fn port(node: &Fields, name: &str, cx: &mut Context) -> Option<Spanned<u32>> {
    let port = node.number(name)?;
    if !matches!(port.value, 80 | 443 | 1_024..) && cx.are_sound(&[port.span]) {
        let problem = Diagnostic::error("E0211", format!("{} is out of range", port.value))
            .at(port.span, "must be 80, 443, or 1024 to 65535")
            .help("CloudFront connects to no other ports");
        cx.push(problem);
    }
    Some(port)
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
