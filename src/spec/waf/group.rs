use std::collections::BTreeMap;

use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{foreign, forms};
use super::group_settings::{self, GroupSettings};
use super::statement::{self, Statement, build_all, statements_and};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;

/// `managed "AWSManagedRulesCommonRuleSet" { … }`: rules that AWS or a seller maintains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Managed {
    /// Its name.
    pub name: Spanned<String>,
    /// `AWS` unless given.
    pub vendor: Spanned<String>,
    /// Such as `Version_1.4`; the vendor's default unless given.
    pub version: Option<Spanned<String>>,
    /// How closely Bot Control looks; for no other group.
    pub inspection: Option<Spanned<Inspection>>,
    /// What groups for accounts and against DDoS are told about what they protect.
    pub settings: Option<Box<GroupSettings>>,
    /// Single rules that do something else, by name.
    pub overrides: BTreeMap<String, Override>,
    /// Which requests it sees; all of them when empty.
    pub only: Vec<Statement>,
    /// The header of the node.
    pub span: Span,
}

/// `rule-group "checks"` in a rule: a rule group of the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupUse {
    /// The block, or one that exists already.
    pub group: Spanned<BlockAddr>,
    /// What is set aside for a group that exists already, WCU.
    pub capacity: Option<Spanned<u32>>,
    /// Single rules that do something else, by name.
    pub overrides: BTreeMap<String, Override>,
    /// The header of the node.
    pub span: Span,
}

/// `rule "SizeRestrictions_BODY" action="count"` in a group that is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The rule of the group.
    pub rule: Spanned<String>,
    /// What it does instead.
    pub action: Spanned<OverrideAction>,
}

/// What a rule of a group does instead.
pub type OverrideAction = super::RuleAction;

/// How closely Bot Control looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inspection {
    /// Bots that say what they are.
    Common,
    /// Those that hide as well; costs more.
    Targeted,
}

impl Choices for Inspection {
    const CHOICES: &'static [Choice] = &[
        Choice::new("common", "bots that say what they are"),
        Choice::new("targeted", "those that hide as well; costs more"),
    ];
    const ALL: &'static [Self] = &[Self::Common, Self::Targeted];
}

pub(super) static MANAGED: Node =
    Node::new("managed", "Rules that AWS or a seller maintains; statements inside say which requests they see")
        .args(&[Slot::new("group", Type::Text, "such as `AWSManagedRulesCommonRuleSet`").form(forms::RULE_NAME)])
        .props(&[
            Slot::new("vendor", Type::Text, "who maintains it").form(forms::NOT_EMPTY).default("AWS"),
            Slot::new("version", Type::Text, "such as `Version_1.4`; the vendor's default unless given")
                .form(forms::NOT_EMPTY)
                .optional(),
            Slot::new("inspection", Type::OneOf(Inspection::CHOICES), "how closely Bot Control looks").optional(),
            group_settings::PROPS[0],
            group_settings::PROPS[1],
        ])
        .children(&INSIDE)
        .families(&[&statement::FAMILY]);

static INSIDE: [Child; 30] = statements_and([Child::many(&OVERRIDE)], group_settings::NODES);

pub(super) static GROUP: Node = Node::new("rule-group", "The rules of a `rule-group` block")
    .args(&[Slot::new("rule-group", Type::Block(&["rule-group"]), "the block").foreign(&foreign::RULE_GROUP)])
    .props(&[Slot::new(
        "capacity",
        Type::Integer { min: 1, max: 5_000 },
        "of a group that exists already: what is set aside for its rules (WCU)",
    )
    .optional()])
    .children(&[Child::many(&OVERRIDE)]);

static OVERRIDE: Node = Node::new("rule", "A rule of the group that does something else than the group says")
    .args(&[Slot::new("name", Type::Text, "the rule of the group").form(forms::RULE_NAME)])
    .props(&[Slot::new("action", Type::OneOf(OverrideAction::CHOICES), "what it does instead")]);

pub(super) fn managed(node: &Fields, cx: &mut Context) -> Option<Managed> {
    let (name, vendor) = (node.text("group")?, node.text("vendor")?);
    let known = vendor.value == "AWS" && cx.are_sound(&[name.span]);
    let settings = if known { group_settings::build(&name.value, node, cx) } else { None };
    Some(Managed {
        name,
        vendor,
        version: node.text("version"),
        inspection: node.choice("inspection"),
        settings: settings.map(Box::new),
        overrides: overrides(node, cx),
        only: build_all(node, cx),
        span: node.header,
    })
}

pub(super) fn group(node: &Fields, cx: &mut Context) -> Option<GroupUse> {
    let (group, capacity) = (node.block("rule-group")?, node.number("capacity"));
    match (group.value.foreign(), &capacity) {
        (Some(_), None) if !cx.gaps.node(node.header) => {
            let problem = Diagnostic::error("E0204", "a group that exists already needs `capacity=`")
                .at(group.span, "what it costs is not known here")
                .help("add `capacity=`: what was set aside for it, as AWS shows it (WCU)");
            cx.push(problem);
        }
        (None, Some(capacity)) if cx.are_sound(&[group.span]) => {
            let problem = Diagnostic::error("E0429", "`capacity=` means nothing beside a block")
                .at(capacity.span, "written here")
                .at(group.span, "its capacity stands in the block")
                .help("remove it");
            cx.push(problem);
        }
        _ => {}
    }
    Some(GroupUse { group, capacity, overrides: overrides(node, cx), span: node.header })
}

fn overrides(fields: &Fields, cx: &mut Context) -> BTreeMap<String, Override> {
    let mut overrides: BTreeMap<String, Override> = BTreeMap::new();
    for node in fields.children("rule") {
        let (Some(rule), Some(action)) = (node.text("name"), node.choice("action")) else { continue };
        if let Some(earlier) = overrides.get(&rule.value).filter(|other| cx.are_sound(&[other.rule.span, rule.span])) {
            let problem = Diagnostic::error("E0208", format!("`{}` is given twice", rule.value))
                .at(rule.span, "given again")
                .at(earlier.rule.span, "given here first")
                .help("keep one of them");
            cx.push(problem);
            continue;
        }
        overrides.insert(rule.value.clone(), Override { rule, action });
    }
    overrides
}
