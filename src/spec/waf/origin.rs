use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Template, foreign, forms};
use super::address;
use super::part::{FALLBACK, Fallback};
use crate::diag::{Span, Spanned};
use crate::names::BlockAddr;

/// `ip "203.0.113.0/24"` or `ip-set "office"`: the address the request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpTest {
    /// Among which addresses.
    pub among: IpSource,
    /// Where the address is taken from, when not from the connection.
    pub forwarded: Option<Forwarded>,
    /// Which address of a header that holds several; `first` unless given.
    pub which: Spanned<WhichAddress>,
    /// The header of the node.
    pub span: Span,
}

/// Where addresses are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IpSource {
    /// In the statement.
    Here(Vec<Template>),
    /// In a block that several statements share.
    Set(Spanned<BlockAddr>),
}

/// `country "DE" "FR"`: the country the address belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryTest {
    /// Any of these, ISO 3166-1.
    pub countries: Vec<Spanned<String>>,
    /// Where the address is taken from, when not from the connection.
    pub forwarded: Option<Forwarded>,
    /// The header of the node.
    pub span: Span,
}

/// `asn 64496`: the network the address belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsnTest {
    /// Any of these autonomous systems.
    pub numbers: Vec<Spanned<u32>>,
    /// Where the address is taken from, when not from the connection.
    pub forwarded: Option<Forwarded>,
    /// The header of the node.
    pub span: Span,
}

/// `forwarded-header="X-Forwarded-For"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// The header that holds the address.
    pub header: Spanned<String>,
    /// Where it holds none; `no-match` unless given.
    pub fallback: Spanned<Fallback>,
}

/// Which address of a header that holds several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichAddress {
    /// The first.
    First,
    /// The last.
    Last,
    /// Any of the first ten.
    Any,
}

impl Choices for WhichAddress {
    const CHOICES: &'static [Choice] = &[
        Choice::new("first", "the first"),
        Choice::new("last", "the last"),
        Choice::new("any", "any of the first ten"),
    ];
    const ALL: &'static [Self] = &[Self::First, Self::Last, Self::Any];
}

pub(super) const FORWARDED: Slot =
    Slot::new("forwarded-header", Type::Text, "the header that holds the address; that of the connection unless given")
        .form(forms::HEADER_NAME)
        .optional();
const POSITION: Slot =
    Slot::new("position", Type::OneOf(WhichAddress::CHOICES), "which address of the header").default("first");
const NOT: Slot = Slot::new("not", Type::Bool, "turns the test around").default("#false");

static IP: Node = Node::new("ip", "Looks where the request comes from")
    .rest(Slot::new("address", Type::Template, "`203.0.113.0/24`, `2001:db8::/32`"))
    .props(&[FORWARDED, FALLBACK, POSITION, NOT]);
static IP_SET: Node = Node::new("ip-set", "Looks where the request comes from, in a shared set")
    .args(&[Slot::new("ip-set", Type::Block(&["ip-set"]), "the set").foreign(&foreign::IP_SET)])
    .props(&[FORWARDED, FALLBACK, POSITION, NOT]);
static COUNTRY: Node = Node::new("country", "Looks which country the request comes from")
    .rest(Slot::new("country", Type::Text, "ISO 3166-1").form(forms::COUNTRY))
    .props(&[FORWARDED, FALLBACK, NOT]);
static ASN: Node = Node::new("asn", "Looks which autonomous system the request comes from")
    .rest(Slot::new("number", Type::Integer { min: 0, max: 4_294_967_295 }, "its number"))
    .props(&[FORWARDED, FALLBACK, NOT]);

/// Where a request comes from, as nodes of a rule.
pub(super) const ORIGINS: [Child; 4] =
    [Child::many(&IP), Child::many(&IP_SET), Child::many(&COUNTRY), Child::many(&ASN)];

/// Where the address is taken from.
pub(super) fn forwarded(node: &Fields) -> Option<Forwarded> {
    Some(Forwarded { header: node.text("forwarded-header")?, fallback: node.choice("fallback")? })
}

pub(super) fn ip(node: &Fields, cx: &mut Context) -> Option<IpTest> {
    let among = if node.decl.name == "ip-set" {
        IpSource::Set(node.block("ip-set")?)
    } else {
        let addresses = node.rest_templates();
        address::judge(&addresses, cx);
        IpSource::Here(addresses)
    };
    Some(IpTest { among, forwarded: forwarded(node), which: node.choice("position")?, span: node.header })
}

pub(super) fn country(node: &Fields) -> CountryTest {
    CountryTest { countries: node.rest_texts(), forwarded: forwarded(node), span: node.header }
}

pub(super) fn asn(node: &Fields) -> AsnTest {
    AsnTest { numbers: node.rest_numbers(), forwarded: forwarded(node), span: node.header }
}
