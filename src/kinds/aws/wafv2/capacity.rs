use super::statement::{AddressPosition, FieldToMatch, Position, RateKeys, Rule, Sensitivity, Statement};

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
