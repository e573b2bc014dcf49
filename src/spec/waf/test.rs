use super::super::declare::{Child, Choice, Choices, Family, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Gaps, Part, Template, foreign, forms};
use super::part::{self, RequestPart};
use super::transform::{TRANSFORM, Transform, transforms};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::names::BlockAddr;

/// `header "X-Origin-Verify" equals=(secret)"origin-header"`: a part of the request, and what it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartTest {
    /// What is looked at.
    pub part: RequestPart,
    /// How it is judged.
    pub test: Test,
    /// Run on the part before comparing, in this order; at most one in Classic, ten in v2.
    pub transforms: Vec<Spanned<Transform>>,
    /// The header of the node.
    pub span: Span,
}

/// How a part of a request is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Compared with a text, minding the case.
    Text {
        /// Where the text must stand.
        how: TextTest,
        /// The text; a secret may stand here.
        value: Template,
    },
    /// A regular expression, searched anywhere unless anchored. A secret stands here only alone, and then means the
    /// regular expression that matches exactly its value (escaped, anchored).
    Matches {
        /// The expression.
        value: Template,
        /// Further expressions, one of which is enough; at most nine.
        alternatives: Vec<Template>,
    },
    /// Any regular expression of a shared set.
    MatchesSet(Spanned<BlockAddr>),
    /// How long it is.
    Size {
        /// How the length stands to `bytes`.
        comparison: Comparison,
        /// In bytes, after the transformations.
        bytes: Spanned<i64>,
    },
    /// Whether it looks like SQL injection.
    Sqli(Spanned<Sensitivity>),
    /// Whether it looks like cross-site scripting.
    Xss,
}

/// Where a text must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTest {
    /// It is the whole part.
    Equals,
    /// Anywhere.
    Contains,
    /// At the beginning.
    StartsWith,
    /// At the end.
    EndsWith,
    /// Anywhere, with no letter, digit or `_` on either side.
    Word,
}

/// How a length is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
}

/// How eagerly SQL injection is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    /// With fewer false alarms.
    Low,
    /// More of it.
    High,
}

impl Choices for Sensitivity {
    const CHOICES: &'static [Choice] =
        &[Choice::new("low", "fewer false alarms"), Choice::new("high", "sees more, also where there is none")];
    const ALL: &'static [Self] = &[Self::Low, Self::High];
}

/// The comparisons of texts, as they are called.
pub(super) const TEXT_TESTS: [(&str, TextTest); 5] = [
    ("equals", TextTest::Equals),
    ("contains", TextTest::Contains),
    ("starts-with", TextTest::StartsWith),
    ("ends-with", TextTest::EndsWith),
    ("word", TextTest::Word),
];

/// What a comparison of a length begins with; the longer ones first.
pub(super) const COMPARISONS: [(&str, Comparison); 6] = [
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("!=", Comparison::NotEqual),
    (">", Comparison::Greater),
    ("<", Comparison::Less),
    ("=", Comparison::Equal),
];

/// The properties every part of a request has.
pub(super) const TESTS: [Slot; 11] = [
    Slot::new("equals", Type::Template, "the whole value").secret().optional(),
    Slot::new("contains", Type::Template, "a part of the value").secret().optional(),
    Slot::new("starts-with", Type::Template, "the beginning of the value").secret().optional(),
    Slot::new("ends-with", Type::Template, "the end of the value").secret().optional(),
    Slot::new("word", Type::Template, "a part of the value, with no letter or digit beside it").secret().optional(),
    Slot::new("matches", Type::Template, "a regular expression, found anywhere unless anchored").secret().optional(),
    Slot::new("matches-set", Type::Block(&["regex-set"]), "a set of regular expressions, one of which is enough")
        .foreign(&foreign::REGEX_SET)
        .optional(),
    Slot::new("size", Type::Text, "its length in bytes, as in `\"> 8192\"`").form(forms::SIZE_TEST).optional(),
    Slot::new("sqli", Type::OneOf(Sensitivity::CHOICES), "whether it looks like SQL injection").optional(),
    Slot::new("xss", Type::Bool, "whether it looks like cross-site scripting").optional(),
    Slot::new("not", Type::Bool, "turns the test around; a part that is missing then passes it").default("#false"),
];

pub(super) const INSIDE: [Child; 2] = [Child::many(&OR), Child::many(&TRANSFORM)];

/// What all parts of a request have in common.
pub(super) static FAMILY: Family = Family {
    name: "test",
    title: "Tests",
    doc: "What a part of the request is compared by. Each line that looks at a part has exactly one of them, perhaps with `not=#true`; several lines of a rule must all hold.",
    takes: "exactly one of the",
    props: &TESTS,
    children: &INSIDE,
};

static OR: Node = Node::new("or", "Beside `matches=`: another regular expression, one of which is enough")
    .args(&[Slot::new("pattern", Type::Template, "found anywhere unless anchored").secret().form(forms::NOT_EMPTY)]);

/// The properties of a part beside those of every part.
pub(super) const fn tests_and<const OWN: usize, const ALL: usize>(own: [Slot; OWN], tests: [Slot; 11]) -> [Slot; ALL] {
    let mut all = [tests[0]; ALL];
    let mut at = 0;
    while at < tests.len() {
        all[at] = tests[at];
        at += 1;
    }
    while at < ALL {
        all[at] = own[at - tests.len()];
        at += 1;
    }
    all
}

impl PartTest {
    /// The header it looks at, when it is one.
    pub fn header(&self) -> Option<&Spanned<String>> {
        match &self.part {
            RequestPart::Header(name) => Some(name),
            _ => None,
        }
    }

    /// Every text and expression the part is compared with.
    pub fn values(&self) -> Vec<&Template> {
        match &self.test {
            Test::Text { value, .. } => vec![value],
            Test::Matches { value, alternatives } => std::iter::once(value).chain(alternatives).collect(),
            Test::MatchesSet(_) | Test::Size { .. } | Test::Sqli(_) | Test::Xss => Vec::new(),
        }
    }
}

/// What a node may be compared by, as written.
enum Given {
    Text(TextTest, Template),
    Matches(Template),
    Other(Test, Span),
}

impl Given {
    fn span(&self) -> Span {
        match self {
            Self::Text(_, value) | Self::Matches(value) => value.span,
            Self::Other(_, span) => *span,
        }
    }
}

/// Everything a node is compared by; one is right.
fn given(node: &Fields) -> Vec<(&'static str, Given)> {
    let mut given = Vec::new();
    for (name, how) in TEXT_TESTS {
        given.extend(node.template(name).map(|value| (name, Given::Text(how, value))));
    }
    given.extend(node.template("matches").map(|value| ("matches", Given::Matches(value))));
    if let Some(set) = node.block("matches-set") {
        given.push(("matches-set", Given::Other(Test::MatchesSet(set.clone()), set.span)));
    }
    if let Some(size) = node.text("size") {
        let span = size.span;
        // What is no comparison has been complained about.
        let (comparison, bytes) = size_test(&size.value).unwrap_or((Comparison::Equal, 0));
        let bytes = Spanned::new(bytes, span);
        given.push(("size", Given::Other(Test::Size { comparison, bytes }, span)));
    }
    if let Some(sqli) = node.choice("sqli") {
        given.push(("sqli", Given::Other(Test::Sqli(sqli), sqli.span)));
    }
    if let Some(xss) = node.flag("xss").filter(|xss| xss.value) {
        given.push(("xss", Given::Other(Test::Xss, xss.span)));
    }
    given
}

/// `"> 8KB"` in its parts; bytes.
pub(super) fn size_test(text: &str) -> Option<(Comparison, i64)> {
    let (sign, comparison) = COMPARISONS.into_iter().find(|(sign, _)| text.starts_with(sign))?;
    let bytes = i64::try_from(forms::bytes(text[sign.len()..].trim())?).ok()?;
    (bytes <= 21_474_836_480).then_some((comparison, bytes))
}

/// Whether a text is a comparison of a size.
pub(in super::super) fn is_size_test(text: &str) -> bool {
    size_test(text).is_some()
}

/// A part of the request with its test.
pub(super) fn build(node: &Fields, cx: &mut Context) -> Option<PartTest> {
    let mut given = given(node).into_iter();
    let first = given.next();
    if let (Some((one, value)), Some((other, second))) = (&first, given.next()) {
        let said = format!("`{}` is compared by `{one}` or by `{other}`, not both", node.decl.name);
        let problem = Diagnostic::error("E0217", said)
            .at(second.span(), "one of them")
            .at(value.span(), "and the other")
            .help(format!("write a second `{}` line: all statements of a rule must hold", node.decl.name));
        cx.push(problem);
        cx.gaps.add_value(value.span());
    }
    // What is meant may be among what could not be read.
    let dangling = node.decl.props.iter().any(|slot| slot.name == "matches-set") && cx.gaps.dangling("regex-set");
    let first = first.map(|(_, given)| given).unwrap_or_else(|| {
        if !cx.gaps.node(node.header) && !dangling {
            let names = TESTS.iter().map(|slot| slot.name).filter(|name| *name != "not");
            let names: Vec<String> = names.map(|name| format!("`{name}=`")).collect();
            let problem = Diagnostic::error("E0217", format!("`{}` needs something to compare with", node.decl.name))
                .at(node.header, "nothing to compare with")
                .help(format!("add one of {}", names.join(", ")));
            cx.push(problem);
        }
        let nowhere = Gaps::after(node.header);
        cx.gaps.add_value(nowhere);
        Given::Text(TextTest::Equals, Template { parts: Vec::new(), span: nowhere })
    });
    let alternatives: Vec<Template> = node.children("or").filter_map(|child| child.template("pattern")).collect();
    let sound = cx.are_sound(&[first.span()]);
    if let (true, false, Some(extra)) = (sound, matches!(first, Given::Matches(_)), alternatives.first()) {
        let problem = Diagnostic::error("E0217", "only regular expressions have alternatives")
            .at(extra.span, "beside a test that is not `matches=`")
            .help("write `matches=` for all of them, or put a line for each value into `any { … }`");
        cx.push(problem);
    }
    let test = match first {
        Given::Text(how, value) => {
            not_nothing(&value, node.decl.name, cx);
            Test::Text { how, value }
        }
        Given::Matches(value) => {
            not_nothing(&value, node.decl.name, cx);
            std::iter::once(&value).chain(&alternatives).for_each(|value| no_mixed_secret(value, cx));
            Test::Matches { value, alternatives }
        }
        Given::Other(test, _) => test,
    };
    Some(PartTest { part: part::build(node, cx)?, test, transforms: transforms(node), span: node.header })
}

fn not_nothing(value: &Template, name: &str, cx: &mut Context) {
    let empty = value.parts.iter().all(|part| matches!(&part.value, Part::Literal(text) if text.is_empty()));
    if empty && cx.are_sound(&[value.span]) {
        let problem = Diagnostic::error("E0213", format!("`{name}` cannot be compared with nothing"))
            .at(value.span, "empty")
            .help("give at least one character");
        cx.push(problem);
        cx.gaps.add_value(value.span);
    }
}

/// E0306: a secret in an expression stands alone, because its characters would be read as one.
pub(super) fn no_mixed_secret(value: &Template, cx: &mut Context) {
    if value.parts.len() > 1 && value.secrets().next().is_some() {
        let problem = Diagnostic::error("E0306", "a secret inside of a regular expression")
            .at(value.span, "its characters would be read as an expression")
            .help("use `equals=`; or give the secret alone: `matches=(secret)\"name\"` matches exactly its value");
        cx.push(problem);
    }
}
