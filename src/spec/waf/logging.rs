use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Template, foreign, forms, function};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;

/// `logging { … }`: what the web ACL does is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logging {
    /// Where to.
    pub destination: Destination,
    /// What of requests is kept out besides secrets.
    pub redacted: Vec<Spanned<Redacted>>,
    /// What happens to requests no filter is about; `keep` unless given.
    pub otherwise: Spanned<LogBehavior>,
    /// In the order they are asked.
    pub filters: Vec<LogFilter>,
    /// The header of the node.
    pub span: Span,
}

/// Where logs go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A log group made for it, which keeps them for so many days.
    LogGroup(Spanned<Option<u32>>),
    /// A bucket of the stack.
    Bucket(Spanned<BlockAddr>),
    /// A log group, bucket or Firehose stream by ARN.
    Arn(Template),
}

/// A part of requests that is kept out of logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redacted {
    /// A header.
    Header(String),
    /// The path.
    Path,
    /// The query string.
    QueryString,
    /// The verb.
    Method,
}

/// `drop { action "allow" }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFilter {
    /// What happens to requests it is about.
    pub behavior: LogBehavior,
    /// Whether one of its conditions is enough; all must hold unless given.
    pub any: Spanned<bool>,
    /// At least one.
    pub conditions: Vec<LogCondition>,
    /// The header of the node.
    pub span: Span,
}

/// Whether a request is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogBehavior {
    /// It is.
    Keep,
    /// It is not.
    Drop,
}

/// What a filter asks of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogCondition {
    /// What was done with it.
    Action(Spanned<FilterAction>),
    /// A label on it.
    Label(LogLabel),
}

/// `label "partner"`: a label on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLabel {
    /// Whole from `awswaf:` on; else one that a rule of the web ACL, or of the rule group, puts there.
    pub label: Spanned<String>,
    /// The rule group whose rules put it there.
    pub rule_group: Option<Spanned<BlockAddr>>,
}

/// What was done with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterAction {
    /// Let through.
    Allow,
    /// Blocked.
    Block,
    /// Counted by a rule.
    Count,
    /// Asked for a puzzle.
    Captcha,
    /// Tested silently.
    Challenge,
    /// Counted by a rule of a group that would have done something else.
    ExcludedAsCount,
}

/// What of requests `redact` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bare {
    Path,
    QueryString,
    Method,
}

impl Choices for LogBehavior {
    const CHOICES: &'static [Choice] =
        &[Choice::new("keep", "they are written down"), Choice::new("drop", "they are not")];
    const ALL: &'static [Self] = &[Self::Keep, Self::Drop];
}

impl Choices for FilterAction {
    const CHOICES: &'static [Choice] = &[
        Choice::new("allow", "let through"),
        Choice::new("block", "blocked"),
        Choice::new("count", "counted"),
        Choice::new("captcha", "asked for a puzzle"),
        Choice::new("challenge", "tested silently"),
        Choice::new("excluded-as-count", "counted where a group would have done something else"),
    ];
    const ALL: &'static [Self] =
        &[Self::Allow, Self::Block, Self::Count, Self::Captcha, Self::Challenge, Self::ExcludedAsCount];
}

impl Choices for Bare {
    const CHOICES: &'static [Choice] = &[
        Choice::new("path", "the path"),
        Choice::new("query-string", "the query string"),
        Choice::new("method", "the verb"),
    ];
    const ALL: &'static [Self] = &[Self::Path, Self::QueryString, Self::Method];
}

/// What the names of destinations begin with (aws-facts 11.1).
const PREFIX: &str = "aws-waf-logs-";

pub(super) static LOGGING: Node = Node::new(
    "logging",
    "Writes down what the web ACL does, to a log group made for it unless said; headers with secrets are kept out",
)
.props(&[
    Slot::new("bucket", Type::Block(&["bucket"]), "a bucket, whose name begins with `aws-waf-logs-`")
        .foreign(&foreign::BUCKET)
        .optional(),
    Slot::new("to", Type::Template, "the ARN of a log group, bucket or Firehose stream").optional(),
    Slot::new("retention", Type::OneOf(function::RETENTIONS), "how long the log group made for it keeps them")
        .depends("`30d`"),
])
.children(&[
    Child::many(&REDACT),
    Child::many(&REDACT_HEADER),
    Child::many(&KEEP),
    Child::many(&DROP),
    Child::implied(&OTHERWISE),
]);

static REDACT: Node = Node::new("redact", "Keeps parts of requests out of the logs").rest(Slot::new(
    "part",
    Type::OneOf(Bare::CHOICES),
    "what is kept out",
));
static REDACT_HEADER: Node = Node::new("redact-header", "Keeps headers out of the logs")
    .rest(Slot::new("header", Type::Text, "its name").form(forms::HEADER_NAME));
static OTHERWISE: Node = Node::new("otherwise", "What happens to requests no `keep` or `drop` is about")
    .args(&[Slot::new("what", Type::OneOf(LogBehavior::CHOICES), "`keep` or `drop`").default("keep")]);
static KEEP: Node = Node::new("keep", "Writes these down").props(&[ANY]).children(&CONDITIONS);
static DROP: Node = Node::new("drop", "Leaves these out").props(&[ANY]).children(&CONDITIONS);
const ANY: Slot = Slot::new("any", Type::Bool, "one of the conditions inside is enough").default("#false");
static CONDITIONS: [Child; 2] = [Child::many(&ACTION), Child::many(&LABEL)];
static ACTION: Node = Node::new("action", "What was done with the request").rest(Slot::new(
    "action",
    Type::OneOf(FilterAction::CHOICES),
    "what was done",
));
static LABEL: Node = Node::new("label", "A label on the request")
    .props(&[Slot::new("rule-group", Type::Block(&["rule-group"]), "the rule group that puts it there")
        .foreign(&foreign::RULE_GROUP)
        .optional()])
    .rest(
        Slot::new("label", Type::Text, "one that `add-label` puts there, or any other, whole from `awswaf:` on")
            .form(forms::LOG_LABEL),
    );

pub(super) fn build(node: &Fields, cx: &mut Context) -> Option<Logging> {
    let otherwise = node.child("otherwise")?.choice("what")?;
    let headers = node.children("redact-header").flat_map(Fields::rest_texts);
    let headers = headers.map(|name| Spanned::new(Redacted::Header(name.value.to_ascii_lowercase()), name.span));
    let bare = node.children("redact").flat_map(Fields::rest_choices::<Bare>).map(|bare| {
        let part = match bare.value {
            Bare::Path => Redacted::Path,
            Bare::QueryString => Redacted::QueryString,
            Bare::Method => Redacted::Method,
        };
        Spanned::new(part, bare.span)
    });
    let filters = node.inside().filter_map(|child| match child.decl.name {
        "keep" => Some(filter(child, LogBehavior::Keep, cx)),
        "drop" => Some(filter(child, LogBehavior::Drop, cx)),
        _ => None,
    });
    let filters = filters.collect::<Option<Vec<_>>>()?;
    Some(Logging {
        destination: destination(node, cx),
        redacted: headers.chain(bare).collect(),
        otherwise,
        filters,
        span: node.header,
    })
}

fn destination(node: &Fields, cx: &mut Context) -> Destination {
    let (bucket, to) = (node.block("bucket"), node.template("to"));
    let retention = function::retention(node, "retention");
    let spans =
        [bucket.as_ref().map(|bucket| bucket.span), to.as_ref().map(|to| to.span), retention.map(|days| days.span)];
    let mut given = spans.into_iter().flatten();
    if let (Some(one), Some(other)) = (given.next(), given.next()) {
        let problem = Diagnostic::error("E0445", "logs go to one place")
            .at(other, "one of them")
            .at(one, "and another")
            .help("keep one: `bucket=`, `to=` an ARN, or `retention=` of a log group that is made");
        cx.push(problem);
    }
    // A bucket that exists already is named by its ARN.
    let theirs = bucket.as_ref().and_then(|bucket| Some(Template::literal(bucket.value.foreign()?, bucket.span)));
    let (bucket, to) = match theirs {
        Some(arn) => (None, Some(arn)),
        None => (bucket, to),
    };
    if let Some(arn) =
        to.as_ref().and_then(|to| Some((to.as_literal()?, to.span))).filter(|(_, span)| cx.are_sound(&[*span]))
    {
        cx.problems.0.extend(judge(arn.0, arn.1));
    }
    match (bucket, to) {
        (Some(bucket), _) => Destination::Bucket(bucket),
        (None, Some(to)) => Destination::Arn(to),
        (None, None) => Destination::LogGroup(retention.unwrap_or(Spanned::new(Some(30), node.header))),
    }
}

/// E0445: an ARN of something that takes no logs of WAF.
pub fn judge(arn: &str, span: Span) -> Option<Diagnostic> {
    let parts: Vec<&str> = arn.trim_end_matches(":*").split(':').collect();
    let name = match parts.as_slice() {
        ["arn", _, "logs", _, _, "log-group", name] => Some(*name),
        ["arn", _, "s3", "", "", name] => Some(*name),
        ["arn", _, "firehose", _, _, stream] => stream.strip_prefix("deliverystream/"),
        _ => None,
    };
    Some(match name {
        Some(name) if name.starts_with(PREFIX) => return None,
        Some(name) => Diagnostic::error("E0445", format!("WAF writes no logs to `{name}`"))
            .at(span, format!("the name does not begin with `{PREFIX}`"))
            .help("AWS takes only destinations of such names; leave `to=` out for a log group that is named so"),
        None => Diagnostic::error("E0445", "this is no destination of logs")
            .at(span, "not the ARN of a log group, bucket or Firehose stream")
            .help(format!("such as `arn:aws:s3:::{PREFIX}shop`")),
    })
}

fn filter(node: &Fields, behavior: LogBehavior, cx: &mut Context) -> Option<LogFilter> {
    let actions = node.children("action").flat_map(Fields::rest_choices).map(LogCondition::Action);
    let labels = node.children("label").flat_map(|node| {
        let group = node.block("rule-group");
        let label = move |label| LogCondition::Label(LogLabel { label, rule_group: group.clone() });
        node.rest_texts().into_iter().map(label)
    });
    let conditions: Vec<LogCondition> = actions.chain(labels).collect();
    if conditions.is_empty() && !cx.gaps.node(node.header) {
        let problem = Diagnostic::error("E0204", format!("`{}` needs at least one condition", node.decl.name))
            .at(node.header, "nothing inside")
            .help("add `action \"block\"` or `label \"…\"`");
        cx.push(problem);
    }
    Some(LogFilter { behavior, any: node.flag("any")?, conditions, span: node.header })
}
