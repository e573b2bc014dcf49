use super::super::declare::{Attr, Block, Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Template, foreign, forms, keeping, stack};
use super::authorizer::{self, AUTHORIZER, authorizers};
use super::cors::{CORS, cors};
use super::domain::{DOMAIN, domain};
use super::response::{RESPONSE, responses};
use super::route::{ROUTE, routes};
use super::stage::{ACCESS_LOG, THROTTLE, VARIABLES, access_log, throttle, variables};
use super::usage::{USAGE_PLAN, usage_plans};
use super::{AccessLog, Authorizer, Cors, Domain, GatewayResponse, Route, StageVariable, Throttle, UsagePlan};
use crate::diag::{Span, Spanned};
use crate::names::BlockAddr;

/// `gateway "api" { … }`: an API Gateway REST API with one deployment and one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    /// Shown in consoles; empty unless given.
    pub description: Template,
    /// `regional` unless given.
    pub endpoint: Spanned<Endpoint>,
    /// In the order of writing; at least one. No two serve the same method of the same path.
    pub routes: Vec<Route>,
    /// The stage's name; `${stack.env}` unless given.
    pub stage: Template,
    /// The web ACL on the stage.
    pub waf: Option<Spanned<BlockAddr>>,
    /// Media types passed to the function as bytes (base64), `image/png`.
    pub binary_types: Vec<Spanned<String>>,
    /// Which pages of other origins may call any route that says nothing of it.
    pub cors: Option<Cors>,
    /// What it answers when it says no by itself; no two of a type.
    pub responses: Vec<GatewayResponse>,
    /// Stage variables; no two of a name.
    pub variables: Vec<StageVariable>,
    /// How many requests the whole stage lets through; the account's limits unless given.
    pub throttle: Option<Throttle>,
    /// Where every request leaves a line.
    pub access_log: Option<AccessLog>,
    /// Who decides who may call; no two of a name.
    pub authorizers: Vec<Authorizer>,
    /// A file beside the spec with the resource policy, `policy (file)"policy.json"`.
    pub policy: Option<Spanned<String>>,
    /// Keys and how much may be asked for with each; no two of a name.
    pub usage_plans: Vec<UsagePlan>,
    /// A name of one's own.
    pub domain: Option<Domain>,
    /// Where it says that the stage's own address is turned off.
    pub no_endpoint: Option<Span>,
    /// The header of the block.
    pub span: Span,
}

/// Where the API is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// In the stack's region: what a `cdn` wants.
    Regional,
    /// Behind a distribution of AWS's own.
    Edge,
}

pub(in crate::spec) static BLOCK: Block = Block {
    node: Node::new("gateway", "An API Gateway REST API with one deployment and one stage")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(
            &[Slot::new("name", Type::Template, "the physical name; `<env>-<stack>-<name>` unless given").optional()],
        )
        .children(&[
            Child::implied(&DESCRIPTION),
            Child::implied(&ENDPOINT),
            Child::several(&ROUTE),
            Child::implied(&STAGE),
            Child::optional(&WAF),
            Child::optional(&NO_ENDPOINT),
            Child::many(&BINARY_TYPES),
            Child::many(&stack::TAGS),
            keeping::PROTECT,
            keeping::IGNORE_CHANGES,
            keeping::RENAME_FROM,
            Child::optional(&CORS),
            Child::many(&RESPONSE),
            Child::many(&AUTHORIZER),
            Child::optional(&POLICY),
            Child::many(&USAGE_PLAN),
            Child::optional(&DOMAIN),
            Child::many(&VARIABLES),
            Child::optional(&THROTTLE),
            Child::optional(&ACCESS_LOG),
        ]),
    named: true,
    attrs: &[
        Attr::new("invoke-url", "`https://…/<stage>`, where the stage is reached directly"),
        Attr::new("id", "the id of the REST API"),
        Attr::new("arn", "the ARN of the REST API"),
        Attr::new("domain", "the host name of the invoke URL"),
        Attr::new("execution-arn", "the `execute-api` ARN that permissions are written with"),
        Attr::new("stage", "the stage's name"),
        Attr::new("domain-url", "`https://` and the `domain` of one's own"),
    ],
};

static DESCRIPTION: Node =
    Node::new("description", "Shown in consoles").args(&[Slot::new("text", Type::Template, "any text").default("")]);

static ENDPOINT: Node = Node::new("endpoint", "Where the API is reached").args(&[Slot::new(
    "type",
    Type::OneOf(Endpoint::CHOICES),
    "the endpoint type",
)
.default("regional")]);

static STAGE: Node =
    Node::new("stage", "The stage's name, the first part of every path of the invoke URL").args(&[Slot::new(
        "name",
        Type::Template,
        "letters, digits, `-` and `_`",
    )
    .default("${stack.env}")
    .form(forms::STAGE_NAME)]);

static NO_ENDPOINT: Node = Node::new(
    "disable-execute-api-endpoint",
    "Turns off the address API Gateway gives the stage: callers come by its `domain` only",
)
.args(&[Slot::new("on", Type::Bool, "`#true` or `#false`").default("#true")]);

static WAF: Node = Node::new("waf", "The web ACL on the stage").args(&[Slot::new(
    "waf",
    Type::Block(&["waf"]),
    "the `waf` block, or the ARN of one that exists already",
)
.foreign(&foreign::STAGE_ACL)]);

static POLICY: Node = Node::new("policy", "The resource policy: who may call at all").args(&[Slot::new(
    "file",
    Type::Path,
    "a JSON file with the policy, `(file)\"policy.json\"`; `execute-api:/…` in it stands for this API",
)]);

static BINARY_TYPES: Node = Node::new("binary-types", "Media types handed to the function as bytes")
    .rest(Slot::new("media type", Type::Text, "such as `image/png` or `*/*`; of these a function gets at most about 4.5 MB, because Lambda takes 6 MB and base64 makes a third more of them").form(forms::MEDIA_TYPE));

impl Choices for Endpoint {
    const CHOICES: &'static [Choice] = &[
        Choice::new("regional", "in the stack's region; what a `cdn` wants"),
        Choice::new("edge", "behind a distribution of AWS's own"),
    ];
    const ALL: &'static [Self] = &[Self::Regional, Self::Edge];
}

pub(in crate::spec) fn build(fields: &Fields, cx: &mut Context) -> Option<Gateway> {
    let routes = routes(fields, cx);
    let authorizers = authorizers(fields, cx);
    authorizer::known(&routes, &authorizers, fields, cx);
    let endpoint = fields.child("endpoint")?.choice("type")?;
    let domain = fields.child("domain").and_then(|node| domain(node, &endpoint, cx));
    let off = fields.child("disable-execute-api-endpoint");
    Some(Gateway {
        no_endpoint: off.filter(|node| node.flag("on").is_some_and(|on| on.value)).map(|node| node.header),
        domain,
        name: fields.text("name")?,
        physical_name: fields.template("name"),
        description: fields.child("description")?.template("text")?,
        endpoint,
        routes,
        stage: fields.child("stage")?.template("name")?,
        waf: match fields.child("waf") {
            Some(waf) => Some(waf.block("waf")?),
            None => None,
        },
        binary_types: fields.children("binary-types").flat_map(Fields::rest_texts).collect(),
        cors: fields.child("cors").and_then(|node| cors(node, cx)),
        responses: responses(fields, cx),
        variables: variables(fields, cx),
        authorizers,
        usage_plans: usage_plans(fields, cx),
        policy: fields.child("policy").and_then(|node| node.text("file")),
        throttle: fields.child("throttle").and_then(throttle),
        access_log: fields.child("access-log").and_then(|node| access_log(node, cx)),
        span: fields.header,
    })
}
