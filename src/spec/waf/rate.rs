use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::forms;
use super::origin::{FORWARDED, Forwarded, forwarded};
use super::part::{FALLBACK, Fallback};
use super::statement::{self, Statement, build_all, statements_and};
use super::transform::{TRANSFORM, Transform, transforms};
use crate::diag::{Diagnostic, Span, Spanned};

/// `rate limit=2000 { … }`: more requests of one kind than a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Requests within the window.
    pub limit: Spanned<u32>,
    /// Seconds; `5m` unless given.
    pub window: Spanned<u32>,
    /// What requests that are counted together have in common.
    pub per: RatePer,
    /// Where the address is taken from, when not from the connection.
    pub forwarded: Option<Forwarded>,
    /// Which requests are counted; all of them when empty.
    pub only: Vec<Statement>,
    /// The header of the node.
    pub span: Span,
}

/// What requests that are counted together have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RatePer {
    /// Their address.
    Ip,
    /// Nothing: all requests are counted together.
    All,
    /// All of these.
    Keys(Vec<RateKey>),
}

/// `key "header" "X-Api-Key"`: something requests that are counted together have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateKey {
    /// What.
    pub kind: Spanned<RateKeyKind>,
    /// Which header, cookie, argument or label namespace.
    pub name: Option<Spanned<String>>,
    /// Run on it before it is compared.
    pub transforms: Vec<Spanned<Transform>>,
    /// For fingerprints, where there is none.
    pub fallback: Spanned<Fallback>,
    /// The header of the node.
    pub span: Span,
}

/// A key by which requests are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateKeyKind {
    /// The address, from a header when the rate has one.
    Ip,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// An argument of the query string.
    Argument,
    /// The whole query string.
    QueryString,
    /// The path.
    Path,
    /// The verb.
    Method,
    /// The labels below a namespace.
    LabelNamespace,
    /// The autonomous system of the address.
    Asn,
    /// A fingerprint of the TLS client.
    Ja3,
    /// The newer fingerprint of the TLS client.
    Ja4,
}

/// What requests are counted by when no key is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Per {
    Ip,
    All,
}

/// The windows AWS knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Window {
    One,
    Two,
    Five,
    Ten,
}

impl Window {
    fn seconds(self) -> u32 {
        match self {
            Self::One => 60,
            Self::Two => 120,
            Self::Five => 300,
            Self::Ten => 600,
        }
    }
}

impl Choices for Window {
    const CHOICES: &'static [Choice] = &[
        Choice::new("1m", "a minute"),
        Choice::new("2m", "two minutes"),
        Choice::new("5m", "five minutes"),
        Choice::new("10m", "ten minutes"),
    ];
    const ALL: &'static [Self] = &[Self::One, Self::Two, Self::Five, Self::Ten];
}

impl Choices for Per {
    const CHOICES: &'static [Choice] = &[
        Choice::new("ip", "those of one address together"),
        Choice::new("all", "all of them together; needs a statement inside"),
    ];
    const ALL: &'static [Self] = &[Self::Ip, Self::All];
}

impl Choices for RateKeyKind {
    const CHOICES: &'static [Choice] = &[
        Choice::new("ip", "the address; never alone"),
        Choice::new("header", "a header"),
        Choice::new("cookie", "a cookie"),
        Choice::new("argument", "an argument of the query string"),
        Choice::new("query-string", "the query string"),
        Choice::new("path", "the path"),
        Choice::new("method", "the verb"),
        Choice::new("label-namespace", "the labels below a namespace, which ends with `:`"),
        Choice::new("asn", "the autonomous system"),
        Choice::new("ja3", "the JA3 fingerprint"),
        Choice::new("ja4", "the JA4 fingerprint"),
    ];
    const ALL: &'static [Self] = &[
        Self::Ip,
        Self::Header,
        Self::Cookie,
        Self::Argument,
        Self::QueryString,
        Self::Path,
        Self::Method,
        Self::LabelNamespace,
        Self::Asn,
        Self::Ja3,
        Self::Ja4,
    ];
}

pub(super) static RATE: Node =
    Node::new("rate", "More requests than a limit; statements inside say which requests are counted")
        .props(&[
            Slot::new("limit", Type::Integer { min: 10, max: 2_000_000_000 }, "requests within the window"),
            Slot::new("window", Type::OneOf(Window::CHOICES), "the time they are counted over").default("5m"),
            Slot::new("per", Type::OneOf(Per::CHOICES), "which requests are counted together")
                .depends("`ip`, or the keys inside"),
            FORWARDED,
            FALLBACK,
        ])
        .children(&INSIDE)
        .families(&[&statement::FAMILY]);

static INSIDE: [Child; 24] = statements_and([Child::many(&KEY)], []);

static KEY: Node =
    Node::new("key", "Counts those requests together that have the same here; several keys: the same in all")
        .args(&[
            Slot::new("kind", Type::OneOf(RateKeyKind::CHOICES), "what they have in common"),
            Slot::new("name", Type::Text, "which header, cookie, argument or label namespace")
                .form(forms::NOT_EMPTY)
                .optional(),
        ])
        .props(&[FALLBACK])
        .children(&[Child::many(&TRANSFORM)]);

/// Keys of a rate.
const KEYS: usize = 5;

pub(super) fn build(node: &Fields, cx: &mut Context) -> Option<Rate> {
    let keys: Vec<RateKey> = node.children("key").filter_map(|node| key(node, cx)).collect();
    let only = build_all(node, cx);
    let per = node.choice::<Per>("per");
    if let (Some(per), Some(key)) = (per, keys.first()) {
        let problem = Diagnostic::error("E0444", "`per=` and keys say the same in two ways")
            .at(key.span, "a key")
            .at(per.span, "and this")
            .help("keep the keys; the address is one as well: `key \"ip\"`");
        cx.push(problem);
    }
    if let (Some(Spanned { value: Per::All, span }), true) = (per, only.is_empty() && !cx.gaps.node(node.header)) {
        let problem = Diagnostic::error("E0444", "all requests counted together need to be told from others")
            .at(span, "every request there is")
            .help("put a statement inside that says which ones, such as `path starts-with=\"/login\"`");
        cx.push(problem);
    }
    if let ([only], true) = (keys.as_slice(), !cx.gaps.node(node.header))
        && only.kind.value == RateKeyKind::Ip
    {
        let problem = Diagnostic::error("E0444", "the address alone is no key")
            .at(only.span, "AWS takes it only beside others")
            .help("write `per=\"ip\"`, or add a further key");
        cx.push(problem);
    }
    if let Some(extra) = keys.get(KEYS) {
        let problem = Diagnostic::error("E0444", format!("a rate has at most {KEYS} keys"))
            .at(extra.span, format!("{} keys", keys.len()))
            .help("remove some");
        cx.push(problem);
    }
    let window: Spanned<Window> = node.choice("window")?;
    Some(Rate {
        limit: node.number("limit")?,
        window: Spanned::new(window.value.seconds(), window.span),
        per: match per.map(|per| per.value) {
            Some(Per::All) => RatePer::All,
            _ if keys.is_empty() => RatePer::Ip,
            _ => RatePer::Keys(keys),
        },
        forwarded: forwarded(node),
        only,
        span: node.header,
    })
}

fn key(node: &Fields, cx: &mut Context) -> Option<RateKey> {
    let kind: Spanned<RateKeyKind> = node.choice("kind")?;
    let name = node.text("name");
    let named = matches!(
        kind.value,
        RateKeyKind::Header | RateKeyKind::Cookie | RateKeyKind::Argument | RateKeyKind::LabelNamespace
    );
    let judged = cx.are_sound(&[kind.span]) && !cx.gaps.node(node.header);
    let problem = match (&name, named) {
        _ if !judged => None,
        (None, true) => Some((
            "this key needs a name",
            node.header,
            "nothing says which one",
            "add it: `key \"header\" \"X-Api-Key\"`",
        )),
        (Some(name), false) => Some(("this key takes no name", name.span, "there is only one", "remove it")),
        (Some(name), true) if kind.value == RateKeyKind::LabelNamespace && !name.value.ends_with(':') => {
            Some(("a namespace ends with `:`", name.span, "a label", "write the labels' common beginning, up to a `:`"))
        }
        _ => None,
    };
    if let Some((said, at, label, help)) = problem {
        cx.push(Diagnostic::error("E0444", said).at(at, label).help(help));
    }
    let fallback = node.choice("fallback")?;
    Some(RateKey { kind, name, transforms: transforms(node), fallback, span: node.header })
}
