use std::collections::BTreeMap;

use super::statement::{AddressPosition, FieldToMatch, Position, RateKeys, Rule, Sensitivity, Statement};

/// The capacity of a web ACL, and of a rule group.
pub const CAPACITY: u32 = 5_000;

/// What the price of a web ACL covers.
const COVERED: u32 = 1_500;

/// Each text transformation of a statement.
const TRANSFORM: u32 = 10;

/// Each key of a rate limit beyond an address.
const CUSTOM_KEY: u32 = 30;

/// Managed rule groups of AWS with their capacity (aws-facts 11.3).
const MANAGED: &[(&str, u32)] = &[
    ("AWSManagedRulesCommonRuleSet", 700),
    ("AWSManagedRulesKnownBadInputsRuleSet", 200),
    ("AWSManagedRulesSQLiRuleSet", 200),
    ("AWSManagedRulesLinuxRuleSet", 200),
    ("AWSManagedRulesWindowsRuleSet", 200),
    ("AWSManagedRulesUnixRuleSet", 100),
    ("AWSManagedRulesAdminProtectionRuleSet", 100),
    ("AWSManagedRulesAmazonIpReputationList", 25),
    ("AWSManagedRulesPHPRuleSet", 100),
    ("AWSManagedRulesWordPressRuleSet", 100),
    ("AWSManagedRulesAnonymousIpList", 50),
    ("AWSManagedRulesBotControlRuleSet", 50),
    ("AWSManagedRulesATPRuleSet", 50),
    ("AWSManagedRulesACFPRuleSet", 50),
    ("AWSManagedRulesAntiDDoSRuleSet", 50),
];

/// Web ACL capacity units (WCU) a statement uses, from AWS's published costs; 5,000 is an ACL's limit, above 1,500 costs extra.
///
/// An upper bound: AWS may charge identical transformations of the same part once. Combinations cost the sum of what they
/// combine. What this vocabulary has no word for, and managed groups of sellers, count as nothing.
pub fn capacity(statement: &Statement) -> u32 {
    let inner: u32 = statement.inner().into_iter().map(capacity).sum();
    let own = match statement {
        Statement::ByteMatch(one) => {
            let base = match one.position {
                Position::Exactly | Position::StartsWith | Position::EndsWith => 2,
                Position::Contains | Position::ContainsWord => 10,
            };
            looking(base, &one.field, &one.transforms)
        }
        Statement::RegexMatch(one) => looking(3, &one.field, &one.transforms),
        Statement::RegexSet(one) => looking(25, &one.field, &one.transforms),
        Statement::SizeConstraint(one) => looking(1, &one.field, &one.transforms),
        Statement::SqliMatch(one) => {
            let base = match one.sensitivity {
                Sensitivity::Low => 20,
                Sensitivity::High => 30,
            };
            looking(base, &one.field, &one.transforms)
        }
        Statement::XssMatch(one) => looking(40, &one.field, &one.transforms),
        Statement::IpSet(one) if one.position == Some(AddressPosition::Any) => 5,
        Statement::IpSet(_) | Statement::GeoMatch(_) | Statement::AsnMatch(_) | Statement::LabelMatch(_) => 1,
        Statement::RateBased(one) => match &one.per {
            RateKeys::Ip | RateKeys::ForwardedIp | RateKeys::Constant => 2,
            RateKeys::Custom(keys) => 2 + CUSTOM_KEY * count(keys),
        },
        Statement::ManagedGroup(one) if one.vendor == "AWS" => managed_capacity(&one.name).unwrap_or(0),
        Statement::RuleGroup(one) => one.capacity,
        Statement::ManagedGroup(_) | Statement::And(_) | Statement::Or(_) | Statement::Not(_) | Statement::Other(_) => {
            0
        }
    };
    own + inner
}

/// A statement that looks at a part of the request; of JSON twice, of all arguments ten more.
fn looking(base: u32, field: &FieldToMatch, transforms: &[String]) -> u32 {
    let base = match field {
        FieldToMatch::JsonBody(_) => 2 * base,
        FieldToMatch::AllQueryArguments => base + 10,
        _ => base,
    };
    base + TRANSFORM * count(transforms)
}

fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

/// The capacity of one of AWS's managed rule groups; `None` for one that is not known here.
pub fn managed_capacity(name: &str) -> Option<u32> {
    MANAGED.iter().find(|(known, _)| *known == name).map(|(_, capacity)| *capacity)
}

/// The capacity of all rules of an ACL together.
pub fn capacity_of_rules<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> u32 {
    rules.into_iter().map(|rule| capacity(&rule.statement)).sum()
}

/// What rules use of `most`, in words: `32 WCU of 5000: admin 2, bots 30`, in the order the rules are asked.
pub(super) fn bill(rules: &BTreeMap<String, Rule>, most: u32) -> String {
    let mut rules: Vec<(&String, &Rule)> = rules.iter().collect();
    rules.sort_by_key(|(_, rule)| rule.priority);
    let all: u32 = rules.iter().map(|(_, rule)| capacity(&rule.statement)).sum();
    let single: Vec<String> =
        rules.into_iter().map(|(name, rule)| format!("{name} {}", capacity(&rule.statement))).collect();
    let extra = if all > COVERED { format!(" (above {COVERED} costs extra)") } else { String::new() };
    let list = if single.is_empty() { String::new() } else { format!(": {}", single.join(", ")) };
    format!("{all} WCU of {most}{extra}{list}")
}

#[cfg(test)]
mod tests {
    use super::super::statement::{
        ByteMatch, Comparison, FieldToMatch, GeoMatch, IpSetMatch, JsonBody, LabelMatch, LabelScope, ManagedGroup,
        MatchScope, Oversize, RateBased, RateKey, RegexMatch, RegexSetMatch, SizeConstraint, SqliMatch, XssMatch,
    };
    use super::*;

    fn bytes(position: Position, field: FieldToMatch, transforms: &[&str]) -> Statement {
        let transforms = transforms.iter().map(|&name| name.to_owned()).collect();
        Statement::ByteMatch(ByteMatch { field, search: "x".into(), position, transforms })
    }

    fn managed(name: &str) -> Statement {
        Statement::ManagedGroup(ManagedGroup {
            vendor: "AWS".into(),
            name: name.into(),
            version: None,
            overrides: BTreeMap::new(),
            inspection: None,
            settings: None,
            scope_down: None,
        })
    }

    /// AWS WAF Developer Guide, web ACL capacity units; rule statements; AWS Managed Rules rule groups list.
    #[test]
    fn statements_cost_what_aws_says() {
        let json = || {
            FieldToMatch::JsonBody(JsonBody {
                paths: vec![],
                scope: MatchScope::All,
                invalid: None,
                oversize: Oversize::Continue,
            })
        };
        let header = || FieldToMatch::Header("a".into());
        let rate = |per| {
            Statement::RateBased(RateBased {
                limit: 100,
                window: 300,
                per,
                forwarded: None,
                scope_down: Some(Box::new(bytes(Position::Exactly, FieldToMatch::Path, &[]))),
            })
        };
        let sqli = |sensitivity| Statement::SqliMatch(SqliMatch { field: header(), sensitivity, transforms: vec![] });
        let table: Vec<(u32, Statement)> = vec![
            (2, bytes(Position::Exactly, header(), &[])),
            (2, bytes(Position::StartsWith, header(), &[])),
            (2, bytes(Position::EndsWith, header(), &[])),
            (10, bytes(Position::Contains, header(), &[])),
            (10, bytes(Position::ContainsWord, header(), &[])),
            (22, bytes(Position::Exactly, header(), &["lowercase", "url-decode"])),
            (12, bytes(Position::Exactly, FieldToMatch::AllQueryArguments, &[])),
            (4, bytes(Position::Exactly, json(), &[])),
            (3, Statement::RegexMatch(RegexMatch { field: header(), pattern: "x".into(), transforms: vec![] })),
            (25, Statement::RegexSet(RegexSetMatch { field: header(), set: "arn".into(), transforms: vec![] })),
            (
                1,
                Statement::SizeConstraint(SizeConstraint {
                    field: FieldToMatch::Path,
                    comparison: Comparison::Gt,
                    size: 1,
                    transforms: vec![],
                }),
            ),
            (20, sqli(Sensitivity::Low)),
            (30, sqli(Sensitivity::High)),
            (40, Statement::XssMatch(XssMatch { field: header(), transforms: vec![] })),
            (1, Statement::GeoMatch(GeoMatch { countries: vec!["DE".into()], forwarded: None })),
            (1, Statement::LabelMatch(LabelMatch { scope: LabelScope::Label, key: "a".into() })),
            (1, Statement::IpSet(IpSetMatch { set: "arn".into(), forwarded: None, position: None })),
            (
                5,
                Statement::IpSet(IpSetMatch {
                    set: "arn".into(),
                    forwarded: None,
                    position: Some(AddressPosition::Any),
                }),
            ),
            (4, rate(RateKeys::Ip)),
            (64, rate(RateKeys::Custom(vec![RateKey::Method, RateKey::Asn]))),
            (
                12,
                Statement::And(vec![
                    bytes(Position::Exactly, header(), &[]),
                    Statement::Not(Box::new(bytes(Position::Contains, header(), &[]))),
                ]),
            ),
            (700, managed("AWSManagedRulesCommonRuleSet")),
            (200, managed("AWSManagedRulesKnownBadInputsRuleSet")),
            (200, managed("AWSManagedRulesSQLiRuleSet")),
            (200, managed("AWSManagedRulesLinuxRuleSet")),
            (200, managed("AWSManagedRulesWindowsRuleSet")),
            (100, managed("AWSManagedRulesUnixRuleSet")),
            (100, managed("AWSManagedRulesAdminProtectionRuleSet")),
            (25, managed("AWSManagedRulesAmazonIpReputationList")),
            (100, managed("AWSManagedRulesPHPRuleSet")),
            (100, managed("AWSManagedRulesWordPressRuleSet")),
            (50, managed("AWSManagedRulesAnonymousIpList")),
            (50, managed("AWSManagedRulesBotControlRuleSet")),
            (50, managed("AWSManagedRulesATPRuleSet")),
            (50, managed("AWSManagedRulesACFPRuleSet")),
            (50, managed("AWSManagedRulesAntiDDoSRuleSet")),
        ];
        for (wcu, statement) in table {
            assert_eq!(capacity(&statement), wcu, "{statement:?}");
        }
    }
}
