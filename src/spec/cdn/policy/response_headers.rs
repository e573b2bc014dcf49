use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Span, Spanned};
use crate::spec::declare::{Child, Choice, Choices, Node, Slot, Type};
use crate::spec::decode::{Context, Fields};
use crate::spec::{Template, forms};

/// `response-headers-policy { hsts max-age="365d" }`: headers that viewers get in answers, or do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnResponseHeadersPolicy {
    /// Who may use answers from pages of other sites.
    pub cors: Option<Cors>,
    /// `Strict-Transport-Security`.
    pub hsts: Option<Overriding<Hsts>>,
    /// `X-Content-Type-Options: nosniff`.
    pub content_type_options: Option<Overriding<()>>,
    /// `X-Frame-Options`.
    pub frame_options: Option<Overriding<FrameOption>>,
    /// `Referrer-Policy`.
    pub referrer_policy: Option<Overriding<ReferrerPolicy>>,
    /// `Content-Security-Policy`.
    pub content_security_policy: Option<Overriding<Template>>,
    /// `X-XSS-Protection`; whether the page is blocked.
    pub xss_protection: Option<Overriding<bool>>,
    /// Headers of one's own, in the order of writing; names are unique whatever their case.
    pub headers: Vec<ResponseHeader>,
    /// Headers of the origin that viewers do not get.
    pub removed: Vec<Spanned<String>>,
    /// Percent of the answers that tell by `Server-Timing` how CloudFront served them.
    pub server_timing: Option<Spanned<u32>>,
    /// The header of the node.
    pub span: Span,
}

/// A header with whether it takes the place of one the origin sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overriding<T> {
    /// What it says.
    pub value: T,
    /// `#true` unless given.
    pub overrides: bool,
}

/// `cors { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cors {
    /// `https://www.example.com`, perhaps with a `*.`, or `*` for all.
    pub origins: Vec<Spanned<String>>,
    /// Verbs, or `ALL`.
    pub methods: Vec<Spanned<String>>,
    /// Request headers, or `*` for all.
    pub headers: Vec<Spanned<String>>,
    /// Response headers that scripts may read.
    pub expose: Vec<Spanned<String>>,
    /// Whether requests may carry cookies and credentials; `#false` unless given.
    pub credentials: Spanned<bool>,
    /// Seconds a browser remembers this; 600 unless given.
    pub max_age: Spanned<u32>,
    /// Whether it takes the place of what the origin says; `#true` unless given.
    pub overrides: bool,
}

/// `hsts max-age="365d"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hsts {
    /// Seconds; a year unless given.
    pub max_age: u32,
    /// `#false` unless given.
    pub include_subdomains: bool,
    /// `#false` unless given.
    pub preload: bool,
}

/// Who may show the page in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameOption {
    /// Nobody.
    Deny,
    /// Pages of the same site.
    SameOrigin,
}

/// What a browser tells the next site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferrerPolicy {
    /// `no-referrer`.
    NoReferrer,
    /// `no-referrer-when-downgrade`.
    NoReferrerWhenDowngrade,
    /// `origin`.
    Origin,
    /// `origin-when-cross-origin`.
    OriginWhenCrossOrigin,
    /// `same-origin`.
    SameOrigin,
    /// `strict-origin`.
    StrictOrigin,
    /// `strict-origin-when-cross-origin`.
    StrictOriginWhenCrossOrigin,
    /// `unsafe-url`.
    UnsafeUrl,
}

/// `header "X-Robots-Tag" "noindex"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseHeader {
    /// As written; its case means nothing.
    pub name: Spanned<String>,
    /// What it says.
    pub value: Template,
    /// Whether it takes the place of one the origin sent; `#true` unless given.
    pub overrides: bool,
}

const OVERRIDE: Slot =
    Slot::new("override", Type::Bool, "whether it takes the place of what the origin sends").default("#true");

pub(in super::super) static RESPONSE_HEADERS_POLICY: Node =
    Node::new("response-headers-policy", "A response headers policy of its own, in place of `response-headers=`")
        .children(&[
            Child::optional(&CORS),
            Child::optional(&HSTS),
            Child::optional(&CONTENT_TYPE_OPTIONS),
            Child::optional(&FRAME_OPTIONS),
            Child::optional(&REFERRER_POLICY),
            Child::optional(&CONTENT_SECURITY_POLICY),
            Child::optional(&XSS_PROTECTION),
            Child::many(&HEADER),
            Child::optional(&REMOVE_HEADERS),
            Child::optional(&SERVER_TIMING),
        ]);

static CORS: Node = Node::new("cors", "Who may use answers from pages of other sites")
    .props(&[
        Slot::new("credentials", Type::Bool, "whether requests may carry cookies and credentials").default("#false"),
        Slot::new(
            "max-age",
            Type::Duration { min: 0, max: 86_400_000, step: 1_000 },
            "how long a browser remembers this",
        )
        .default("600s"),
        OVERRIDE,
    ])
    .children(&[
        Child::required(&CORS_ORIGINS),
        Child::required(&CORS_METHODS),
        Child::optional(&CORS_HEADERS),
        Child::optional(&CORS_EXPOSE),
    ]);

static CORS_ORIGINS: Node = Node::new("origins", "The sites").rest(
    Slot::new("origin", Type::Text, "such as `https://www.example.com`, or `*` for all").form(forms::CORS_ORIGIN),
);

static CORS_METHODS: Node = Node::new("methods", "The verbs their pages may use")
    .rest(Slot::new("method", Type::Text, "such as `GET`, or `ALL`").form(forms::CORS_METHOD));

static CORS_HEADERS: Node = Node::new("headers", "The request headers their pages may send; all unless given")
    .rest(Slot::new("header", Type::Text, "its name, or `*` for all").form(forms::HEADER_NAME));

static CORS_EXPOSE: Node = Node::new("expose", "The response headers their pages may read")
    .rest(Slot::new("header", Type::Text, "its name, or `*` for all").form(forms::HEADER_NAME));

static HSTS: Node = Node::new("hsts", "Browsers come by HTTPS from now on").props(&[
    Slot::new("max-age", Type::Duration { min: 0, max: 2_147_483_647_000, step: 1_000 }, "how long they remember")
        .default("31536000s"),
    Slot::new("include-subdomains", Type::Bool, "whether this goes for all names below").default("#false"),
    Slot::new("preload", Type::Bool, "whether browsers may know before the first visit").default("#false"),
    OVERRIDE,
]);

static CONTENT_TYPE_OPTIONS: Node =
    Node::new("content-type-options", "Browsers believe the media type: `nosniff`").props(&[OVERRIDE]);

static FRAME_OPTIONS: Node = Node::new("frame-options", "Who may show the page in a frame")
    .args(&[Slot::new("who", Type::OneOf(FrameOption::CHOICES), "nobody, or the same site")])
    .props(&[OVERRIDE]);

static REFERRER_POLICY: Node = Node::new("referrer-policy", "What a browser tells the next site")
    .args(&[Slot::new("what", Type::OneOf(ReferrerPolicy::CHOICES), "one of the words of the standard")])
    .props(&[OVERRIDE]);

static CONTENT_SECURITY_POLICY: Node = Node::new("content-security-policy", "Where a page may load from")
    .args(&[Slot::new("policy", Type::Template, "such as `default-src 'self'`").form(forms::NOT_EMPTY)])
    .props(&[OVERRIDE]);

static XSS_PROTECTION: Node = Node::new("xss-protection", "The filter that old browsers have")
    .props(&[Slot::new("block", Type::Bool, "whether the whole page is withheld").default("#true"), OVERRIDE]);

static HEADER: Node = Node::new("header", "A header of one's own")
    .args(&[
        Slot::new("name", Type::Text, "the header's name").form(forms::HEADER_NAME),
        Slot::new("value", Type::Template, "what it says").form(forms::NOT_EMPTY),
    ])
    .props(&[OVERRIDE]);

static REMOVE_HEADERS: Node = Node::new("remove-headers", "Headers of the origin that viewers do not get")
    .rest(Slot::new("header", Type::Text, "its name").form(forms::HEADER_NAME));

static SERVER_TIMING: Node = Node::new("server-timing", "Answers tell how CloudFront served them").args(&[Slot::new(
    "percent",
    Type::Integer { min: 0, max: 100 },
    "of all answers",
)]);

impl Choices for FrameOption {
    const CHOICES: &'static [Choice] =
        &[Choice::new("DENY", "nobody"), Choice::new("SAMEORIGIN", "pages of the same site")];
    const ALL: &'static [Self] = &[Self::Deny, Self::SameOrigin];
}

impl Choices for ReferrerPolicy {
    const CHOICES: &'static [Choice] = &[
        Choice::new("no-referrer", "nothing"),
        Choice::new("no-referrer-when-downgrade", "the address, but never to plain HTTP"),
        Choice::new("origin", "the site"),
        Choice::new("origin-when-cross-origin", "the address within the site, the site to others"),
        Choice::new("same-origin", "the address within the site, nothing to others"),
        Choice::new("strict-origin", "the site, but never to plain HTTP"),
        Choice::new("strict-origin-when-cross-origin", "the address within the site, the site to others on HTTPS"),
        Choice::new("unsafe-url", "the whole address, always"),
    ];
    const ALL: &'static [Self] = &[
        Self::NoReferrer,
        Self::NoReferrerWhenDowngrade,
        Self::Origin,
        Self::OriginWhenCrossOrigin,
        Self::SameOrigin,
        Self::StrictOrigin,
        Self::StrictOriginWhenCrossOrigin,
        Self::UnsafeUrl,
    ];
}

pub(in super::super) fn build(node: &Fields, cx: &mut Context) -> Option<OwnResponseHeadersPolicy> {
    fn over<T>(node: &Fields, value: T) -> Option<Overriding<T>> {
        Some(Overriding { value, overrides: node.flag("override")?.value })
    }
    let cors = node.child("cors").and_then(|node| cors(node, cx));
    let policy = OwnResponseHeadersPolicy {
        cors,
        hsts: node.child("hsts").and_then(|node| {
            let hsts = Hsts {
                max_age: node.seconds("max-age")?.value,
                include_subdomains: node.flag("include-subdomains")?.value,
                preload: node.flag("preload")?.value,
            };
            over(node, hsts)
        }),
        content_type_options: node.child("content-type-options").and_then(|node| over(node, ())),
        frame_options: node.child("frame-options").and_then(|node| over(node, node.choice("who")?.value)),
        referrer_policy: node.child("referrer-policy").and_then(|node| over(node, node.choice("what")?.value)),
        content_security_policy: node
            .child("content-security-policy")
            .and_then(|node| over(node, node.template("policy")?)),
        xss_protection: node.child("xss-protection").and_then(|node| over(node, node.flag("block")?.value)),
        headers: headers(node, cx),
        removed: removed(node, cx),
        server_timing: node.child("server-timing").and_then(|node| node.number("percent")),
        span: node.header,
    };
    let says_something = node.decl.children.iter().any(|child| node.child(child.node.name).is_some());
    if !says_something && !cx.gaps.node(node.header) {
        let problem = Diagnostic::error("E0416", "this policy neither sets nor removes a header")
            .at(node.header, "CloudFront takes no empty one")
            .help("add `hsts`, `cors`, `header \"NAME\" \"VALUE\"`, or remove it");
        cx.push(problem);
    }
    Some(policy)
}

/// What CloudFront lets nobody remove, in lower case (documentation, "Understand response headers policies").
const NOT_REMOVED: &[&str] = &[
    "connection",
    "content-encoding",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "warning",
    "x-accel-buffering",
    "x-accel-charset",
    "x-accel-limit-rate",
    "x-accel-redirect",
    "x-amzn-auth",
    "x-amzn-cf-billing",
    "x-amzn-cf-id",
    "x-amzn-cf-xff",
    "x-amzn-errortype",
    "x-amzn-fle-profile",
    "x-amzn-header-count",
    "x-amzn-header-order",
    "x-amzn-lambda-integration-tag",
    "x-amzn-requestid",
    "x-cache",
    "x-forwarded-proto",
    "x-real-ip",
];

/// The same by how names begin.
const NOT_REMOVED_FROM: &[&str] = &["x-amz-cf-", "x-edge-"];

fn removed(node: &Fields, cx: &mut Context) -> Vec<Spanned<String>> {
    let names = node.child("remove-headers").map(Fields::rest_texts).unwrap_or_default();
    for name in &names {
        let lower = name.value.to_ascii_lowercase();
        let kept =
            NOT_REMOVED.contains(&lower.as_str()) || NOT_REMOVED_FROM.iter().any(|start| lower.starts_with(start));
        if kept && cx.are_sound(&[name.span]) {
            let problem = Diagnostic::error("E0416", format!("`{}` cannot be removed", name.value))
                .at(name.span, "CloudFront lets nobody remove it")
                .help("leave it out");
            cx.push(problem);
        }
    }
    names
}

fn cors(node: &Fields, cx: &mut Context) -> Option<Cors> {
    let rest = |name: &str| node.child(name).map(Fields::rest_texts).unwrap_or_default();
    let headers = match node.child("headers") {
        Some(headers) => headers.rest_texts(),
        None => vec![Spanned::new("*".to_owned(), node.header)],
    };
    let cors = Cors {
        origins: rest("origins"),
        methods: rest("methods"),
        headers,
        expose: rest("expose"),
        credentials: node.flag("credentials")?,
        max_age: node.seconds("max-age")?,
        overrides: node.flag("override")?.value,
    };
    let wide = cors.origins.iter().chain(&cors.headers).chain(&cors.expose).find(|word| word.value == "*");
    let wide = wide.or(cors.methods.iter().find(|word| word.value == "ALL"));
    if let (true, Some(wide)) = (cors.credentials.value, wide)
        && cx.are_sound(&[wide.span, cors.credentials.span])
    {
        let problem = Diagnostic::error("E0416", "no site may use credentials when all of something is allowed")
            .at(
                wide.span,
                if wide.span == node.header { "all request headers are allowed unless named" } else { "all" },
            )
            .at(cors.credentials.span, "with credentials")
            .help("name `origins`, `methods` and `headers`, as browsers want it, or leave `credentials` out");
        cx.push(problem);
    }
    Some(cors)
}

/// What CloudFront has settings of its own for (documentation, "Understand response headers policies").
const OWN_SETTING: &[(&str, &str)] = &[
    ("strict-transport-security", "hsts"),
    ("x-content-type-options", "content-type-options"),
    ("x-frame-options", "frame-options"),
    ("referrer-policy", "referrer-policy"),
    ("content-security-policy", "content-security-policy"),
    ("x-xss-protection", "xss-protection"),
    ("server-timing", "server-timing"),
];

fn headers(node: &Fields, cx: &mut Context) -> Vec<ResponseHeader> {
    let mut headers = Vec::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for child in node.children("header") {
        let (Some(name), Some(value), Some(overrides)) =
            (child.text("name"), child.template("value"), child.flag("override"))
        else {
            continue;
        };
        let lower = name.value.to_ascii_lowercase();
        let own = OWN_SETTING.iter().find(|(header, _)| *header == lower).map(|(_, word)| *word);
        let own = own.or(lower.starts_with("access-control-").then_some("cors"));
        let sound = cx.are_sound(&[name.span]);
        if let (Some(word), true) = (own, sound) {
            let problem = Diagnostic::error("E0416", format!("`{}` has a setting of its own", name.value))
                .at(name.span, "CloudFront refuses it among one's own headers")
                .help(format!("write `{word}` in the policy"));
            cx.push(problem);
        } else if !names.insert(lower) && sound {
            let problem = Diagnostic::error("E0416", format!("the header `{}` is set twice", name.value))
                .at(name.span, "set again")
                .help("keep one of them; header names do not mind case");
            cx.push(problem);
        }
        headers.push(ResponseHeader { name, value, overrides: overrides.value });
    }
    headers
}
