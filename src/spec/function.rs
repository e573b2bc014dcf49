use std::collections::BTreeMap;

use super::alias::{ALIAS, Alias, alias};
use super::declare::{Attr, Block, Child, Choice, Choices, Node, Slot, Type};
use super::decode::{Context, Fields};
use super::{Gaps, Template, foreign, forms, keeping, stack};
use crate::diag::{Diagnostic, Span, Spanned};

/// `function "api" { … }`: a Lambda function with its role, log group and alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    /// The role it runs under, when that exists already.
    pub role: Option<Template>,
    /// The log group it writes into, when that exists already.
    pub log_group: Option<Template>,
    /// Shown in consoles; empty unless given.
    pub description: Template,
    /// What it runs.
    pub code: Code,
    /// MB, 128 to 10,240; 128 unless given.
    pub memory: Spanned<u32>,
    /// Seconds, 1 to 900; 3 unless given.
    pub timeout: Spanned<u32>,
    /// MB of `/tmp`, 512 to 10,240; 512 unless given.
    pub storage: Spanned<u32>,
    /// `x86_64` unless given.
    pub architecture: Spanned<Architecture>,
    /// The alias that callers use; `live` unless given.
    pub alias: Alias,
    /// Environment variables by name; secrets may stand here.
    pub env: BTreeMap<String, EnvVar>,
    /// Calls that may run at once; `None` shares the account's pool.
    pub concurrency: Option<Spanned<u32>>,
    /// Days the log group keeps what is written, `None` for ever; 30 unless given.
    pub log_retention: Spanned<Option<u32>>,
    /// A file beside the spec with an IAM policy the function's role gets, `policy (file)"policy.json"`.
    pub policy: Option<Spanned<String>>,
    /// What else its role may or must not do, those that allow first.
    pub statements: Vec<Statement>,
    /// How the sandbox runs it.
    pub dev: Option<Dev>,
    /// The header of the block.
    pub span: Span,
}

/// What a function runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// `image "URI"`: a container image in ECR.
    Image {
        /// `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG` or `…@sha256:DIGEST`.
        uri: Template,
        /// How it starts, where not as the image says.
        start: Start,
    },
    /// `zip "dist/api.zip" runtime="python3.13" handler="app.handler"`.
    Zip {
        /// Relative to the folder of the spec.
        path: Spanned<String>,
        /// Lambda's name of it, `python3.13`.
        runtime: Spanned<String>,
        /// What the runtime calls, `app.handler`.
        handler: Spanned<String>,
    },
    /// `arn="arn:aws:lambda:…"`: somebody else's function, which is called but never changed.
    Existing {
        /// With the alias or version that is called.
        arn: Template,
    },
}

/// How a container image is started, where it is not as the image itself says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// The program and its first words; empty for the image's own.
    pub entrypoint: Vec<Spanned<String>>,
    /// The words after it; empty for the image's own.
    pub command: Vec<Spanned<String>>,
    /// Where it runs; `None` for the image's own.
    pub workdir: Option<Spanned<String>>,
}

/// `allow "dynamodb:GetItem" on="arn:…"`: a statement of the policy of the function's role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `allow` or `deny`.
    pub effect: Effect,
    /// At least one.
    pub actions: Vec<Spanned<String>>,
    /// An ARN, perhaps with `*`.
    pub resource: Template,
    /// The header of the node.
    pub span: Span,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It lets the function.
    Allow,
    /// It keeps the function from it, whatever else lets it.
    Deny,
}

/// Instruction set, as Lambda names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// `x86_64`: Intel and AMD.
    X86_64,
    /// `arm64`: Graviton.
    Arm64,
}

/// One variable of a function's environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvVar {
    /// Where the name is written.
    pub name_span: Span,
    /// What it is set to; a secret may stand here.
    pub value: Template,
}

/// `dev command="python3 handler.py"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dev {
    /// Run by a shell in the folder of the spec.
    pub command: Spanned<String>,
    /// The header of the node.
    pub span: Span,
}

pub(super) static BLOCK: Block = Block {
    node: Node::new("function", "A Lambda function with its role, log group and alias")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(&[
            Slot::new("name", Type::Template, "the physical name; `<env>-<stack>-<name>` unless given").optional(),
            Slot::new("arn", Type::Template, "a function that exists already, with the alias or version to be called")
                .optional()
                .form(forms::FUNCTION_ARN)
                .foreign(&foreign::FUNCTION),
            Slot::new("role", Type::Template, "the ARN of a role that exists already; one is made unless given")
                .optional()
                .foreign(&foreign::ROLE),
            Slot::new(
                "log-group",
                Type::Template,
                "the ARN of a log group that exists already; one is made unless given",
            )
            .optional()
            .foreign(&foreign::LOG_GROUP),
        ])
        .children(&[
            Child::optional(&IMAGE),
            Child::optional(&ZIP),
            Child::implied(&DESCRIPTION),
            Child::implied(&MEMORY),
            Child::implied(&TIMEOUT),
            Child::implied(&STORAGE),
            Child::implied(&ARCHITECTURE),
            Child::implied(&ALIAS),
            Child::many(&ENV),
            Child::optional(&CONCURRENCY),
            Child::implied(&LOG_RETENTION),
            Child::optional(&POLICY),
            Child::many(&ALLOW),
            Child::many(&DENY),
            Child::optional(&DEV),
            Child::many(&stack::TAGS),
            keeping::PROTECT,
            keeping::IGNORE_CHANGES,
            keeping::RENAME_FROM,
        ]),
    named: true,
    attrs: &[
        Attr::new("arn", "the ARN of the function, without alias"),
        Attr::new("alias-arn", "the ARN of the alias that callers use"),
        Attr::new("name", "the physical name"),
        Attr::new("role-arn", "the ARN of the role it runs under"),
        Attr::new("log-group", "the name of its log group"),
    ],
};

static IMAGE: Node = Node::new("image", "Runs a container image; this or `zip`")
    .args(&[Slot::new("uri", Type::Template, "the image in ECR, with tag or digest").form(forms::NOT_EMPTY)])
    .props(&[Slot::new("workdir", Type::Text, "where it runs; as the image says unless given")
        .optional()
        .form(forms::ABSOLUTE_PATH)])
    .children(&[Child::optional(&ENTRYPOINT), Child::optional(&COMMAND)]);

static ENTRYPOINT: Node = Node::new("entrypoint", "The program the image runs, and its first words")
    .rest(Slot::new("word", Type::Text, "one word").form(forms::NOT_EMPTY));

static COMMAND: Node = Node::new("command", "The words after the entrypoint")
    .rest(Slot::new("word", Type::Text, "one word").form(forms::NOT_EMPTY));

static ZIP: Node = Node::new("zip", "Runs code from a zip file; this or `image`")
    .args(&[Slot::new(
        "file",
        Type::Path,
        "the zip file, or a folder that is zipped; what a `.engineignore` in it names, in the manner of `.gitignore`, is left out",
    )])
    .props(&[
        Slot::new("runtime", Type::Text, "Lambda's name of the runtime, such as `python3.13`").form(forms::NOT_EMPTY),
        Slot::new("handler", Type::Text, "what the runtime calls, such as `app.handler`").form(forms::NOT_EMPTY),
    ]);

static DESCRIPTION: Node =
    Node::new("description", "Shown in consoles")
        .args(&[Slot::new("text", Type::Template, "at most 256 characters").default("")]);

static MEMORY: Node = Node::new("memory", "Memory, and processor time with it").args(&[Slot::new(
    "size",
    Type::Megabytes { min: 128, max: 10_240 },
    "128 MB to 10 GB",
)
.default("128MB")]);

static TIMEOUT: Node = Node::new("timeout", "How long one call may take").args(&[Slot::new(
    "time",
    Type::Duration { min: 1_000, max: 900_000, step: 1_000 },
    "1 s to 15 min",
)
.default("3s")]);

static STORAGE: Node = Node::new("storage", "Room in `/tmp`").args(&[Slot::new(
    "size",
    Type::Megabytes { min: 512, max: 10_240 },
    "512 MB to 10 GB",
)
.default("512MB")]);

static ARCHITECTURE: Node = Node::new("architecture", "The instruction set of the code").args(&[Slot::new(
    "set",
    Type::OneOf(Architecture::CHOICES),
    "what the code is built for",
)
.default("x86_64")]);

static ENV: Node = Node::new("env", "Environment variables, `env NAME=\"value\"`").any_prop(
    Slot::new(
        "variable",
        Type::Template,
        "the variable's value; a secret may stand here, which AWS shows to whoever may read the function's configuration",
    )
        .secret()
        .form(forms::VARIABLE_NAME),
);

static CONCURRENCY: Node =
    Node::new("concurrency", "Calls that may run at once; the account's pool is shared unless given")
        .args(&[Slot::new("calls", Type::Integer { min: 0, max: 1_000 }, "0 stops the function")]);

static LOG_RETENTION: Node = Node::new("log-retention", "How long logs are kept").args(&[Slot::new(
    "days",
    Type::OneOf(RETENTIONS),
    "one of the times CloudWatch Logs knows",
)
.default("30d")]);

static POLICY: Node = Node::new("policy", "An IAM policy the function's role gets").args(&[Slot::new(
    "file",
    Type::Path,
    "a JSON file with the policy, `(file)\"policy.json\"`",
)]);

static ALLOW: Node = Node::new("allow", "What the function's role may do")
    .props(&[RESOURCE])
    .rest(Slot::new("action", Type::Text, "an IAM action, perhaps with `*`").form(forms::IAM_ACTION));

static DENY: Node = Node::new("deny", "What the function's role must not do, whatever else allows it")
    .props(&[RESOURCE])
    .rest(Slot::new("action", Type::Text, "an IAM action, perhaps with `*`").form(forms::IAM_ACTION));

const RESOURCE: Slot =
    Slot::new("on", Type::Template, "the ARN of what it is done to, perhaps with `*`").form(forms::NOT_EMPTY);

static DEV: Node = Node::new("dev", "How the sandbox runs it").props(&[Slot::new(
    "command",
    Type::Text,
    "run by a shell in the folder of the spec",
)
.form(forms::NOT_EMPTY)]);

/// CloudWatch Logs keeps logs for one of these numbers of days, or for ever.
pub(super) const RETENTIONS: &[Choice] = &[
    Choice::new("1d", "a day"),
    Choice::new("3d", "3 days"),
    Choice::new("5d", "5 days"),
    Choice::new("7d", "a week"),
    Choice::new("14d", "2 weeks"),
    Choice::new("30d", "a month"),
    Choice::new("60d", "2 months"),
    Choice::new("90d", "3 months"),
    Choice::new("120d", "4 months"),
    Choice::new("150d", "5 months"),
    Choice::new("180d", "6 months"),
    Choice::new("365d", "a year"),
    Choice::new("400d", "13 months"),
    Choice::new("545d", "18 months"),
    Choice::new("731d", "2 years"),
    Choice::new("1096d", "3 years"),
    Choice::new("1827d", "5 years"),
    Choice::new("2192d", "6 years"),
    Choice::new("2557d", "7 years"),
    Choice::new("2922d", "8 years"),
    Choice::new("3288d", "9 years"),
    Choice::new("3653d", "10 years"),
    Choice::new("never", "for ever"),
];

/// In the order of [`RETENTIONS`]; what is after the last is kept for ever.
const RETENTION_DAYS: &[u32] =
    &[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

impl Choices for Architecture {
    const CHOICES: &'static [Choice] =
        &[Choice::new("x86_64", "Intel and AMD"), Choice::new("arm64", "Graviton; about a fifth cheaper")];
    const ALL: &'static [Self] = &[Self::X86_64, Self::Arm64];
}

pub(super) fn build(fields: &Fields, cx: &mut Context) -> Option<Function> {
    let env = env(fields, cx);
    theirs(fields, "role", &["policy", "allow", "deny"], cx);
    theirs(fields, "log-group", &["log-retention"], cx);
    let dev = fields.child("dev").and_then(|dev| Some(Dev { command: dev.text("command")?, span: dev.header }));
    Some(Function {
        name: fields.text("name")?,
        physical_name: fields.template("name"),
        role: fields.template("role"),
        log_group: fields.template("log-group"),
        description: fields.child("description")?.template("text")?,
        code: code(fields, cx)?,
        memory: fields.child("memory")?.number("size")?,
        timeout: fields.child("timeout")?.number("time")?.map(|millis| millis / 1_000),
        storage: fields.child("storage")?.number("size")?,
        architecture: fields.child("architecture")?.choice("set")?,
        alias: alias(fields.child("alias")?, cx)?,
        env,
        concurrency: fields.child("concurrency").and_then(|node| node.number("calls")),
        log_retention: retention(fields.child("log-retention")?, "days")?,
        policy: fields.child("policy").and_then(|node| node.text("file")),
        statements: statements(fields),
        dev,
        span: fields.header,
    })
}

/// How long logs are kept, in days and for ever when `None`, where `slot` of `node` holds one of [`RETENTIONS`].
pub(super) fn retention(node: &Fields, slot: &str) -> Option<Spanned<Option<u32>>> {
    let word = node.word(slot)?;
    Some(Spanned::new(RETENTION_DAYS.get(word.value).copied(), word.span))
}

fn statements(fields: &Fields) -> Vec<Statement> {
    let of = |name: &'static str, effect: Effect| {
        let statement = move |node: &Fields| {
            let resource = node.template("on")?;
            Some(Statement { effect, actions: node.rest_texts(), resource, span: node.header })
        };
        fields.children(name).filter_map(statement)
    };
    of("allow", Effect::Allow).chain(of("deny", Effect::Deny)).collect()
}

/// Nothing is said of what exists already and is named by `slot`.
pub(super) fn theirs(fields: &Fields, slot: &str, wishes: &[&str], cx: &mut Context) {
    let Some(given) = fields.written(slot) else { return };
    let written = wishes.iter().filter_map(|wish| fields.child(wish)).filter(|wish| wish.header != fields.header);
    for wish in written {
        let name = wish.decl.name;
        let problem = Diagnostic::error("E0429", format!("`{name}` means nothing beside `{slot}=`"))
            .at(wish.header, "written here")
            .at(given, "this exists already and is never changed")
            .help(format!("remove `{name}`, or `{slot}=`"));
        cx.push(problem);
    }
}

/// Nothing is said of a function that is somebody else's.
fn only_called(fields: &Fields, cx: &mut Context) {
    let children = fields.decl.children.iter().filter_map(|child| fields.child(child.node.name));
    let written = children.filter(|child| child.header != fields.header).map(|child| (child.decl.name, child.header));
    // The argument is called `name`, too.
    let slot = |slot: &'static str| Some((slot, fields.template(slot)?.span));
    let props = ["name", "role", "log-group"].into_iter().filter_map(slot);
    // How the sandbox runs it is for us to say.
    for (name, at) in written.chain(props).filter(|(name, _)| *name != "dev") {
        let problem = Diagnostic::error("E0413", format!("`{name}` means nothing for a function that exists already"))
            .at(at, "written here")
            .help("the function of `arn=` is called and never changed; remove this, or `arn=`");
        cx.push(problem);
    }
}

fn image(image: &Fields) -> Option<Code> {
    let words = |name: &str| image.child(name).map(Fields::rest_texts).unwrap_or_default();
    let start = Start { entrypoint: words("entrypoint"), command: words("command"), workdir: image.text("workdir") };
    Some(Code::Image { uri: image.template("uri")?, start })
}

fn code(fields: &Fields, cx: &mut Context) -> Option<Code> {
    if let Some(arn) = fields.template("arn") {
        only_called(fields, cx);
        return Some(Code::Existing { arn });
    }
    match (fields.child("image"), fields.child("zip")) {
        (Some(given), None) => image(given),
        (None, Some(zip)) => {
            Some(Code::Zip { path: zip.text("file")?, runtime: zip.text("runtime")?, handler: zip.text("handler")? })
        }
        (Some(given), Some(zip)) => {
            let problem = Diagnostic::error("E0217", "a function runs an `image` or a `zip`, not both")
                .at(zip.header, "one of them")
                .at(given.header, "and the other")
                .help("remove one of them");
            cx.push(problem);
            image(given)
        }
        (None, None) => {
            if !cx.gaps.node(fields.header) {
                let problem = Diagnostic::error("E0217", "a function needs its code")
                    .at(fields.header, "neither `image` nor `zip` stands inside")
                    .help("add `image \"URI\"`, or `zip \"FILE\" runtime=\"…\" handler=\"…\"`");
                cx.push(problem);
            }
            let nowhere = Gaps::after(fields.header);
            cx.gaps.add_value(nowhere);
            Some(Code::Image { uri: Template { parts: Vec::new(), span: nowhere }, start: Start::default() })
        }
    }
}

fn env(fields: &Fields, cx: &mut Context) -> BTreeMap<String, EnvVar> {
    let mut env: BTreeMap<String, EnvVar> = BTreeMap::new();
    for (key, value) in fields.children("env").flat_map(Fields::any_templates) {
        match env.get(&key.value) {
            Some(earlier) => {
                let problem = Diagnostic::error("E0208", format!("`{}` is given twice", key.value))
                    .at(key.span, "given again")
                    .at(earlier.name_span, "given here first")
                    .help("keep one of them");
                cx.push(problem);
            }
            None => {
                env.insert(key.value.clone(), EnvVar { name_span: key.span, value });
            }
        }
    }
    env
}
