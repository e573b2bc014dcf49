use super::super::declare::{Child, Family, Node};
use super::super::decode::{Context, Fields};
use super::label::{LABELS, LabelTest};
use super::origin::{AsnTest, CountryTest, IpTest, ORIGINS};
use super::part::PARTS;
use super::test::PartTest;
use super::{label, origin, test};
use crate::diag::{Diagnostic, Span, Spanned};

/// A line of a rule: what a request must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What is looked for.
    pub what: What,
    /// Holds when what is looked for is not there (also when the part is missing); `#false` unless given.
    pub negated: Spanned<bool>,
    /// The header of the node.
    pub span: Span,
}

/// What a statement looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A part of the request.
    Part(PartTest),
    /// Its address.
    Ip(IpTest),
    /// The country of its address.
    Country(CountryTest),
    /// The autonomous system of its address.
    Asn(AsnTest),
    /// A label on it.
    Label(LabelTest),
    /// `all { … }`: all of them hold; `not { … }` is the negation of it.
    All(Vec<Statement>),
    /// `any { … }`: one of them holds.
    Any(Vec<Statement>),
}

impl Statement {
    /// This statement and all within it.
    pub fn whole(&self) -> Vec<&Statement> {
        let inner: &[Statement] = match &self.what {
            What::All(inner) | What::Any(inner) => inner,
            What::Part(_) | What::Ip(_) | What::Country(_) | What::Asn(_) | What::Label(_) => &[],
        };
        std::iter::once(self).chain(inner.iter().flat_map(Self::whole)).collect()
    }
}

static ALL: Node = Node::new("all", "All of these hold").children(&STATEMENTS).families(&[&FAMILY]);
static ANY: Node = Node::new("any", "One of these holds").children(&STATEMENTS).families(&[&FAMILY]);
static NOT: Node = Node::new("not", "Not all of these hold").children(&STATEMENTS).families(&[&FAMILY]);

/// What all nodes have in common in which statements stand.
pub(super) static FAMILY: Family = Family {
    name: "statement",
    title: "Statements",
    doc: "What a request must look like. Those that stand beside each other must all hold.",
    takes: "",
    props: &[],
    children: &STATEMENTS,
};

/// A function, because a constant may not lead back to itself, and these hold what they are among.
const fn combinations() -> [Child; 3] {
    [Child::many(&ALL), Child::many(&ANY), Child::many(&NOT)]
}

/// Everything a request may be asked, and combinations of it.
pub(super) static STATEMENTS: [Child; 23] = statements_and([], []);

/// The statements with what else may stand beside them.
pub(super) const fn statements_and<const FIRST: usize, const LAST: usize, const ALL: usize>(
    first: [Child; FIRST],
    last: [Child; LAST],
) -> [Child; ALL] {
    let groups: [&[Child]; 6] = [&first, &PARTS, &ORIGINS, &LABELS, &combinations(), &last];
    let mut all = [PARTS[0]; ALL];
    let (mut at, mut group) = (0, 0);
    while group < groups.len() {
        let mut item = 0;
        while item < groups[group].len() {
            all[at] = groups[group][item];
            at += 1;
            item += 1;
        }
        group += 1;
    }
    all
}

/// The statements among the nodes inside of another, in the order of writing.
pub(super) fn build_all(fields: &Fields, cx: &mut Context) -> Vec<Statement> {
    fields.inside().filter_map(|node| build(node, cx)).collect()
}

/// `None` for what is no statement.
fn build(node: &Fields, cx: &mut Context) -> Option<Statement> {
    let negated = node.flag("not").unwrap_or(Spanned::new(node.decl.name == "not", node.header));
    let what = match node.decl.name {
        "ip" | "ip-set" => What::Ip(origin::ip(node, cx)?),
        "country" => What::Country(origin::country(node)),
        "asn" => What::Asn(origin::asn(node)),
        "label" => What::Label(label::build(node)?),
        "all" | "not" => What::All(several(node, cx)),
        "any" => What::Any(several(node, cx)),
        name if PARTS.iter().any(|part| part.node.name == name) => What::Part(test::build(node, cx)?),
        _ => return None,
    };
    Some(Statement { what, negated, span: node.header })
}

fn several(node: &Fields, cx: &mut Context) -> Vec<Statement> {
    let inner = build_all(node, cx);
    if inner.is_empty() && !cx.gaps.node(node.header) {
        let problem = Diagnostic::error("E0204", format!("`{}` needs at least one statement", node.decl.name))
            .at(node.header, "nothing inside")
            .help("put statements between its braces, or remove it");
        cx.push(problem);
        cx.gaps.add_node(node.header);
    }
    inner
}
