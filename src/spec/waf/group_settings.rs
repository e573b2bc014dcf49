use super::super::declare::{Child, Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::forms;
use crate::diag::{Diagnostic, Span, Spanned};

/// What a managed group is told about what it protects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupSettings {
    /// Account takeover prevention: the page people log in on.
    Logins {
        /// What its path begins with.
        login_path: Spanned<String>,
        /// What requests and answers of it look like.
        inspection: Inspected,
    },
    /// Account creation fraud prevention: the page people sign up on.
    Accounts {
        /// What the path begins with that takes the finished form.
        creation_path: Spanned<String>,
        /// What the path begins with that shows the form.
        registration_page_path: Spanned<String>,
        /// What requests and answers look like.
        inspection: Inspected,
    },
    /// DDoS prevention: what happens to suspicious requests during an attack.
    AntiDdos {
        /// How suspicious a request is that gets blocked; `low` unless given.
        sensitivity_to_block: Suspicion,
        /// Whether browsers are challenged.
        challenge: ClientSideChallenge,
    },
}

/// What groups that know accounts look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Whether paths are regular expressions; `#false` unless given.
    pub regex_in_path: bool,
    /// Which fields of a form hold what.
    pub request: Option<RequestInspection>,
    /// What tells success from failure.
    pub response: Option<ResponseInspection>,
}

/// `request-inspection payload="json" { username "/user" … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestInspection {
    /// How forms come.
    pub payload: Spanned<Payload>,
    /// The field with the name somebody logs in with.
    pub username: Option<Spanned<String>>,
    /// The field with the password.
    pub password: Option<Spanned<String>>,
    /// The field with the address of mails.
    pub email: Option<Spanned<String>>,
    /// The fields with the number of a phone, in their order.
    pub phone_number: Vec<Spanned<String>>,
    /// The fields with an address, in their order.
    pub address: Vec<Spanned<String>>,
}

/// `response-inspection { status-code { … } }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseInspection {
    /// What is looked at.
    pub part: ResponsePart,
    /// The header of the node.
    pub span: Span,
}

/// What of an answer tells success from failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponsePart {
    /// The status.
    StatusCode(Outcomes<u32>),
    /// A header; its case matters.
    Header(Spanned<String>, Outcomes<String>),
    /// A member of a JSON body, by a pointer to it.
    Json(Spanned<String>, Outcomes<String>),
    /// Texts anywhere in the body.
    BodyContains(Outcomes<String>),
}

/// What stands for success and what for failure; at least one of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcomes<T> {
    /// Each means success.
    pub success: Vec<Spanned<T>>,
    /// Each means failure.
    pub failure: Vec<Spanned<T>>,
}

/// `client-side-challenge sensitivity="high" { exempt-uri "…" }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSideChallenge {
    /// Whether it happens at all; `#true` unless given.
    pub enabled: bool,
    /// How suspicious a request is that gets challenged; `high` unless given.
    pub sensitivity: Suspicion,
    /// Regular expressions; what matches one of them is never challenged.
    pub exempt: Vec<Spanned<String>>,
}

/// How forms come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    /// As JSON; fields are pointers.
    Json,
    /// As HTML sends them; fields are names.
    Form,
}

/// How suspicious a request must be during an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// Very: fewer requests are meant.
    Low,
    /// Somewhat.
    Medium,
    /// A little: more requests are meant.
    High,
}

impl Choices for Payload {
    const CHOICES: &'static [Choice] = &[
        Choice::new("json", "JSON; fields are pointers, `/form/user`"),
        Choice::new("form", "as HTML forms send it; fields are names, `user`"),
    ];
    const ALL: &'static [Self] = &[Self::Json, Self::Form];
}

impl Choices for Suspicion {
    const CHOICES: &'static [Choice] = &[
        Choice::new("low", "only the most suspicious requests"),
        Choice::new("medium", "also those of medium suspicion"),
        Choice::new("high", "also those of low suspicion"),
    ];
    const ALL: &'static [Self] = &[Self::Low, Self::Medium, Self::High];
}

const BOT_CONTROL: &str = "AWSManagedRulesBotControlRuleSet";
const LOGINS: &str = "AWSManagedRulesATPRuleSet";
const ACCOUNTS: &str = "AWSManagedRulesACFPRuleSet";
const ANTI_DDOS: &str = "AWSManagedRulesAntiDDoSRuleSet";

/// What can be set of a group at all: by property or by node, for which groups, and whether those need it.
const SETTINGS: [(&str, &[&str], bool); 9] = [
    ("inspection", &[BOT_CONTROL], true),
    ("login-path", &[LOGINS], true),
    ("creation-path", &[ACCOUNTS], true),
    ("registration-page-path", &[ACCOUNTS], true),
    ("request-inspection", &[LOGINS, ACCOUNTS], false),
    ("response-inspection", &[LOGINS, ACCOUNTS], false),
    ("regex-in-path", &[LOGINS, ACCOUNTS], false),
    ("client-side-challenge", &[ANTI_DDOS], true),
    ("sensitivity-to-block", &[ANTI_DDOS], false),
];

/// The settings that stand on the line of a group.
pub(super) const PROPS: [Slot; 2] = [
    Slot::new("regex-in-path", Type::Bool, "paths of login and account pages are regular expressions").optional(),
    Slot::new(
        "sensitivity-to-block",
        Type::OneOf(Suspicion::CHOICES),
        "how suspicious a request is that is blocked during an attack, for DDoS prevention",
    )
    .depends("`low`, for DDoS prevention"),
];

/// The settings that stand inside of a group.
pub(super) const NODES: [Child; 6] = [
    Child::optional(&LOGIN_PATH),
    Child::optional(&CREATION_PATH),
    Child::optional(&REGISTRATION_PAGE_PATH),
    Child::optional(&REQUEST_INSPECTION),
    Child::optional(&RESPONSE_INSPECTION),
    Child::optional(&CLIENT_SIDE_CHALLENGE),
];

const PATH: Slot =
    Slot::new("path", Type::Text, "what the path begins with; on a stage its name comes first, `/prod/login`")
        .form(forms::ACCOUNT_PATH);
const POINTER: Slot =
    Slot::new("field", Type::Text, "its name in the form, or a JSON pointer to it").form(forms::NOT_EMPTY);
const SAID: Slot = Slot::new("text", Type::Text, "exactly so, its case included").form(forms::NOT_EMPTY);
const STATUS: Slot = Slot::new("status", Type::Integer { min: 100, max: 599 }, "a status");

static LOGIN_PATH: Node =
    Node::new("login-path", "The page people log in on, for account takeover prevention").args(&[PATH]);
static CREATION_PATH: Node =
    Node::new("creation-path", "Where the finished form of a new account goes, for account creation fraud prevention")
        .args(&[PATH]);
static REGISTRATION_PAGE_PATH: Node = Node::new(
    "registration-page-path",
    "The page with the form for a new account, for account creation fraud prevention",
)
.args(&[PATH]);

static REQUEST_INSPECTION: Node = Node::new("request-inspection", "Which fields of a form hold what")
    .props(&[Slot::new("payload", Type::OneOf(Payload::CHOICES), "how forms come")])
    .children(&[
        Child::optional(&USERNAME),
        Child::optional(&PASSWORD),
        Child::optional(&EMAIL),
        Child::optional(&PHONE_NUMBER),
        Child::optional(&ADDRESS),
    ]);
static USERNAME: Node = Node::new("username", "The name somebody logs in with").args(&[POINTER]);
static PASSWORD: Node = Node::new("password", "The password").args(&[POINTER]);
static EMAIL: Node = Node::new("email", "The address of mails, of a new account").args(&[POINTER]);
static PHONE_NUMBER: Node =
    Node::new("phone-number", "The parts of a phone number in their order, of a new account").rest(POINTER);
static ADDRESS: Node = Node::new("address", "The lines of an address in their order, of a new account").rest(POINTER);

static RESPONSE_INSPECTION: Node =
    Node::new("response-inspection", "What of an answer tells success from failure; only on distributions").children(
        &[
            Child::optional(&STATUS_CODE),
            Child::optional(&HEADER),
            Child::optional(&JSON),
            Child::optional(&BODY_CONTAINS),
        ],
    );
static STATUS_CODE: Node =
    Node::new("status-code", "By its status").children(&[Child::required(&GOOD_STATUS), Child::required(&BAD_STATUS)]);
static HEADER: Node = Node::new("header", "By one of its headers")
    .args(&[Slot::new("header", Type::Text, "its name; its case matters").form(forms::HEADER_NAME)])
    .children(&TEXTS);
static JSON: Node = Node::new("json", "By a member of its JSON body")
    .args(&[Slot::new("pointer", Type::Text, "such as `/login/result`").form(forms::JSON_POINTER)])
    .children(&TEXTS);
static BODY_CONTAINS: Node = Node::new("body-contains", "By texts in its body").children(&TEXTS);
static TEXTS: [Child; 2] = [Child::required(&GOOD_TEXT), Child::required(&BAD_TEXT)];
static GOOD_STATUS: Node = Node::new("success", "Statuses of success").rest(STATUS);
static BAD_STATUS: Node = Node::new("failure", "Statuses of failure").rest(STATUS);
static GOOD_TEXT: Node = Node::new("success", "What stands there after success").rest(SAID);
static BAD_TEXT: Node = Node::new("failure", "What stands there after failure").rest(SAID);

static CLIENT_SIDE_CHALLENGE: Node =
    Node::new("client-side-challenge", "Whether browsers are tested silently during an attack, for DDoS prevention")
        .props(&[
            Slot::new("enabled", Type::Bool, "whether they are").default("#true"),
            Slot::new("sensitivity", Type::OneOf(Suspicion::CHOICES), "how suspicious a request is that is tested")
                .default("high"),
        ])
        .children(&[Child::optional(&EXEMPT_URI)]);
static EXEMPT_URI: Node = Node::new(
    "exempt-uri",
    "What no browser asks for by itself, and so cannot pass the test: an API, pictures, styles",
)
.rest(Slot::new("pattern", Type::Text, "a regular expression of its path").form(forms::NOT_EMPTY));

/// Statuses, texts of a body or member, values of a header: so many of each AWS takes (service description of `wafv2`).
const STATUSES: usize = 10;
const BODY_TEXTS: usize = 5;
const HEADER_VALUES: usize = 3;
/// Exempt paths (WAF API reference, `ClientSideAction`).
const EXEMPT: usize = 5;

/// The settings of a group called `name` by its vendor, and complaints about what it needs or does not take.
pub(super) fn build(name: &str, node: &Fields, cx: &mut Context) -> Option<GroupSettings> {
    fits(name, node, cx);
    match name {
        LOGINS => {
            let inspection = inspected(name, node, cx);
            Some(GroupSettings::Logins { login_path: path(node, "login-path", cx)?, inspection })
        }
        ACCOUNTS => {
            let inspection = inspected(name, node, cx);
            let (creation, page) = (path(node, "creation-path", cx), path(node, "registration-page-path", cx));
            Some(GroupSettings::Accounts { creation_path: creation?, registration_page_path: page?, inspection })
        }
        ANTI_DDOS => {
            let block = node.choice("sensitivity-to-block").map_or(Suspicion::Low, |word| word.value);
            let challenge = challenge(node.child("client-side-challenge")?, cx)?;
            Some(GroupSettings::AntiDdos { sensitivity_to_block: block, challenge })
        }
        _ => None,
    }
}

/// E0204 for what a group needs and is not given, E0447 for what it does not take.
fn fits(name: &str, node: &Fields, cx: &mut Context) {
    for (setting, groups, needed) in SETTINGS {
        let child = node.child(setting);
        let given = child.map(|child| child.header).or_else(|| node.written(setting));
        let is_node = NODES.iter().any(|child| child.node.name == setting);
        let said = if is_node { format!("`{setting}`") } else { format!("`{setting}=`") };
        match given {
            Some(at) if !groups.contains(&name) => {
                let takers: Vec<String> = groups.iter().map(|group| format!("`{group}`")).collect();
                let problem = Diagnostic::error("E0447", format!("`{name}` takes no {said}"))
                    .at(at, format!("only {} {}", takers.join(" and "), if takers.len() > 1 { "do" } else { "does" }))
                    .help("remove it");
                cx.push(problem);
            }
            None if needed && groups.contains(&name) && !cx.gaps.node(node.header) => {
                let problem = Diagnostic::error("E0204", format!("`{name}` needs {said}"))
                    .at(node.header, "missing here")
                    .help(format!("add {}", how(setting)));
                cx.push(problem);
            }
            Some(_) | None => {}
        }
    }
    // Of new accounts AWS wants to know the fields, of logins it need not.
    if name == ACCOUNTS && node.child("request-inspection").is_none() && !cx.gaps.node(node.header) {
        let problem = Diagnostic::error("E0204", format!("`{name}` needs `request-inspection`"))
            .at(node.header, "missing here")
            .help(format!("add {}", how("request-inspection")));
        cx.push(problem);
    }
}

/// How something that is missing looks.
fn how(setting: &str) -> &'static str {
    match setting {
        "inspection" => "`inspection=\"common\"`, or `\"targeted\"`, which costs more",
        "login-path" => "`login-path \"/login\"`: the page people log in on",
        "creation-path" => "`creation-path \"/signup\"`: where the finished form goes",
        "registration-page-path" => "`registration-page-path \"/signup\"`: the page with the form",
        "request-inspection" => "`request-inspection payload=\"json\" { … }`: which fields hold what",
        _ => "`client-side-challenge { exempt-uri \"…\" }`, or `client-side-challenge enabled=#false`",
    }
}

/// A path; without regular expressions it begins with `/`.
fn path(node: &Fields, of: &str, cx: &mut Context) -> Option<Spanned<String>> {
    let path = node.child(of)?.text("path")?;
    let regex = node.flag("regex-in-path").is_some_and(|flag| flag.value);
    if !regex && !path.value.starts_with('/') && cx.are_sound(&[path.span]) {
        let problem = Diagnostic::error("E0213", format!("`{}` is not a path", path.value))
            .at(path.span, "does not begin with `/`")
            .help("write it as in `/login`; with `regex-in-path=#true` it is a regular expression");
        cx.push(problem);
    }
    Some(path)
}

fn inspected(group: &str, node: &Fields, cx: &mut Context) -> Inspected {
    let request = node.child("request-inspection").and_then(|node| request(group, node, cx));
    let response = node.child("response-inspection").and_then(|node| response(node, cx));
    Inspected { regex_in_path: node.flag("regex-in-path").is_some_and(|flag| flag.value), request, response }
}

fn request(group: &str, node: &Fields, cx: &mut Context) -> Option<RequestInspection> {
    let one = |name: &str| node.child(name).and_then(|field| field.text("field"));
    let several = |name: &str| node.child(name).map(Fields::rest_texts).unwrap_or_default();
    let asked = RequestInspection {
        payload: node.choice("payload")?,
        username: one("username"),
        password: one("password"),
        email: one("email"),
        phone_number: several("phone-number"),
        address: several("address"),
    };
    if group == LOGINS {
        for name in ["email", "phone-number", "address"] {
            let Some(extra) = node.child(name) else { continue };
            let problem = Diagnostic::error("E0447", format!("`{group}` takes no `{name}`"))
                .at(extra.header, format!("only `{ACCOUNTS}` does"))
                .help("remove it: a login has a name and a password");
            cx.push(problem);
        }
        for name in ["username", "password"] {
            if node.child(name).is_none() && !cx.gaps.node(node.header) {
                let problem = Diagnostic::error("E0204", format!("`request-inspection` needs `{name}`"))
                    .at(node.header, "missing here")
                    .help(format!("add `{name} \"…\"`: a login has a name and a password"));
                cx.push(problem);
            }
        }
    }
    let singles = [&asked.username, &asked.password, &asked.email].into_iter().flatten();
    let all: Vec<&Spanned<String>> = singles.chain(&asked.phone_number).chain(&asked.address).collect();
    if asked.payload.value == Payload::Json && cx.are_sound(&[asked.payload.span]) {
        for field in all.into_iter().filter(|field| !field.value.starts_with('/')) {
            if cx.are_sound(&[field.span]) {
                let problem = Diagnostic::error("E0213", format!("`{}` is not a JSON pointer", field.value))
                    .at(field.span, "expected a JSON pointer")
                    .at(asked.payload.span, "because forms come as JSON")
                    .help(forms::JSON_POINTER.help);
                cx.push(problem);
            }
        }
    }
    Some(asked)
}

fn response(node: &Fields, cx: &mut Context) -> Option<ResponseInspection> {
    let mut parts = node.inside();
    let Some(first) = parts.next() else {
        if !cx.gaps.node(node.header) {
            let problem = Diagnostic::error("E0204", "`response-inspection` needs something to look at")
                .at(node.header, "nothing inside")
                .help("add `status-code { success 200; failure 401 }`, or `header`, `json` or `body-contains`");
            cx.push(problem);
        }
        return None;
    };
    if let Some(second) = parts.next() {
        let problem = Diagnostic::error("E0217", "answers are told apart by one thing")
            .at(second.header, "one of them")
            .at(first.header, "and another")
            .help("keep one of them");
        cx.push(problem);
    }
    let texts = |most: usize, cx: &mut Context| {
        let of = |name: &str| first.child(name).map(Fields::rest_texts).unwrap_or_default();
        outcomes(of("success"), of("failure"), most, cx)
    };
    let part = match first.decl.name {
        "status-code" => {
            let of = |name: &str| first.child(name).map(Fields::rest_numbers).unwrap_or_default();
            ResponsePart::StatusCode(outcomes(of("success"), of("failure"), STATUSES, cx))
        }
        "header" => ResponsePart::Header(first.text("header")?, texts(HEADER_VALUES, cx)),
        "json" => ResponsePart::Json(first.text("pointer")?, texts(BODY_TEXTS, cx)),
        _ => ResponsePart::BodyContains(texts(BODY_TEXTS, cx)),
    };
    Some(ResponseInspection { part, span: node.header })
}

/// What is success cannot be failure.
fn outcomes<T: PartialEq + std::fmt::Display>(
    success: Vec<Spanned<T>>,
    failure: Vec<Spanned<T>>,
    most: usize,
    cx: &mut Context,
) -> Outcomes<T> {
    for both in &failure {
        let good = success.iter().find(|good| good.value == both.value);
        if let Some(good) = good.filter(|good| cx.are_sound(&[good.span, both.span])) {
            let problem = Diagnostic::error("E0208", format!("`{}` is given twice", both.value))
                .at(both.span, "cannot mean failure")
                .at(good.span, "and success")
                .help("keep one of them");
            cx.push(problem);
        }
    }
    few(&success, most, "signs of success here", cx);
    few(&failure, most, "signs of failure here", cx);
    Outcomes { success, failure }
}

fn few<T>(given: &[Spanned<T>], most: usize, what: &str, cx: &mut Context) {
    if let Some(extra) = given.get(most) {
        let problem = Diagnostic::error("E0506", format!("WAF takes at most {most} {what}"))
            .at(extra.span, format!("{} are given", given.len()))
            .help("leave some of them out");
        cx.push(problem);
    }
}

fn challenge(node: &Fields, cx: &mut Context) -> Option<ClientSideChallenge> {
    let exempt = node.child("exempt-uri").map(Fields::rest_texts).unwrap_or_default();
    let enabled = node.flag("enabled")?;
    if enabled.value && exempt.is_empty() && !cx.gaps.node(node.header) {
        let problem = Diagnostic::error("E0204", "`client-side-challenge` needs `exempt-uri`")
            .at(node.header, "missing here")
            .help(r##"add what no browser asks for by itself: `exempt-uri #"/api/|\.(css|gif|jpe?g|js|png|svg|woff2?)$"#`"##);
        cx.push(problem);
    }
    if let Some(extra) = exempt.get(EXEMPT) {
        let problem = Diagnostic::error("E0506", format!("WAF takes at most {EXEMPT} regular expressions here"))
            .at(extra.span, format!("{} are given", exempt.len()))
            .help("combine some of them: `a|b`");
        cx.push(problem);
    }
    Some(ClientSideChallenge { enabled: enabled.value, sensitivity: node.choice("sensitivity")?.value, exempt })
}
