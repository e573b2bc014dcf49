use super::super::declare::{Child, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Template, forms};
use super::action::{ADD_HEADER, Does, RuleAction};
use super::group::{GROUP, GroupUse, MANAGED, Managed};
use super::rate::{RATE, Rate};
use super::response::RESPONSE;
use super::statement::{Statement, What, build_all, statements_and};
use super::test::PartTest;
use super::{action, group, rate, statement};
use crate::diag::{Diagnostic, Span, Spanned};

/// `rule "from-cdn" priority=1 action="allow" { … }`: matches when all of its statements do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WafRule {
    /// Unique in the waf.
    pub name: Spanned<String>,
    /// Lower goes first.
    pub priority: Spanned<u32>,
    /// What it does with a request that matches; none for a group whose rules do what they do.
    pub action: Option<Spanned<RuleAction>>,
    /// What belongs to the action.
    pub does: Does,
    /// Which requests match.
    pub body: RuleBody,
    /// Labels it puts on requests that match.
    pub labels: Vec<Spanned<String>>,
    /// Whether its matches are counted in CloudWatch; `#true` unless given.
    pub metrics: Spanned<bool>,
    /// Whether AWS keeps samples of its matches; unless given, when no secret is compared.
    pub sampled: Option<Spanned<bool>>,
    /// For how long a solved puzzle or passed challenge holds, seconds; what the web ACL says unless given.
    pub immunity: Option<Spanned<u32>>,
    /// The header of the node.
    pub span: Span,
}

/// Which requests a rule matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleBody {
    /// Those of which all of these hold.
    Statements(Vec<Statement>),
    /// Those beyond a limit.
    Rate(Rate),
    /// Those that a managed group is about.
    Managed(Managed),
    /// Those that a rule group of the stack is about.
    Group(GroupUse),
}

impl WafRule {
    /// Every statement in it, at any depth.
    pub fn statements(&self) -> Vec<&Statement> {
        let outer: &[Statement] = match &self.body {
            RuleBody::Statements(outer) => outer,
            RuleBody::Rate(rate) => &rate.only,
            RuleBody::Managed(managed) => &managed.only,
            RuleBody::Group(_) => &[],
        };
        outer.iter().flat_map(Statement::whole).collect()
    }

    /// The rule group it stands for, when that exists already: nobody here knows its rules.
    pub fn foreign_group(&self) -> Option<&GroupUse> {
        match &self.body {
            RuleBody::Group(used) => Some(used).filter(|used| used.group.value.foreign().is_some()),
            RuleBody::Statements(_) | RuleBody::Rate(_) | RuleBody::Managed(_) => None,
        }
    }

    /// Every test of a part of the request in it.
    pub fn tests(&self) -> impl Iterator<Item = &PartTest> {
        self.statements().into_iter().filter_map(|one| match &one.what {
            What::Part(test) => Some(test),
            _ => None,
        })
    }

    /// Every text and expression something is compared with.
    pub fn values(&self) -> impl Iterator<Item = &Template> {
        self.tests().flat_map(PartTest::values)
    }
}

const NAME: Slot = Slot::new("name", Type::Text, "its name, unique in the block").form(forms::RULE_NAME);
const PRIORITY: Slot =
    Slot::new("priority", Type::Integer { min: 0, max: 2_147_483_647 }, "lower goes first; unique in the block");
const ACTION: Slot = Slot::new(
    "action",
    Type::OneOf(<RuleAction as super::super::declare::Choices>::CHOICES),
    "what it does when it matches",
)
.depends("none; only a rule that stands for a group needs none");
const METRICS: Slot =
    Slot::new("metrics", Type::Bool, "whether its matches are counted in CloudWatch").default("#true");
const SAMPLED: Slot = Slot::new("sampled-requests", Type::Bool, "whether AWS keeps samples of what it matched")
    .depends("`#true`, `#false` where a secret is compared");
const IMMUNITY: Slot = Slot::new(
    "immunity",
    Type::Duration { min: 60_000, max: 259_200_000, step: 1_000 },
    "for how long a solved puzzle or passed challenge holds",
)
.depends("what the web ACL says");

pub(super) static RULE: Node = Node::new("rule", "Matches when all of its statements do")
    .args(&[NAME])
    .props(&[PRIORITY, ACTION, METRICS, SAMPLED, IMMUNITY])
    .children(&INSIDE)
    .families(&[&statement::FAMILY]);

/// A rule of a rule group, in which no group stands.
pub(super) static GROUP_RULE: Node = Node::new("rule", "Matches when all of its statements do")
    .args(&[NAME])
    .props(&[PRIORITY, ACTION, METRICS, SAMPLED, IMMUNITY])
    .children(&GROUP_INSIDE)
    .families(&[&statement::FAMILY]);

static INSIDE: [Child; 29] = statements_and(
    [],
    [
        Child::optional(&RATE),
        Child::optional(&MANAGED),
        Child::optional(&GROUP),
        Child::many(&ADD_LABEL),
        Child::many(&ADD_HEADER),
        Child::optional(&RESPONSE),
    ],
);

static GROUP_INSIDE: [Child; 27] = statements_and(
    [],
    [Child::optional(&RATE), Child::many(&ADD_LABEL), Child::many(&ADD_HEADER), Child::optional(&RESPONSE)],
);

static ADD_LABEL: Node = Node::new("add-label", "Puts labels on requests that match, for later rules to see")
    .rest(Slot::new("label", Type::Text, "its name").form(forms::NEW_LABEL));

/// The rules of a block; names and priorities are their own.
pub(super) fn build_all_rules(fields: &Fields, cx: &mut Context) -> Vec<WafRule> {
    let mut rules: Vec<WafRule> = Vec::new();
    for node in fields.children("rule") {
        let Some(rule) = build(node, cx) else { continue };
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

fn build(node: &Fields, cx: &mut Context) -> Option<WafRule> {
    let body = body(node, cx);
    let action: Option<Spanned<RuleAction>> = node.choice("action");
    fits(node, &body, action, cx);
    let read = action.filter(|action| cx.are_sound(&[action.span]));
    let does = action::build(node, read.map(|action| action.value == RuleAction::Block), cx);
    let sampled = node.flag("sampled-requests");
    let rule = WafRule {
        name: node.text("name")?,
        priority: node.number("priority")?,
        action,
        does,
        body,
        labels: node.children("add-label").flat_map(Fields::rest_texts).collect(),
        metrics: node.flag("metrics")?,
        sampled,
        immunity: node.seconds("immunity"),
        span: node.header,
    };
    let shows = sampled.filter(|sampled| sampled.value && cx.are_sound(&[sampled.span]));
    if let (Some(shows), Some(secret)) = (shows, rule.values().find_map(|value| value.secrets().next())) {
        let problem = Diagnostic::error("E0442", "samples would show the secret")
            .at(shows.span, "keeps whole requests for everybody who may look at the console")
            .at(secret.span, "the secret they carry")
            .help("remove `sampled-requests=#true`");
        cx.push(problem);
    }
    Some(rule)
}

/// Which requests a rule matches; what cannot stand beside other statements stands alone.
fn body(node: &Fields, cx: &mut Context) -> RuleBody {
    let statements = build_all(node, cx);
    let alone: Vec<&Fields> = ["rate", "managed", "rule-group"].iter().filter_map(|name| node.child(name)).collect();
    let Some(first) = alone.first() else {
        if statements.is_empty() && !cx.gaps.node(node.header) {
            let problem = Diagnostic::error("E0204", "`rule` needs at least one statement")
                .at(node.header, "missing here")
                .help("say which requests it is about, such as `path starts-with=\"/admin\"`");
            cx.push(problem);
            cx.gaps.add_node(node.header);
        }
        return RuleBody::Statements(statements);
    };
    let name = first.decl.name;
    let beside = statements.first().map(|one| one.span).or(alone.get(1).map(|other| other.header));
    if let Some(beside) = beside {
        let problem = Diagnostic::error("E0440", format!("`{name}` stands alone in its rule"))
            .at(beside, "cannot stand beside it")
            .at(first.header, "AWS combines it with nothing");
        cx.push(problem.help(if name == "rule-group" {
            "make two rules of it".to_owned()
        } else {
            format!("put the statements between the braces of `{name}`, or make two rules of it")
        }));
    }
    let body = match name {
        "rate" => rate::build(first, cx).map(RuleBody::Rate),
        "managed" => group::managed(first, cx).map(RuleBody::Managed),
        _ => group::group(first, cx).map(RuleBody::Group),
    };
    body.unwrap_or_else(|| {
        cx.gaps.add_node(node.header);
        RuleBody::Statements(statements)
    })
}

/// Whether the action is one that such a rule can have.
fn fits(node: &Fields, body: &RuleBody, action: Option<Spanned<RuleAction>>, cx: &mut Context) {
    let group = matches!(body, RuleBody::Managed(_) | RuleBody::Group(_));
    let Some(action) = action else {
        if !group && !cx.gaps.node(node.header) {
            let here = |problem: &&mut Diagnostic| {
                problem.code == "E0204" && problem.labels.first().is_some_and(|label| label.span == node.header)
            };
            if let Some(missing) = cx.problems.0.iter_mut().find(here) {
                // Something else is missing at the same place: that is one problem.
                missing.message.push_str(" and `action=`");
                let help = missing.help.take().unwrap_or_default();
                missing.help = Some(format!("{help}; and `action=`: what it does when it matches"));
                return;
            }
            let problem = Diagnostic::error("E0204", "`rule` needs `action=`")
                .at(node.header, "missing here")
                .help("add `action=`: what it does when it matches");
            cx.push(problem);
        }
        return;
    };
    if !cx.are_sound(&[action.span]) {
        return;
    }
    let problem = match (body, action.value) {
        (RuleBody::Rate(_), RuleAction::Allow) => Diagnostic::error("E0442", "a rate limit cannot allow")
            .at(action.span, "what is beyond the limit is not let through")
            .help("use `block`, `count`, `captcha` or `challenge`"),
        (RuleBody::Managed(_) | RuleBody::Group(_), RuleAction::Count) => return,
        (RuleBody::Managed(_) | RuleBody::Group(_), _) => {
            Diagnostic::error("E0442", "the rules of a group have actions of their own")
                .at(action.span, "only `count` can stand here")
                .help("remove it; `rule \"NAME\" action=\"…\"` inside changes a single rule of the group")
        }
        _ => return,
    };
    cx.push(problem);
}
