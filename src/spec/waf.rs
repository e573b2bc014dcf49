use super::declare::{Attr, Block, Child, Choice, Choices, Node, Slot, Type};
use super::decode::{Context, Fields};
use super::{Gaps, Part, Template, forms, keeping};
use crate::diag::{Diagnostic, Span, Spanned};

/// `waf "origin-only" { … }`: a web ACL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waf {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    /// `v2` unless given.
    pub version: Spanned<WafVersion>,
    /// Follows from who uses it: `Cloudfront` when a `cdn` does, else `Regional`. Never both.
    pub scope: WafScope,
    /// What happens to a request no rule decides.
    pub default: Spanned<DefaultAction>,
    /// In the order of writing; priorities are unique.
    pub rules: Vec<WafRule>,
    /// The header of the block.
    pub span: Span,
}

/// Which of AWS's two products holds the ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WafVersion {
    /// AWS WAF (`wafv2`).
    V2,
    /// AWS WAF Classic Regional (`waf-regional`): AWS makes no new ones since 2025-05-01.
    Classic,
}

/// What a web ACL can be put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WafScope {
    /// Stages of gateways in the stack's region.
    Regional,
    /// Distributions; the ACL then lives in us-east-1.
    Cloudfront,
}

/// The action of an ACL when no rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultAction {
    /// The request goes through.
    Allow,
    /// The request is answered 403.
    Block,
}

/// `rule "from-cdn" priority=1 action="allow" { … }`: matches when all of its tests do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WafRule {
    /// Unique in the waf.
    pub name: Spanned<String>,
    /// Lower goes first.
    pub priority: Spanned<u32>,
    /// What it does with a request that passes all its tests.
    pub action: Spanned<RuleAction>,
    /// At least one; all must hold.
    pub headers: Vec<HeaderTest>,
    /// The header of the node.
    pub span: Span,
}

/// What a matching rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleAction {
    /// The request goes through, later rules are not asked.
    Allow,
    /// The request is answered 403, later rules are not asked.
    Block,
    /// The request is counted, later rules are asked.
    Count,
}

/// `header "X-Origin-Verify" equals=(secret)"origin-header"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderTest {
    /// As written; matched whatever its case.
    pub header: Spanned<String>,
    /// How the header is compared with the value.
    pub test: Test,
    /// What the header is compared with; a secret may stand here.
    pub value: Template,
    /// Further regular expressions, one of which is enough; only with [`Test::Matches`], at most nine.
    pub alternatives: Vec<Template>,
    /// Run on the header before comparing, in this order; at most one in Classic, ten in v2.
    pub transforms: Vec<Spanned<Transform>>,
    /// Holds when the comparison does not (also when the header is missing); `#false` unless given.
    pub negated: Spanned<bool>,
    /// The header of the node.
    pub span: Span,
}

impl HeaderTest {
    /// Everything the header is compared with.
    pub fn values(&self) -> impl Iterator<Item = &Template> {
        std::iter::once(&self.value).chain(&self.alternatives)
    }
}

/// How a value is compared; all of them mind the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// The whole value.
    Equals,
    /// The value stands anywhere in the header.
    Contains,
    /// The header begins with the value.
    StartsWith,
    /// The header ends with the value.
    EndsWith,
    /// A regular expression, searched anywhere unless anchored. A secret stands here only alone, and then means the
    /// regular expression that matches exactly its value (escaped, anchored).
    Matches,
}

/// A text transformation both products know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// A-Z become a-z.
    Lowercase,
    /// `%41` becomes `A`.
    UrlDecode,
    /// `&lt;` becomes `<`.
    HtmlEntityDecode,
    /// Runs of blanks become one space.
    CompressWhiteSpace,
    /// Tricks of command lines are undone: quotes, carets and backslashes dropped, blanks evened out, A-Z made a-z.
    CmdLine,
}

pub(super) static BLOCK: Block = Block {
    node: Node::new("waf", "A web ACL: which requests get through")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(&[
            Slot::new("name", Type::Template, "the physical name; `<env>-<stack>-<name>` unless given").optional(),
            Slot::new("version", Type::OneOf(WafVersion::CHOICES), "which of AWS's two products holds it")
                .default("v2"),
        ])
        .children(&[
            Child::required(&DEFAULT),
            Child::many(&RULE),
            Child::many(&super::stack::TAGS),
            keeping::PROTECT,
            keeping::IGNORE_CHANGES,
            keeping::RENAME_FROM,
        ]),
    named: true,
    attrs: &[
        Attr::new("arn", "the ARN of the web ACL"),
        Attr::new("id", "the id of the web ACL"),
        Attr::new("name", "the physical name"),
    ],
};

static DEFAULT: Node = Node::new("default", "What happens to a request no rule decides").args(&[Slot::new(
    "action",
    Type::OneOf(DefaultAction::CHOICES),
    "`block` or `allow`",
)]);

static RULE: Node = Node::new("rule", "Matches when all of its tests do")
    .args(&[Slot::new("name", Type::Text, "its name, unique in the waf").form(forms::RULE_NAME)])
    .props(&[
        Slot::new("priority", Type::Integer { min: 0, max: 2_147_483_647 }, "lower goes first; unique in the waf"),
        Slot::new("action", Type::OneOf(RuleAction::CHOICES), "what it does when it matches"),
    ])
    .children(&[Child::several(&HEADER)]);

static HEADER: Node = Node::new("header", "Compares a header of the request with a value")
    .args(&[Slot::new("header", Type::Text, "the header's name, whatever its case").form(forms::HEADER_NAME)])
    .props(&[
        Slot::new("equals", Type::Template, "the whole value").secret().optional(),
        Slot::new("contains", Type::Template, "a part of the value").secret().optional(),
        Slot::new("starts-with", Type::Template, "the beginning of the value").secret().optional(),
        Slot::new("ends-with", Type::Template, "the end of the value").secret().optional(),
        Slot::new("matches", Type::Template, "a regular expression, found anywhere unless anchored")
            .secret()
            .optional(),
        Slot::new("not", Type::Bool, "turns the test around; a missing header then passes it").default("#false"),
    ])
    .children(&[Child::many(&OR), Child::many(&TRANSFORM)]);

static OR: Node = Node::new("or", "Beside `matches=`: another regular expression, one of which is enough")
    .args(&[Slot::new("pattern", Type::Template, "found anywhere unless anchored").secret().form(forms::NOT_EMPTY)]);

static TRANSFORM: Node = Node::new("transform", "Changes the header before it is compared").args(&[Slot::new(
    "transformation",
    Type::OneOf(Transform::CHOICES),
    "the text transformation",
)]);

const TESTS: &[(&str, Test)] = &[
    ("equals", Test::Equals),
    ("contains", Test::Contains),
    ("starts-with", Test::StartsWith),
    ("ends-with", Test::EndsWith),
    ("matches", Test::Matches),
];

impl Choices for WafVersion {
    const CHOICES: &'static [Choice] = &[
        Choice::new("v2", "AWS WAF"),
        Choice::new("classic", "AWS WAF Classic Regional: AWS makes no new ones since 2025-05-01"),
    ];
    const ALL: &'static [Self] = &[Self::V2, Self::Classic];
}

impl Choices for DefaultAction {
    const CHOICES: &'static [Choice] = &[Choice::new("allow", "lets it through"), Choice::new("block", "answers 403")];
    const ALL: &'static [Self] = &[Self::Allow, Self::Block];
}

impl Choices for RuleAction {
    const CHOICES: &'static [Choice] = &[
        Choice::new("allow", "lets it through, later rules are not asked"),
        Choice::new("block", "answers 403"),
        Choice::new("count", "only counts, later rules are asked"),
    ];
    const ALL: &'static [Self] = &[Self::Allow, Self::Block, Self::Count];
}

impl Choices for Transform {
    const CHOICES: &'static [Choice] = &[
        Choice::new("lowercase", "A-Z to a-z"),
        Choice::new("url-decode", "`%41` to `A`"),
        Choice::new("html-entity-decode", "`&lt;` to `<`"),
        Choice::new("compress-white-space", "runs of blanks to one"),
        Choice::new("cmd-line", "undoes tricks of command lines"),
    ];
    const ALL: &'static [Self] =
        &[Self::Lowercase, Self::UrlDecode, Self::HtmlEntityDecode, Self::CompressWhiteSpace, Self::CmdLine];
}

pub(super) fn build(fields: &Fields, cx: &mut Context) -> Option<Waf> {
    let rules = rules(fields, cx);
    Some(Waf {
        name: fields.text("name")?,
        physical_name: fields.template("name"),
        version: fields.choice("version")?,
        scope: WafScope::Regional,
        default: fields.child("default")?.choice("action")?,
        rules,
        span: fields.header,
    })
}

fn rules(fields: &Fields, cx: &mut Context) -> Vec<WafRule> {
    let mut rules: Vec<WafRule> = Vec::new();
    for node in fields.children("rule") {
        let Some(rule) = rule(node, cx) else { continue };
        let mut same = rules.iter().filter(|other| other.priority.value == rule.priority.value);
        if let Some(earlier) = same.find(|other| cx.are_sound(&[other.priority.span, rule.priority.span])) {
            let free = rules.iter().map(|other| other.priority.value).max().map_or(0, |most| most.saturating_add(1));
            let problem = Diagnostic::error("E0404", format!("two rules have the priority {}", rule.priority.value))
                .at(rule.priority.span, "the same again")
                .at(earlier.priority.span, "taken here")
                .help(format!("priorities decide the order, so each rule has its own; {free} is free"));
            cx.push(problem);
        }
        let mut same = rules.iter().filter(|other| other.name.value == rule.name.value);
        if let Some(earlier) = same.find(|other| cx.are_sound(&[other.name.span, rule.name.span])) {
            let problem = Diagnostic::error("E0405", format!("two rules are named `{}`", rule.name.value))
                .at(rule.name.span, "the same again")
                .at(earlier.name.span, "taken here")
                .help("rename one of them");
            cx.push(problem);
        }
        rules.push(rule);
    }
    rules
}

fn rule(node: &Fields, cx: &mut Context) -> Option<WafRule> {
    Some(WafRule {
        name: node.text("name")?,
        priority: node.number("priority")?,
        action: node.choice("action")?,
        headers: node.children("header").filter_map(|test| header(test, cx)).collect(),
        span: node.header,
    })
}

fn header(node: &Fields, cx: &mut Context) -> Option<HeaderTest> {
    let mut given = TESTS.iter().filter_map(|(name, test)| Some((*name, *test, node.template(name)?)));
    let first = given.next();
    if let (Some((one, _, value)), Some((other, _, second))) = (&first, given.next()) {
        let problem = Diagnostic::error("E0217", format!("a header is compared by `{one}` or by `{other}`, not both"))
            .at(second.span, "one of them")
            .at(value.span, "and the other")
            .help("write a second `header` line: all tests of a rule must hold");
        cx.push(problem);
        cx.gaps.add_value(value.span);
    }
    let (_, test, value) = first.unwrap_or_else(|| {
        if !cx.gaps.node(node.header) {
            let names: Vec<String> = TESTS.iter().map(|(name, _)| format!("`{name}=`")).collect();
            let problem = Diagnostic::error("E0217", "a header test needs something to compare with")
                .at(node.header, "nothing to compare with")
                .help(format!("add one of {}", names.join(", ")));
            cx.push(problem);
        }
        let nowhere = Gaps::after(node.header);
        cx.gaps.add_value(nowhere);
        ("", Test::Equals, Template { parts: Vec::new(), span: nowhere })
    });
    let is_sound = cx.are_sound(&[value.span]);
    let alternatives: Vec<Template> = node.children("or").filter_map(|child| child.template("pattern")).collect();
    if let (true, true, Some(extra)) = (is_sound, test != Test::Matches, alternatives.first()) {
        let problem = Diagnostic::error("E0217", "only regular expressions have alternatives")
            .at(extra.span, "beside a test that is not `matches=`")
            .help("write `matches=` for all of them, or a rule for each value");
        cx.push(problem);
    }
    let mixed = |value: &Template| value.parts.len() > 1 && value.secrets().next().is_some();
    let patterns = std::iter::once(&value).chain(&alternatives);
    if let (Test::Matches, Some(value)) = (test, patterns.into_iter().find(|value| mixed(value))) {
        let problem = Diagnostic::error("E0306", "a secret inside of a regular expression")
            .at(value.span, "its characters would be read as an expression")
            .help("use `equals=`; or give the secret alone: `matches=(secret)\"name\"` matches exactly its value");
        cx.push(problem);
    }
    if is_sound && value.parts.iter().all(|part| matches!(&part.value, Part::Literal(text) if text.is_empty())) {
        let problem = Diagnostic::error("E0213", "a header cannot be compared with nothing")
            .at(value.span, "empty")
            .help("give at least one character");
        cx.push(problem);
        cx.gaps.add_value(value.span);
    }
    let transforms = node.children("transform").filter_map(|child| child.choice("transformation")).collect();
    Some(HeaderTest {
        header: node.text("header")?,
        test,
        value,
        alternatives,
        transforms,
        negated: node.flag("not")?,
        span: node.header,
    })
}
