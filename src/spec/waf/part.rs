use super::super::declare::{Child, Choice, Choices, Family, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::forms;
use super::test::{FAMILY, INSIDE, TESTS, tests_and};
use crate::diag::{Diagnostic, Spanned};

/// What of a request is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestPart {
    /// `header "User-Agent"`: matched whatever its case.
    Header(Spanned<String>),
    /// `argument "q"`: one argument of the query string, matched whatever its case.
    Argument(Spanned<String>),
    /// `arguments`: the values of all arguments.
    Arguments,
    /// `path`: with the leading `/`, without the query string.
    Path,
    /// `query-string`: without `?`.
    QueryString,
    /// `fragment`: what stands after `#`.
    Fragment(Spanned<Fallback>),
    /// `method`: the verb.
    Method,
    /// `body`.
    Body(Spanned<Oversize>),
    /// `json-body`.
    JsonBody {
        /// Pointers to members; none for all of them.
        pointers: Vec<Spanned<String>>,
        /// Names of members, values, or both.
        scope: Spanned<MatchScope>,
        /// When it is no JSON; what could be read is looked at when nothing is said.
        invalid: Option<Spanned<InvalidJson>>,
        /// When it is longer than what WAF looks at.
        oversize: Spanned<Oversize>,
    },
    /// `headers`: several of them.
    Headers {
        /// Which ones.
        which: SomeOf,
        /// Names, values, or both.
        scope: Spanned<MatchScope>,
        /// When there are more than WAF looks at.
        oversize: Spanned<Oversize>,
    },
    /// `cookies`, or `cookie "session"` for one.
    Cookies {
        /// Which ones; their case matters.
        which: SomeOf,
        /// Names, values, or both.
        scope: Spanned<MatchScope>,
        /// When there are more than WAF looks at.
        oversize: Spanned<Oversize>,
    },
    /// `header-order`: the names of all headers as they came, joined by `:`.
    HeaderOrder(Spanned<Oversize>),
    /// `ja3`: the fingerprint of the TLS client.
    Ja3(Spanned<Fallback>),
    /// `ja4`: the newer fingerprint of the TLS client.
    Ja4(Spanned<Fallback>),
}

/// Which of several headers or cookies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SomeOf {
    /// All of them.
    All,
    /// `only "a" "b"`.
    Only(Vec<Spanned<String>>),
    /// `except "a" "b"`.
    Except(Vec<Spanned<String>>),
}

/// What happens when there is more than WAF looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oversize {
    /// Looks at what is within the limit.
    Continue,
    /// The statement holds.
    Match,
    /// The statement does not hold.
    NoMatch,
}

/// What a statement comes to where there is nothing to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// It holds.
    Match,
    /// It does not hold.
    NoMatch,
}

/// Names, values, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchScope {
    /// Both.
    All,
    /// Names.
    Names,
    /// Values.
    Values,
}

/// What happens when a body is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidJson {
    /// The statement holds.
    Match,
    /// The statement does not hold.
    NoMatch,
    /// It is looked at as it stands.
    EvaluateAsString,
}

impl Choices for Oversize {
    const CHOICES: &'static [Choice] = &[
        Choice::new("continue", "looks at what is within the limit"),
        Choice::new("match", "the statement holds"),
        Choice::new("no-match", "the statement does not hold"),
    ];
    const ALL: &'static [Self] = &[Self::Continue, Self::Match, Self::NoMatch];
}

impl Choices for Fallback {
    const CHOICES: &'static [Choice] =
        &[Choice::new("match", "the statement holds"), Choice::new("no-match", "the statement does not hold")];
    const ALL: &'static [Self] = &[Self::Match, Self::NoMatch];
}

impl Choices for MatchScope {
    const CHOICES: &'static [Choice] =
        &[Choice::new("all", "names and values"), Choice::new("names", "names"), Choice::new("values", "values")];
    const ALL: &'static [Self] = &[Self::All, Self::Names, Self::Values];
}

impl Choices for InvalidJson {
    const CHOICES: &'static [Choice] = &[
        Choice::new("match", "the statement holds"),
        Choice::new("no-match", "the statement does not hold"),
        Choice::new("evaluate-as-string", "looks at it as it stands"),
    ];
    const ALL: &'static [Self] = &[Self::Match, Self::NoMatch, Self::EvaluateAsString];
}

const OVERSIZE: Slot =
    Slot::new("oversize", Type::OneOf(Oversize::CHOICES), "when it is longer than what WAF looks at");
const MORE: Slot =
    Slot::new("oversize", Type::OneOf(Oversize::CHOICES), "when there are more than WAF looks at (8 KB, 200)")
        .default("continue");
const SCOPE: Slot = Slot::new("scope", Type::OneOf(MatchScope::CHOICES), "what of them").default("all");
pub(super) const FALLBACK: Slot =
    Slot::new("fallback", Type::OneOf(Fallback::CHOICES), "where there is nothing to look at").default("no-match");

static BODY_PROPS: [Slot; 12] = tests_and([OVERSIZE], TESTS);
static JSON_PROPS: [Slot; 14] = tests_and(
    [OVERSIZE, SCOPE, Slot::new("invalid", Type::OneOf(InvalidJson::CHOICES), "when the body is no JSON").optional()],
    TESTS,
);
static SEVERAL_PROPS: [Slot; 13] = tests_and([MORE, SCOPE], TESTS);
static ORDER_PROPS: [Slot; 12] = tests_and([MORE], TESTS);
static FALLBACK_PROPS: [Slot; 12] = tests_and([FALLBACK], TESTS);
static BARE_PROPS: [Slot; 11] = TESTS;

static ALONE_INSIDE: [Child; 2] = INSIDE;
static MANY_INSIDE: [Child; 4] = [INSIDE[0], INSIDE[1], Child::optional(&ONLY), Child::optional(&EXCEPT)];
static JSON_INSIDE: [Child; 3] = [INSIDE[0], INSIDE[1], Child::optional(&POINTER)];

static ONLY: Node = Node::new("only", "Those of these names; all of them unless said")
    .rest(Slot::new("name", Type::Text, "a name").form(forms::NOT_EMPTY));
static EXCEPT: Node = Node::new("except", "All but those of these names")
    .rest(Slot::new("name", Type::Text, "a name").form(forms::NOT_EMPTY));
static POINTER: Node = Node::new("pointer", "The members that are looked at; all of them unless said")
    .rest(Slot::new("pointer", Type::Text, "such as `/user/name`").form(forms::JSON_POINTER));

static TEST: [&Family; 1] = [&FAMILY];

static HEADER: Node = Node::new("header", "Compares a header of the request")
    .args(&[Slot::new("header", Type::Text, "the header's name, whatever its case").form(forms::HEADER_NAME)])
    .props(&BARE_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);
static ARGUMENT: Node = Node::new("argument", "Compares an argument of the query string")
    .args(&[Slot::new("argument", Type::Text, "its name, whatever its case").form(forms::NOT_EMPTY)])
    .props(&BARE_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);
static ARGUMENTS: Node = Node::new("arguments", "Compares the values of all arguments of the query string")
    .props(&BARE_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);
static PATH: Node = Node::new("path", "Compares the path, which begins with `/`")
    .props(&BARE_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);
static QUERY_STRING: Node = Node::new("query-string", "Compares the query string, without `?`")
    .props(&BARE_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);
static FRAGMENT: Node = Node::new("fragment", "Compares what stands after `#`")
    .props(&FALLBACK_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);
static METHOD: Node =
    Node::new("method", "Compares the verb").props(&BARE_PROPS).children(&ALONE_INSIDE).families(&TEST);
static BODY: Node = Node::new("body", "Compares the body").props(&BODY_PROPS).children(&ALONE_INSIDE).families(&TEST);
static JSON_BODY: Node =
    Node::new("json-body", "Compares members of a JSON body").props(&JSON_PROPS).children(&JSON_INSIDE).families(&TEST);
static HEADERS: Node =
    Node::new("headers", "Compares several headers").props(&SEVERAL_PROPS).children(&MANY_INSIDE).families(&TEST);
static COOKIES: Node =
    Node::new("cookies", "Compares several cookies").props(&SEVERAL_PROPS).children(&MANY_INSIDE).families(&TEST);
static COOKIE: Node = Node::new("cookie", "Compares the value of a cookie")
    .args(&[Slot::new("cookie", Type::Text, "its name; its case matters").form(forms::NOT_EMPTY)])
    .props(&ORDER_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);
static HEADER_ORDER: Node = Node::new("header-order", "Compares the names of all headers as they came, joined by `:`")
    .props(&ORDER_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);
static JA3: Node = Node::new("ja3", "Compares the JA3 fingerprint of the client")
    .props(&FALLBACK_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);
static JA4: Node = Node::new("ja4", "Compares the JA4 fingerprint of the client")
    .props(&FALLBACK_PROPS)
    .children(&ALONE_INSIDE)
    .families(&TEST);

/// The parts of a request, as nodes of a rule.
pub(super) const PARTS: [Child; 15] = [
    Child::many(&HEADER),
    Child::many(&PATH),
    Child::many(&METHOD),
    Child::many(&QUERY_STRING),
    Child::many(&ARGUMENT),
    Child::many(&ARGUMENTS),
    Child::many(&COOKIE),
    Child::many(&BODY),
    Child::many(&JSON_BODY),
    Child::many(&HEADERS),
    Child::many(&COOKIES),
    Child::many(&FRAGMENT),
    Child::many(&HEADER_ORDER),
    Child::many(&JA3),
    Child::many(&JA4),
];

/// The part a node looks at.
pub(super) fn build(node: &Fields, cx: &mut Context) -> Option<RequestPart> {
    Some(match node.decl.name {
        "header" => RequestPart::Header(node.text("header")?),
        "argument" => RequestPart::Argument(node.text("argument")?),
        "arguments" => RequestPart::Arguments,
        "path" => RequestPart::Path,
        "query-string" => RequestPart::QueryString,
        "fragment" => RequestPart::Fragment(node.choice("fallback")?),
        "method" => RequestPart::Method,
        "body" => RequestPart::Body(node.choice("oversize")?),
        "json-body" => RequestPart::JsonBody {
            pointers: node.child("pointer").map(Fields::rest_texts).unwrap_or_default(),
            scope: node.choice("scope")?,
            invalid: node.choice("invalid"),
            oversize: node.choice("oversize")?,
        },
        "headers" => RequestPart::Headers {
            which: some_of(node, cx),
            scope: node.choice("scope")?,
            oversize: node.choice("oversize")?,
        },
        "cookies" => RequestPart::Cookies {
            which: some_of(node, cx),
            scope: node.choice("scope")?,
            oversize: node.choice("oversize")?,
        },
        "cookie" => RequestPart::Cookies {
            which: SomeOf::Only(vec![node.text("cookie")?]),
            scope: Spanned::new(MatchScope::Values, node.header),
            oversize: node.choice("oversize")?,
        },
        "header-order" => RequestPart::HeaderOrder(node.choice("oversize")?),
        "ja3" => RequestPart::Ja3(node.choice("fallback")?),
        "ja4" => RequestPart::Ja4(node.choice("fallback")?),
        _ => return None,
    })
}

fn some_of(node: &Fields, cx: &mut Context) -> SomeOf {
    match (node.child("only"), node.child("except")) {
        (Some(only), Some(except)) => {
            let problem = Diagnostic::error("E0217", "`only` and `except` stand beside each other")
                .at(except.header, "one of them")
                .at(only.header, "and the other")
                .help("keep one of them: what `only` does not name is left out anyway");
            cx.push(problem);
            SomeOf::Only(only.rest_texts())
        }
        (Some(only), None) => SomeOf::Only(only.rest_texts()),
        (None, Some(except)) => SomeOf::Except(except.rest_texts()),
        (None, None) => SomeOf::All,
    }
}
