use super::super::declare::{Child, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Template, foreign, forms, function};
use crate::diag::{Diagnostic, Span, Spanned};

/// `throttle rate=100 burst=200`: how many requests are let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throttle {
    /// Requests a second.
    pub rate: Spanned<u32>,
    /// Requests at once.
    pub burst: Spanned<u32>,
    /// The header of the node.
    pub span: Span,
}

/// `access-log`: a line in a log group for every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLog {
    /// Where lines go, when that exists already.
    pub group: Option<Template>,
    /// Days the log group keeps what is written, for ever when `None`; 30 unless given.
    pub retention: Spanned<Option<u32>>,
    /// A line of the log, with `$context` variables.
    pub format: Template,
    /// The header of the node.
    pub span: Span,
}

/// `variables COLOR="blue"`: a stage variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageVariable {
    /// Its name.
    pub name: Spanned<String>,
    /// Its value.
    pub value: Template,
}

pub(super) static THROTTLE: Node = Node::new("throttle", "How many requests are let through").props(&[
    Slot::new("rate", Type::Integer { min: 0, max: 1_000_000 }, "requests a second; 0 lets nobody through"),
    Slot::new("burst", Type::Integer { min: 0, max: 1_000_000 }, "requests at once"),
]);

pub(super) static ACCESS_LOG: Node = Node::new("access-log", "Writes a line for every request to a log group")
    .props(&[Slot::new(
        "group",
        Type::Template,
        "the ARN of a log group or delivery stream that exists already; a log group is made unless given",
    )
    .optional()
    .foreign(&foreign::ACCESS_LOG)])
    .children(&[Child::implied(&RETENTION), Child::implied(&FORMAT)]);

static RETENTION: Node = Node::new("retention", "How long the log is kept").args(&[Slot::new(
    "days",
    Type::OneOf(function::RETENTIONS),
    "one of the times CloudWatch Logs knows",
)
.default("30d")]);

static FORMAT: Node = Node::new("format", "What stands in a line").args(&[Slot::new(
    "line",
    Type::Template,
    "text with `$context` variables, `$context.requestId` among them",
)
.form(forms::LOG_LINE)
.default(
    "{\"requestId\":\"$context.requestId\",\"ip\":\"$context.identity.sourceIp\",\"requestTime\":\"$context.requestTime\",\
     \"httpMethod\":\"$context.httpMethod\",\"path\":\"$context.path\",\"resourcePath\":\"$context.resourcePath\",\
     \"status\":\"$context.status\",\"responseLength\":\"$context.responseLength\",\
     \"integrationError\":\"$context.integrationErrorMessage\"}",
)]);

pub(super) static VARIABLES: Node = Node::new("variables", "Stage variables, which functions find in the event")
    .any_prop(Slot::new("name", Type::Template, "the value of the stage variable").form(forms::STAGE_VARIABLE));

pub(super) fn throttle(node: &Fields) -> Option<Throttle> {
    Some(Throttle { rate: node.number("rate")?, burst: node.number("burst")?, span: node.header })
}

pub(super) fn access_log(node: &Fields, cx: &mut Context) -> Option<AccessLog> {
    function::theirs(node, "group", &["retention"], cx);
    Some(AccessLog {
        group: node.template("group"),
        retention: function::retention(node.child("retention")?, "days")?,
        format: node.child("format")?.template("line")?,
        span: node.header,
    })
}

/// Every variable but those that repeat an earlier one.
pub(super) fn variables(fields: &Fields, cx: &mut Context) -> Vec<StageVariable> {
    let mut variables: Vec<StageVariable> = Vec::new();
    for (name, value) in fields.children("variables").flat_map(Fields::any_templates) {
        if let Some(earlier) = variables.iter().find(|other| other.name.value == name.value) {
            let problem = Diagnostic::error("E0208", format!("`{}` is given twice", name.value))
                .at(name.span, "given again")
                .at(earlier.name.span, "given here first")
                .help("keep one of them");
            cx.push(problem);
            continue;
        }
        let form = forms::STAGE_VALUE;
        if value.as_literal().is_some_and(|text| !(form.holds)(text)) && cx.are_sound(&[value.span]) {
            let problem = Diagnostic::error("E0213", format!("the value of `{}` is not {}", name.value, form.wanted))
                .at(value.span, format!("expected {}", form.wanted))
                .help(form.help);
            cx.push(problem);
        }
        variables.push(StageVariable { name: name.clone(), value });
    }
    variables
}
