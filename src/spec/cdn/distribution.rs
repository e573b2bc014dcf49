use super::{Behavior, Origin, PathBehavior, behavior, origin};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;
use crate::spec::declare::{Attr, Block, Child, Choice, Choices, Node, Slot, Type};
use crate::spec::decode::{Context, Fields};
use crate::spec::{Template, foreign, forms, keeping, stack};

/// `cdn "site" { … }`: a CloudFront distribution with its certificate and DNS records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cdn {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// What the physical names of its parts begin with, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    /// The distribution's comment, which is the nearest thing to a name it has; the physical name unless given.
    pub comment: Option<Template>,
    /// In the order of writing; the first one makes the `url`.
    pub aliases: Vec<Alias>,
    /// In the order of writing; at least one.
    pub origins: Vec<Origin>,
    /// What serves a path no behavior matches.
    pub default_behavior: Behavior,
    /// In the order of writing, which is the order CloudFront tries them in.
    pub behaviors: Vec<PathBehavior>,
    /// `None` answers every country.
    pub geo: Option<Geo>,
    /// What viewers must speak, and with which certificate they are answered.
    pub tls: Tls,
    /// A web ACL on the distribution itself (scope CLOUDFRONT).
    pub waf: Option<Spanned<BlockAddr>>,
    /// Where requests are written down; `None` leaves that to others.
    pub logs: Option<Logs>,
    /// `PriceClass_All` unless given.
    pub price_class: Spanned<PriceClass>,
    /// `http2and3` unless given.
    pub http_version: Spanned<HttpVersion>,
    /// `#true` unless given.
    pub ipv6: Spanned<bool>,
    /// The header of the block.
    pub span: Span,
}

/// `alias "www.example.com" zone="example.com"`: a domain name; certificate and records follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// A host name, which may begin with `*.`.
    pub domain: Template,
    /// `None` when DNS is kept elsewhere: then no record is made and `tls certificate=` must be given.
    pub zone: Option<AliasZone>,
    /// The header of the node.
    pub span: Span,
}

/// The hosted zone records go into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasZone {
    /// A `zone` block of this spec.
    Owned(Spanned<BlockAddr>),
    /// A zone that exists already, by its domain name.
    Existing(Template),
    /// A zone that exists already, by its id.
    Id(Spanned<String>),
}

/// `logs bucket="logs" prefix="cdn/"`: standard access logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logs {
    /// A `bucket` block.
    pub bucket: Spanned<BlockAddr>,
    /// What the names of the files begin with; empty unless given.
    pub prefix: Template,
    /// Whether cookies are written down, too; `#false` unless given.
    pub cookies: Spanned<bool>,
    /// The header of the node.
    pub span: Span,
}

/// `geo-block "CU" "IR"` or `geo-allow "FR"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Geo {
    /// What is done about the listed countries.
    pub rule: GeoRule,
    /// ISO 3166-1 alpha-2, upper case, at least one.
    pub countries: Vec<Spanned<String>>,
    /// The header of the node.
    pub span: Span,
}

/// Whether the listed countries are kept out or are the only ones let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeoRule {
    /// Viewers there are answered 403, all others served.
    Block,
    /// Viewers there are served, all others answered 403.
    Allow,
}

/// `tls minimum="TLSv1.2_2021"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// `TLSv1.2_2021` unless given.
    pub minimum: Spanned<TlsMinimum>,
    /// The ARN of a certificate that exists already, in us-east-1; `None` requests one for the aliases.
    pub certificate: Option<Template>,
}

/// CloudFront's security policies; the CloudFront certificate (no alias) always has `TLSv1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsMinimum {
    /// `TLSv1`: TLS 1.0 and up.
    Tls1,
    /// `TLSv1_2016`: TLS 1.0 and up, fewer ciphers.
    Tls1_2016,
    /// `TLSv1.1_2016`: TLS 1.1 and up.
    Tls11_2016,
    /// `TLSv1.2_2018`: TLS 1.2 and up.
    Tls12_2018,
    /// `TLSv1.2_2019`: TLS 1.2 and up, fewer ciphers.
    Tls12_2019,
    /// `TLSv1.2_2021`: TLS 1.2 and up, only ciphers with forward secrecy.
    Tls12_2021,
    /// `TLSv1.2_2025`: TLS 1.2 and up, fewer ciphers still.
    Tls12_2025,
    /// `TLSv1.3_2025`: TLS 1.3 only.
    Tls13_2025,
}

/// How many of the edge locations serve it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceClass {
    /// `PriceClass_100`: North America and Europe.
    Class100,
    /// `PriceClass_200`: most regions.
    Class200,
    /// `PriceClass_All`: all edge locations.
    All,
}

/// The HTTP versions viewers may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpVersion {
    /// `http1.1`: nothing newer.
    Http1_1,
    /// `http2`: HTTP/2 and older.
    Http2,
    /// `http3`: HTTP/3, and HTTP/1.1 for viewers that do not speak it.
    Http3,
    /// `http2and3`: HTTP/3, HTTP/2 and older.
    Http2And3,
}

pub(in crate::spec) static BLOCK: Block = Block {
    node: Node::new("cdn", "A CloudFront distribution with its certificate and DNS records")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(&[Slot::new(
            "name",
            Type::Template,
            "what the physical names of its parts begin with; `<env>-<stack>-<name>` unless given",
        )
        .optional()
        .form(forms::EDGE_NAME)])
        .children(&[
            Child::optional(&COMMENT),
            Child::many(&ALIAS),
            Child::several(&origin::ORIGIN),
            Child::required(&behavior::DEFAULT_BEHAVIOR),
            Child::many(&behavior::BEHAVIOR),
            Child::optional(&GEO_BLOCK),
            Child::optional(&GEO_ALLOW),
            Child::implied(&TLS),
            Child::optional(&WAF),
            Child::optional(&LOGS),
            Child::implied(&PRICE_CLASS),
            Child::implied(&HTTP),
            Child::implied(&IPV6),
            Child::many(&stack::TAGS),
            keeping::PROTECT,
            keeping::IGNORE_CHANGES,
            keeping::RENAME_FROM,
        ]),
    named: true,
    attrs: &[
        Attr::new("url", "`https://` and the first alias, or the distribution's own domain"),
        Attr::new("domain", "the distribution's own domain, `….cloudfront.net`"),
        Attr::new("id", "the id of the distribution"),
        Attr::new("arn", "the ARN of the distribution"),
    ],
};

static COMMENT: Node = Node::new("comment", "What consoles show for a name; the physical name unless given")
    .args(&[Slot::new("text", Type::Template, "at most 128 characters")]);

static ALIAS: Node = Node::new("alias", "A domain name viewers use; certificate and DNS records follow from it")
    .args(&[Slot::new("domain", Type::Template, "such as `www.example.com`").form(forms::DOMAIN)])
    .props(&[Slot::new(
        "zone",
        Type::Template,
        "the hosted zone for its records: a `zone` block, or one that exists, by domain or id",
    )
    .optional()
    .form(forms::ZONE)]);

static GEO_BLOCK: Node = Node::new("geo-block", "Countries that are kept out")
    .rest(Slot::new("country", Type::Text, "ISO 3166-1, two letters").form(forms::COUNTRY));

static GEO_ALLOW: Node = Node::new("geo-allow", "The only countries that are let in")
    .rest(Slot::new("country", Type::Text, "ISO 3166-1, two letters").form(forms::COUNTRY));

static TLS: Node = Node::new("tls", "How viewers' connections are encrypted").props(&[
    Slot::new("minimum", Type::OneOf(TlsMinimum::CHOICES), "the security policy").default("TLSv1.2_2021"),
    Slot::new("certificate", Type::Template, "the ARN of a certificate in us-east-1; one is requested unless given")
        .optional()
        .foreign(&foreign::EDGE_CERTIFICATE),
]);

static WAF: Node = Node::new("waf", "A web ACL on the distribution itself").args(&[Slot::new(
    "waf",
    Type::Block(&["waf"]),
    "the `waf` block, or the ARN of one that exists already",
)
.foreign(&foreign::EDGE_ACL)]);

static LOGS: Node = Node::new("logs", "Every request is written down, some minutes later").props(&[
    Slot::new(
        "bucket",
        Type::Block(&["bucket"]),
        "the `bucket` the files go into, or the ARN of one that exists already and lets CloudFront write",
    )
    .foreign(&foreign::BUCKET),
    Slot::new("prefix", Type::Template, "what their names begin with").default("").form(forms::LOG_PREFIX),
    Slot::new("cookies", Type::Bool, "whether cookies are written down, too").default("#false"),
]);

static PRICE_CLASS: Node = Node::new("price-class", "How many of the edge locations serve it").args(&[Slot::new(
    "class",
    Type::OneOf(PriceClass::CHOICES),
    "CloudFront's price class",
)
.default("PriceClass_All")]);

static HTTP: Node = Node::new("http", "The HTTP versions viewers may speak").args(&[Slot::new(
    "version",
    Type::OneOf(HttpVersion::CHOICES),
    "besides HTTP/1.1",
)
.default("http2and3")]);

static IPV6: Node =
    Node::new("ipv6", "Whether viewers may come by IPv6")
        .args(&[Slot::new("on", Type::Bool, "`#true` or `#false`").default("#true")]);

impl Choices for TlsMinimum {
    const CHOICES: &'static [Choice] = &[
        Choice::new("TLSv1", "TLS 1.0 and up, outdated"),
        Choice::new("TLSv1_2016", "TLS 1.0 and up, outdated"),
        Choice::new("TLSv1.1_2016", "TLS 1.1 and up, outdated"),
        Choice::new("TLSv1.2_2018", "TLS 1.2 and up"),
        Choice::new("TLSv1.2_2019", "TLS 1.2 and up"),
        Choice::new("TLSv1.2_2021", "TLS 1.2 and up, only ciphers with forward secrecy"),
        Choice::new("TLSv1.2_2025", "TLS 1.2 and up, fewer ciphers"),
        Choice::new("TLSv1.3_2025", "TLS 1.3 only"),
    ];
    const ALL: &'static [Self] = &[
        Self::Tls1,
        Self::Tls1_2016,
        Self::Tls11_2016,
        Self::Tls12_2018,
        Self::Tls12_2019,
        Self::Tls12_2021,
        Self::Tls12_2025,
        Self::Tls13_2025,
    ];
}

impl Choices for PriceClass {
    const CHOICES: &'static [Choice] = &[
        Choice::new("PriceClass_100", "North America and Europe"),
        Choice::new("PriceClass_200", "most regions"),
        Choice::new("PriceClass_All", "all edge locations"),
    ];
    const ALL: &'static [Self] = &[Self::Class100, Self::Class200, Self::All];
}

impl Choices for HttpVersion {
    const CHOICES: &'static [Choice] = &[
        Choice::new("http1.1", "nothing newer"),
        Choice::new("http2", "HTTP/2"),
        Choice::new("http3", "HTTP/3"),
        Choice::new("http2and3", "HTTP/2 and HTTP/3"),
    ];
    const ALL: &'static [Self] = &[Self::Http1_1, Self::Http2, Self::Http3, Self::Http2And3];
}

pub(in crate::spec) fn build(fields: &Fields, cx: &mut Context) -> Option<Cdn> {
    let origins = origin::build(fields, cx);
    let all = !cx.gaps.node(fields.header);
    let behaviors = behavior::build_all(fields, &origins, all, cx);
    let default = behavior::build(fields.child("default-behavior")?, &origins, all, cx);
    let aliases = aliases(fields, cx);
    let geo = geo(fields, cx);
    let tls = fields.child("tls")?;
    let name = fields.text("name")?;
    let physical_name = fields.template("name");
    let comment = fields.child("comment").and_then(|comment| comment.template("text"));
    let cdn = Cdn {
        name,
        physical_name,
        comment,
        aliases,
        origins,
        default_behavior: default?,
        behaviors,
        geo,
        tls: Tls { minimum: tls.choice("minimum")?, certificate: tls.template("certificate") },
        waf: match fields.child("waf") {
            Some(waf) => Some(waf.block("waf")?),
            None => None,
        },
        logs: fields.child("logs").and_then(|logs| {
            Some(Logs {
                bucket: logs.block("bucket")?,
                prefix: logs.template("prefix")?,
                cookies: logs.flag("cookies")?,
                span: logs.header,
            })
        }),
        price_class: fields.child("price-class")?.choice("class")?,
        http_version: fields.child("http")?.choice("version")?,
        ipv6: fields.child("ipv6")?.flag("on")?,
        span: fields.header,
    };
    if !cx.gaps.node(tls.header) {
        certificate_covers(&cdn, cx);
    }
    Some(cdn)
}

fn aliases(fields: &Fields, cx: &mut Context) -> Vec<Alias> {
    let mut aliases: Vec<Alias> = Vec::new();
    for node in fields.children("alias") {
        let Some(domain) = node.template("domain") else { continue };
        let zone = node.template("zone").map(|zone| alias_zone(zone, cx));
        let alias = Alias { domain, zone, span: node.header };
        let mut same = aliases.iter().filter(|other| other.domain.is_like(&alias.domain));
        if let Some(earlier) = same.find(|other| cx.are_sound(&[other.domain.span, alias.domain.span])) {
            let problem = Diagnostic::error("E0410", "the same alias stands twice")
                .at(alias.domain.span, "again")
                .at(earlier.domain.span, "stands here first")
                .help("keep one of them");
            cx.push(problem);
        }
        if let (Some(domain), Some(AliasZone::Existing(zone))) = (alias.domain.as_literal(), &alias.zone)
            && let Some(zone_name) = zone.as_literal()
        {
            inside(domain, &alias.domain, zone_name, zone.span, cx);
        }
        if let (Some(domain), Some(AliasZone::Owned(zone))) = (alias.domain.as_literal(), &alias.zone) {
            inside(domain, &alias.domain, zone.value.name(), zone.span, cx);
        }
        aliases.push(alias);
    }
    aliases
}

pub(in crate::spec) fn alias_zone(zone: Template, cx: &mut Context) -> AliasZone {
    let owned = zone.as_literal().map(|name| BlockAddr::new("zone", name));
    match owned.filter(|addr| cx.index.blocks.contains_key(addr)) {
        Some(addr) => {
            cx.depends(&addr, zone.span);
            AliasZone::Owned(Spanned::new(addr, zone.span))
        }
        None => match zone.as_literal().filter(|text| forms::is_zone_id(text)) {
            Some(id) => AliasZone::Id(Spanned::new(id.to_owned(), zone.span)),
            None => AliasZone::Existing(zone),
        },
    }
}

pub(in crate::spec) fn inside(domain: &str, template: &Template, zone: &str, zone_span: Span, cx: &mut Context) {
    if !cx.are_sound(&[template.span, zone_span]) {
        return;
    }
    let domain = domain.to_ascii_lowercase();
    let zone = zone.to_ascii_lowercase();
    if domain == zone || domain.ends_with(&format!(".{zone}")) {
        return;
    }
    let problem = Diagnostic::error("E0411", format!("`{domain}` is not in the zone `{zone}`"))
        .at(template.span, "its records cannot go there")
        .at(zone_span, "this zone")
        .help("a zone holds names that end with its own");
    cx.push(problem);
}

fn certificate_covers(cdn: &Cdn, cx: &mut Context) {
    if cdn.tls.certificate.is_some() {
        return;
    }
    for alias in cdn.aliases.iter().filter(|alias| alias.zone.is_none()) {
        if cx.gaps.node(alias.span) {
            continue;
        }
        let problem = Diagnostic::error("E0412", "no certificate can be made for this alias")
            .at(alias.span, "it has no `zone=`, so its domain cannot be proven")
            .help("add `zone=\"DOMAIN\"`, or `tls certificate=\"ARN\"` with a certificate you have");
        cx.push(problem);
    }
}

fn geo(fields: &Fields, cx: &mut Context) -> Option<Geo> {
    let geo = |node: &Fields, rule: GeoRule| Geo { rule, countries: node.rest_texts(), span: node.header };
    match (fields.child("geo-block"), fields.child("geo-allow")) {
        (Some(block), None) => Some(geo(block, GeoRule::Block)),
        (None, Some(allow)) => Some(geo(allow, GeoRule::Allow)),
        (None, None) => None,
        (Some(block), Some(allow)) => {
            let problem = Diagnostic::error("E0217", "a cdn has `geo-block` or `geo-allow`, not both")
                .at(allow.header, "one of them")
                .at(block.header, "and the other")
                .help("remove one of them");
            cx.push(problem);
            Some(geo(block, GeoRule::Block))
        }
    }
}
