use super::super::Template;
use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::forms;
use super::Throttle;
use super::stage::{THROTTLE, throttle};
use crate::diag::{Diagnostic, Span, Spanned};

/// `usage-plan "basic" { … }`: keys, and how much may be asked for with each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsagePlan {
    /// Its name, unique in the gateway.
    pub name: Spanned<String>,
    /// How many requests each key lets through.
    pub throttle: Option<Throttle>,
    /// How many requests each key is good for.
    pub quota: Option<Quota>,
    /// No two of a name in the whole gateway.
    pub keys: Vec<ApiKey>,
    /// The header of the node.
    pub span: Span,
}

/// `quota 10000 per="month"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Requests.
    pub requests: Spanned<u32>,
    /// Over this time.
    pub per: Spanned<Period>,
}

/// The time after which a quota begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// `key "partner" (secret)"partner-key"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its name.
    pub name: Spanned<String>,
    /// What callers send as `x-api-key`: a secret.
    pub value: Template,
    /// The header of the node.
    pub span: Span,
}

impl Choices for Period {
    const CHOICES: &'static [Choice] = &[
        Choice::new("day", "begins anew every day"),
        Choice::new("week", "begins anew every week"),
        Choice::new("month", "begins anew every month"),
    ];
    const ALL: &'static [Self] = &[Self::Day, Self::Week, Self::Month];
}

pub(super) static USAGE_PLAN: Node = Node::new("usage-plan", "Keys, and how much may be asked for with each of them")
    .args(&[Slot::new("name", Type::Text, "its name").form(forms::BLOCK_NAME)])
    .children(&[Child::optional(&THROTTLE), Child::optional(&QUOTA), Child::many(&KEY)]);

static QUOTA: Node = Node::new("quota", "How many requests each key is good for")
    .args(&[Slot::new("requests", Type::Integer { min: 1, max: 2_147_483_647 }, "requests")])
    .props(&[Slot::new("per", Type::OneOf(Period::CHOICES), "over this time")]);

static KEY: Node = Node::new("key", "A key that callers send as `x-api-key`").args(&[
    Slot::new("name", Type::Text, "its name").form(forms::BLOCK_NAME),
    Slot::new("value", Type::Template, "the key itself, a secret: `(secret)\"NAME\"`").secret(),
]);

/// Every usage plan and key but those that repeat an earlier one.
pub(super) fn usage_plans(fields: &Fields, cx: &mut Context) -> Vec<UsagePlan> {
    let mut plans: Vec<UsagePlan> = Vec::new();
    for node in fields.children("usage-plan") {
        let Some(name) = node.text("name") else { continue };
        let earlier = plans.iter().map(|plan| &plan.name).find(|other| other.value == name.value).cloned();
        if twice(&name, earlier, cx) {
            continue;
        }
        let mut keys: Vec<ApiKey> = Vec::new();
        for node in node.children("key") {
            let (Some(name), Some(value)) = (node.text("name"), node.template("value")) else { continue };
            let all = plans.iter().flat_map(|plan| &plan.keys).chain(&keys);
            let earlier = all.map(|key| &key.name).find(|other| other.value == name.value).cloned();
            if twice(&name, earlier, cx) {
                continue;
            }
            let key = ApiKey { name, value, span: node.header };
            secret_only(&key, cx);
            keys.push(key);
        }
        plans.push(UsagePlan {
            name,
            throttle: node.child("throttle").and_then(throttle),
            quota: node
                .child("quota")
                .and_then(|node| Some(Quota { requests: node.number("requests")?, per: node.choice("per")? })),
            keys,
            span: node.header,
        });
    }
    plans
}

/// Complains when there is an earlier one of the name.
fn twice(name: &Spanned<String>, earlier: Option<Spanned<String>>, cx: &mut Context) -> bool {
    let Some(earlier) = earlier.filter(|earlier| cx.are_sound(&[earlier.span, name.span])) else { return false };
    let problem = Diagnostic::error("E0208", format!("`{}` is given twice", name.value))
        .at(name.span, "given again")
        .at(earlier.span, "given here first")
        .help("keep one of them, or give it another name");
    cx.push(problem);
    true
}

/// Complains about a key that is not wholly secret.
fn secret_only(key: &ApiKey, cx: &mut Context) {
    let is_secret = key.value.parts.len() == 1 && key.value.secrets().next().is_some();
    if is_secret || !cx.are_sound(&[key.value.span]) {
        return;
    }
    let problem = Diagnostic::error("E0426", format!("the key `{}` stands here for everybody to read", key.name.value))
        .at(key.value.span, "not a secret")
        .help("write `(secret)\"NAME\"`, add `secret \"NAME\" min-length=20`, and set it: `engine config set NAME --secret`");
    cx.push(problem);
}
