use super::super::Desired;
use super::super::lower::Lowering;
use super::home::Home;
use super::part::{fallback, field};
use super::rule::pattern;
use super::set::v2_sets;
use crate::kinds::aws::wafv2::statement::{
    AddressPosition, AsnMatch, ByteMatch, Comparison, Forwarded, GeoMatch, IpSetMatch, LabelMatch, LabelScope,
    Position, RegexMatch, RegexSetMatch, Sensitivity, SizeConstraint, SqliMatch, Statement, XssMatch,
};
use crate::kinds::aws::wafv2::{Wafv2RegexSet, regex_set};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::declare::Choices as _;
use crate::spec::waf::{self, IpSource, IpTest, LabelTest, PartTest, Test, TextTest, What, WhichAddress};
use crate::value::Text;

/// The statements of one rule on their way: those that need a set of their own number it.
pub(super) struct Lines<'l, 'a> {
    pub(super) at: &'l mut Lowering<'a>,
    /// The web ACL or rule group the rule belongs to.
    pub(super) block: &'l BlockAddr,
    /// Where that stands.
    pub(super) home: Home,
    /// Its physical name.
    pub(super) name: &'l str,
    /// The name of the rule.
    pub(super) rule: &'l str,
    /// How many statements came before.
    pub(super) count: usize,
}

impl Lines<'_, '_> {
    /// Statements that must all hold; `None` for none.
    pub(super) fn all(&mut self, statements: &[waf::Statement]) -> Option<Statement> {
        let mut all: Vec<Statement> = statements.iter().filter_map(|one| self.one(one)).collect();
        if all.len() < 2 { all.pop() } else { Some(Statement::And(all)) }
    }

    fn one(&mut self, statement: &waf::Statement) -> Option<Statement> {
        let matches = match &statement.what {
            What::All(inner) => self.all(inner)?,
            What::Any(inner) => {
                let mut any: Vec<Statement> = inner.iter().filter_map(|one| self.one(one)).collect();
                if any.len() < 2 { any.pop()? } else { Statement::Or(any) }
            }
            What::Part(test) => self.part(test),
            What::Ip(test) => self.ip(test)?,
            What::Country(test) => {
                self.count += 1;
                let mut countries: Vec<String> = test.countries.iter().map(|code| code.value.clone()).collect();
                countries.sort();
                countries.dedup();
                Statement::GeoMatch(GeoMatch { countries, forwarded: forwarded(test.forwarded.as_ref()) })
            }
            What::Asn(test) => {
                self.count += 1;
                let mut asns: Vec<i64> = test.numbers.iter().map(|number| i64::from(number.value)).collect();
                asns.sort_unstable();
                asns.dedup();
                Statement::AsnMatch(AsnMatch { asns, forwarded: forwarded(test.forwarded.as_ref()) })
            }
            What::Label(test) => self.label(test),
        };
        Some(if statement.negated.value { Statement::Not(Box::new(matches)) } else { matches })
    }

    fn part(&mut self, test: &PartTest) -> Statement {
        self.count += 1;
        let field = field(&test.part);
        let transforms = test.transforms.iter().map(|transform| transform.value.word().to_owned()).collect();
        match &test.test {
            Test::Text { how, value } => {
                let position = match how {
                    TextTest::Equals => Position::Exactly,
                    TextTest::Contains => Position::Contains,
                    TextTest::StartsWith => Position::StartsWith,
                    TextTest::EndsWith => Position::EndsWith,
                    TextTest::Word => Position::ContainsWord,
                };
                Statement::ByteMatch(ByteMatch { field, search: self.at.text(value), position, transforms })
            }
            Test::Matches { value, alternatives } if alternatives.is_empty() => {
                Statement::RegexMatch(RegexMatch { field, pattern: pattern(self.at, value), transforms })
            }
            Test::Matches { .. } => {
                let id = self.own_regex_set(test);
                Statement::RegexSet(RegexSetMatch { field, set: Text::reference(&id, "arn"), transforms })
            }
            Test::MatchesSet(set) => {
                let set = self.home.arn(&set.value, "regex-set");
                Statement::RegexSet(RegexSetMatch { field, set, transforms })
            }
            Test::Size { comparison, bytes } => {
                let comparison = match comparison {
                    waf::Comparison::Equal => Comparison::Eq,
                    waf::Comparison::NotEqual => Comparison::Ne,
                    waf::Comparison::Less => Comparison::Lt,
                    waf::Comparison::AtMost => Comparison::Le,
                    waf::Comparison::Greater => Comparison::Gt,
                    waf::Comparison::AtLeast => Comparison::Ge,
                };
                Statement::SizeConstraint(SizeConstraint { field, comparison, size: bytes.value, transforms })
            }
            Test::Sqli(sensitivity) => {
                let sensitivity = match sensitivity.value {
                    waf::Sensitivity::Low => Sensitivity::Low,
                    waf::Sensitivity::High => Sensitivity::High,
                };
                Statement::SqliMatch(SqliMatch { field, sensitivity, transforms })
            }
            Test::Xss => Statement::XssMatch(XssMatch { field, transforms }),
        }
    }

    /// Several patterns are a set of their own, named after the block and the statement.
    fn own_regex_set(&mut self, test: &PartTest) -> ResourceId {
        let id = own(self.block, self.home, &format!("regex-set/{}-{}", self.rule, self.count));
        let (scope, region) = self.home.scope(self.at.spec);
        let input = regex_set::Input {
            region,
            scope,
            name: format!("{}-{}-{}", self.name, self.rule, self.count),
            description: Some(self.at.marker(&id)),
            patterns: test.values().into_iter().map(|value| pattern(self.at, value)).collect(),
            tags: self.at.tags(&id),
        };
        self.at.want(Desired::new::<Wafv2RegexSet>(id.clone(), &input, test.span));
        id
    }

    /// Addresses are sets, one for each version of the protocol.
    fn ip(&mut self, test: &IpTest) -> Option<Statement> {
        self.count += 1;
        let sets: Vec<Text> = match &test.among {
            IpSource::Here(addresses) => {
                let name = format!("{}-{}-{}", self.name, self.rule, self.count);
                let (block, home, rule, count) = (self.block, self.home, self.rule, self.count);
                let id = |version: &str| own(block, home, &format!("ip-set/{rule}-{count}-{version}"));
                let ids = v2_sets(self.at, self.home, id, &name, addresses, test.span);
                ids.iter().map(|id| Text::reference(id, "arn")).collect()
            }
            IpSource::Set(set) => match set.value.foreign() {
                Some(arn) => vec![Text::from(arn)],
                None => ["ipv4", "ipv6"]
                    .into_iter()
                    .map(|version| self.home.resource(&set.value, version))
                    .filter(|id| self.at.wish.resources.iter().any(|wanted| wanted.id == *id))
                    .map(|id| Text::reference(&id, "arn"))
                    .collect(),
            },
        };
        let position = test.forwarded.is_some().then_some(match test.which.value {
            WhichAddress::First => AddressPosition::First,
            WhichAddress::Last => AddressPosition::Last,
            WhichAddress::Any => AddressPosition::Any,
        });
        let in_set =
            |set: Text| Statement::IpSet(IpSetMatch { set, forwarded: forwarded(test.forwarded.as_ref()), position });
        let mut any: Vec<Statement> = sets.into_iter().map(in_set).collect();
        if any.len() < 2 { any.pop() } else { Some(Statement::Or(any)) }
    }

    /// A label of a rule group is named by the group's namespace, which AWS makes up.
    fn label(&mut self, test: &LabelTest) -> Statement {
        self.count += 1;
        let label = test.label.value.as_str();
        let scope = if label.ends_with(':') { LabelScope::Namespace } else { LabelScope::Label };
        let key = match &test.rule_group {
            Some(group) => joined(self.home.label_namespace(&group.value), label),
            None => Text::from(label),
        };
        Statement::LabelMatch(LabelMatch { scope, key })
    }
}

/// A label with its namespace.
pub(super) fn joined(namespace: Text, label: &str) -> Text {
    match namespace.known() {
        Some(known) => Text::Known(format!("{known}{label}")),
        None => Text::Join(vec![namespace, Text::from(label)]),
    }
}

/// A resource of a statement's own. A web ACL stands in one place, a rule group may stand in two.
fn own(block: &BlockAddr, home: Home, part: &str) -> ResourceId {
    if block.kind() == "waf" { block.resource(part) } else { home.resource(block, part) }
}

/// Where an address is taken from, in WAFv2's words.
pub(super) fn forwarded(forwarded: Option<&waf::Forwarded>) -> Option<Forwarded> {
    let one = forwarded?;
    Some(Forwarded { header: one.header.value.clone(), fallback: fallback(one.fallback.value) })
}
