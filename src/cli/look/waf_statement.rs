use super::node::Node;
use crate::diag::Spanned;
use crate::spec::declare::Choices as _;
use crate::spec::waf::{
    Comparison, Forwarded, IpSource, IpTest, LabelTest, PartTest, RequestPart, SomeOf, Statement, Test, TextTest,
    Transform, What,
};

/// Statements as they would be written.
pub(super) fn statements(statements: &[Statement]) -> impl Iterator<Item = Node> {
    statements.iter().map(statement)
}

fn statement(statement: &Statement) -> Node {
    let negated = statement.negated.value;
    match &statement.what {
        What::All(inner) => Node::new(if negated { "not" } else { "all" }).children(inner.iter().map(self::statement)),
        What::Any(inner) => Node::new("any").children(inner.iter().map(self::statement)),
        What::Part(test) => part(test).prop("not", negated),
        What::Ip(test) => ip(test).prop("not", negated),
        What::Country(test) => {
            let node = Node::new("country").args(test.countries.iter().map(|code| &code.value));
            forwarded(node, test.forwarded.as_ref()).prop("not", negated)
        }
        What::Asn(test) => {
            let node = Node::new("asn").args(test.numbers.iter().map(|number| number.value));
            forwarded(node, test.forwarded.as_ref()).prop("not", negated)
        }
        What::Label(test) => label(test).prop("not", negated),
    }
}

fn label(test: &LabelTest) -> Node {
    let group = test.rule_group.as_ref().map(|group| group.value.name());
    Node::new("label").arg(&test.label.value).maybe_prop("rule-group", group)
}

fn ip(test: &IpTest) -> Node {
    let node = match &test.among {
        IpSource::Here(addresses) => Node::new("ip").args(addresses),
        IpSource::Set(set) => Node::new("ip-set").arg(set.value.name()),
    };
    forwarded(node, test.forwarded.as_ref()).prop("position", test.which.value.word())
}

/// Where an address is taken from.
pub(super) fn forwarded(node: Node, forwarded: Option<&Forwarded>) -> Node {
    match forwarded {
        Some(one) => node.prop("forwarded-header", &one.header.value).prop("fallback", one.fallback.value.word()),
        None => node,
    }
}

/// The transformations in one line.
pub(super) fn transforms(transforms: &[Spanned<Transform>]) -> Option<Node> {
    let words = transforms.iter().map(|transform| transform.value.word());
    (!transforms.is_empty()).then(|| Node::new("transform").args(words))
}

fn part(test: &PartTest) -> Node {
    let node = match &test.part {
        RequestPart::Header(name) => Node::new("header").arg(&name.value),
        RequestPart::Argument(name) => Node::new("argument").arg(&name.value),
        RequestPart::Arguments => Node::new("arguments"),
        RequestPart::Path => Node::new("path"),
        RequestPart::QueryString => Node::new("query-string"),
        RequestPart::Fragment(fallback) => Node::new("fragment").prop("fallback", fallback.value.word()),
        RequestPart::Method => Node::new("method"),
        RequestPart::Body(oversize) => Node::new("body").prop("oversize", oversize.value.word()),
        RequestPart::JsonBody { pointers, scope, invalid, oversize } => Node::new("json-body")
            .prop("oversize", oversize.value.word())
            .prop("scope", scope.value.word())
            .maybe_prop("invalid", invalid.map(|invalid| invalid.value.word()))
            .children(
                (!pointers.is_empty())
                    .then(|| Node::new("pointer").args(pointers.iter().map(|pointer| &pointer.value))),
            ),
        RequestPart::Headers { which, scope, oversize } => some_of(Node::new("headers"), which)
            .prop("scope", scope.value.word())
            .prop("oversize", oversize.value.word()),
        RequestPart::Cookies { which, scope, oversize } => some_of(Node::new("cookies"), which)
            .prop("scope", scope.value.word())
            .prop("oversize", oversize.value.word()),
        RequestPart::HeaderOrder(oversize) => Node::new("header-order").prop("oversize", oversize.value.word()),
        RequestPart::Ja3(fallback) => Node::new("ja3").prop("fallback", fallback.value.word()),
        RequestPart::Ja4(fallback) => Node::new("ja4").prop("fallback", fallback.value.word()),
    };
    compared(node, &test.test).children(transforms(&test.transforms))
}

fn compared(node: Node, test: &Test) -> Node {
    match test {
        Test::Text { how, value } => {
            let name = match how {
                TextTest::Equals => "equals",
                TextTest::Contains => "contains",
                TextTest::StartsWith => "starts-with",
                TextTest::EndsWith => "ends-with",
                TextTest::Word => "word",
            };
            node.prop(name, value)
        }
        Test::Matches { value, alternatives } => {
            node.prop("matches", value).children(alternatives.iter().map(|pattern| Node::new("or").arg(pattern)))
        }
        Test::MatchesSet(set) => node.prop("matches-set", set.value.name()),
        Test::Size { comparison, bytes } => {
            let sign = match comparison {
                Comparison::Equal => "=",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::AtMost => "<=",
                Comparison::Greater => ">",
                Comparison::AtLeast => ">=",
            };
            node.prop("size", format!("{sign} {}", bytes.value))
        }
        Test::Sqli(sensitivity) => node.prop("sqli", sensitivity.value.word()),
        Test::Xss => node.prop("xss", true),
    }
}

fn some_of(node: Node, which: &SomeOf) -> Node {
    match which {
        SomeOf::All => node,
        SomeOf::Only(names) => node.child(Node::new("only").args(names.iter().map(|name| &name.value))),
        SomeOf::Except(names) => node.child(Node::new("except").args(names.iter().map(|name| &name.value))),
    }
}
