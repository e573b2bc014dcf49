use super::super::declare::{Attr, Block, Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Template, forms, keeping};
use super::action::{ADD_HEADER, Does};
use super::logging::{LOGGING, Logging};
use super::response::{BODY, RESPONSE, ResponseBody};
use super::rule::{RULE, WafRule, build_all_rules};
use super::{action, logging, response};
use crate::diag::{Span, Spanned};

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
    /// What belongs to the default action.
    pub default_does: Does,
    /// In the order of writing; priorities are unique.
    pub rules: Vec<WafRule>,
    /// Bodies for answers.
    pub bodies: Vec<ResponseBody>,
    /// For how long a solved puzzle holds, seconds; 300 unless given.
    pub captcha_immunity: Option<Spanned<u32>>,
    /// For how long a passed challenge holds, seconds; 300 unless given.
    pub challenge_immunity: Option<Spanned<u32>>,
    /// Further domains whose solved puzzles count.
    pub token_domains: Vec<Spanned<String>>,
    /// Whether undecided requests are counted in CloudWatch; `#true` unless given.
    pub metrics: Spanned<bool>,
    /// Whether AWS keeps samples of undecided requests; `#true` unless given.
    pub sampled: Spanned<bool>,
    /// Where what it does is written down.
    pub logging: Option<Logging>,
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

pub(in super::super) static BLOCK: Block = Block {
    node: Node::new("waf", "A web ACL: which requests get through")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(&[
            Slot::new("name", Type::Template, "the physical name; `<env>-<stack>-<name>` unless given").optional(),
            Slot::new("version", Type::OneOf(WafVersion::CHOICES), "which of AWS's two products holds it")
                .default("v2"),
            Slot::new("metrics", Type::Bool, "whether undecided requests are counted in CloudWatch").default("#true"),
            Slot::new("sampled-requests", Type::Bool, "whether AWS keeps samples of undecided requests")
                .default("#true"),
            Slot::new(
                "captcha-immunity",
                Type::Duration { min: 60_000, max: 259_200_000, step: 1_000 },
                "for how long a solved puzzle holds",
            )
            .depends("AWS's `5m`"),
            Slot::new(
                "challenge-immunity",
                Type::Duration { min: 300_000, max: 259_200_000, step: 1_000 },
                "for how long a passed challenge holds",
            )
            .depends("AWS's `5m`"),
        ])
        .children(&[
            Child::required(&DEFAULT),
            Child::many(&RULE),
            Child::many(&BODY),
            Child::many(&TOKEN_DOMAIN),
            Child::optional(&LOGGING),
            Child::many(&super::super::stack::TAGS),
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

static DEFAULT: Node = Node::new("default", "What happens to a request no rule decides")
    .args(&[Slot::new("action", Type::OneOf(DefaultAction::CHOICES), "`block` or `allow`")])
    .children(&[Child::many(&ADD_HEADER), Child::optional(&RESPONSE)]);

static TOKEN_DOMAIN: Node =
    Node::new("token-domain", "Further domains whose solved puzzles and passed challenges count")
        .rest(Slot::new("domain", Type::Text, "without `https://`").form(forms::HOST));

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

pub(in super::super) fn build(fields: &Fields, cx: &mut Context) -> Option<Waf> {
    let rules = build_all_rules(fields, cx);
    let bodies = response::bodies(fields, cx);
    let default = fields.child("default")?;
    let action: Spanned<DefaultAction> = default.choice("action")?;
    let blocks = cx.are_sound(&[action.span]).then_some(action.value == DefaultAction::Block);
    let does = action::build(default, blocks, cx);
    let whole = !cx.gaps.node(fields.header);
    let responses = rules.iter().map(|rule| &rule.does).chain([&does]).filter_map(|does| does.response.as_ref());
    response::no_dangling(responses, &bodies, whole, cx);
    Some(Waf {
        name: fields.text("name")?,
        physical_name: fields.template("name"),
        version: fields.choice("version")?,
        scope: WafScope::Regional,
        default: action,
        default_does: does,
        rules,
        bodies,
        captcha_immunity: fields.seconds("captcha-immunity"),
        challenge_immunity: fields.seconds("challenge-immunity"),
        token_domains: fields.children("token-domain").flat_map(Fields::rest_texts).collect(),
        metrics: fields.flag("metrics")?,
        sampled: fields.flag("sampled-requests")?,
        logging: fields.child("logging").and_then(|node| logging::build(node, cx)),
        span: fields.header,
    })
}
