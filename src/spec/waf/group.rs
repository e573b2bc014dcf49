use std::collections::BTreeMap;

use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::forms;
use super::statement::{Statement, build_all, statements_and};
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
    /// The block.
    pub group: Spanned<BlockAddr>,
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

/// The group that wants to be told how closely to look.
const BOT_CONTROL: &str = "AWSManagedRulesBotControlRuleSet";

/// Groups that want settings this language has no words for.
const UNSPOKEN: [&str; 3] =
    ["AWSManagedRulesATPRuleSet", "AWSManagedRulesACFPRuleSet", "AWSManagedRulesAntiDDoSRuleSet"];

pub(super) static MANAGED: Node =
    Node::new("managed", "Rules that AWS or a seller maintains; statements inside say which requests they see")
        .args(&[Slot::new("group", Type::Text, "such as `AWSManagedRulesCommonRuleSet`").form(forms::RULE_NAME)])
        .props(&[
            Slot::new("vendor", Type::Text, "who maintains it").form(forms::NOT_EMPTY).default("AWS"),
            Slot::new("version", Type::Text, "such as `Version_1.4`; the vendor's default unless given")
                .form(forms::NOT_EMPTY)
                .optional(),
            Slot::new("inspection", Type::OneOf(Inspection::CHOICES), "how closely Bot Control looks").optional(),
        ])
        .children(&INSIDE);

static INSIDE: [Child; 24] = statements_and([Child::many(&OVERRIDE)], []);

pub(super) static GROUP: Node = Node::new("rule-group", "The rules of a `rule-group` block")
    .args(&[Slot::new("rule-group", Type::Block(&["rule-group"]), "the block")])
    .children(&[Child::many(&OVERRIDE)]);

static OVERRIDE: Node = Node::new("rule", "A rule of the group that does something else than the group says")
    .args(&[Slot::new("name", Type::Text, "the rule of the group").form(forms::RULE_NAME)])
    .props(&[Slot::new("action", Type::OneOf(OverrideAction::CHOICES), "what it does instead")]);

pub(super) fn managed(node: &Fields, cx: &mut Context) -> Option<Managed> {
    let (name, vendor) = (node.text("group")?, node.text("vendor")?);
    let inspection: Option<Spanned<Inspection>> = node.choice("inspection");
    let aws = vendor.value == "AWS" && cx.are_sound(&[name.span]) && !cx.gaps.node(node.header);
    match inspection {
        None if aws && name.value == BOT_CONTROL => {
            let problem = Diagnostic::error("E0204", "Bot Control needs `inspection=`")
                .at(node.header, "missing here")
                .help("add `inspection=\"common\"`, or `\"targeted\"`, which costs more");
            cx.push(problem);
        }
        Some(inspection) if aws && name.value != BOT_CONTROL => {
            let problem = Diagnostic::error("E0203", format!("`{}` has no inspection level", name.value))
                .at(inspection.span, "only Bot Control has one")
                .help("remove it");
            cx.push(problem);
        }
        _ => {}
    }
    if aws && UNSPOKEN.contains(&name.value.as_str()) {
        let problem = Diagnostic::error("E0440", format!("`{}` cannot be set up here yet", name.value))
            .at(name.span, "wants settings of its own: login pages, fields of forms")
            .help("leave it out, and use it in a web ACL of its own");
        cx.push(problem);
    }
    Some(Managed {
        name,
        vendor,
        version: node.text("version"),
        inspection,
        overrides: overrides(node, cx),
        only: build_all(node, cx),
        span: node.header,
    })
}

pub(super) fn group(node: &Fields, cx: &mut Context) -> Option<GroupUse> {
    Some(GroupUse { group: node.block("rule-group")?, overrides: overrides(node, cx), span: node.header })
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
