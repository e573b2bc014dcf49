use std::collections::BTreeMap;

use super::super::Template;
use super::super::declare::{Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::forms;
use super::response::{self, Response};
use crate::diag::{Diagnostic, Spanned};

/// What a matching rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleAction {
    /// The request goes through, later rules are not asked.
    Allow,
    /// The request is answered 403, later rules are not asked.
    Block,
    /// The request is counted, later rules are asked.
    Count,
    /// Who has not solved a puzzle lately is given one, 405.
    Captcha,
    /// Who has not shown to be a browser lately is tested silently, 202.
    Challenge,
}

/// What belongs to an action.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Does {
    /// Headers put into a request that goes on, by name as written; AWS puts `x-amzn-waf-` before it.
    pub add_headers: BTreeMap<String, Spanned<Template>>,
    /// What a blocked request is answered.
    pub response: Option<Response>,
}

impl Choices for RuleAction {
    const CHOICES: &'static [Choice] = &[
        Choice::new("allow", "lets it through, later rules are not asked"),
        Choice::new("block", "answers 403"),
        Choice::new("count", "only counts, later rules are asked"),
        Choice::new("captcha", "asks for the solution of a puzzle"),
        Choice::new("challenge", "tests silently whether it is a browser"),
    ];
    const ALL: &'static [Self] = &[Self::Allow, Self::Block, Self::Count, Self::Captcha, Self::Challenge];
}

pub(super) static ADD_HEADER: Node = Node::new("add-header", "Puts a header into the request that goes on").args(&[
    Slot::new("name", Type::Text, "its name; AWS puts `x-amzn-waf-` before it").form(forms::WAF_HEADER),
    Slot::new("value", Type::Template, "its value"),
]);

/// What belongs to the action of a rule or a default; complains about what does not fit. `blocks` is whether it blocks; none
/// when that could not be read.
pub(super) fn build(fields: &Fields, blocks: Option<bool>, cx: &mut Context) -> Does {
    let mut add_headers: BTreeMap<String, Spanned<Template>> = BTreeMap::new();
    for node in fields.children("add-header") {
        let (Some(name), Some(value)) = (node.text("name"), node.template("value")) else { continue };
        if blocks == Some(true) {
            let problem = Diagnostic::error("E0442", "a blocked request goes nowhere, so nothing can be added to it")
                .at(node.header, "a header of the request")
                .help("remove it; the headers of the answer go into `response { header … }`");
            cx.push(problem);
        }
        add_headers.insert(name.value.to_ascii_lowercase(), Spanned::new(value, node.header));
    }
    let node = fields.child("response");
    if let (Some(node), Some(false)) = (node, blocks) {
        let problem = Diagnostic::error("E0442", "only what is blocked is answered by the web ACL")
            .at(node.header, "an answer beside another action")
            .help("remove it, or block");
        cx.push(problem);
    }
    Does { add_headers, response: node.and_then(|node| response::build(node, cx)) }
}
