use super::statement::{Position, Rule, Statement};

/// Each text transformation of a statement.
const TRANSFORM: u32 = 10;

/// Web ACL capacity units (WCU) a statement uses, from AWS's published costs; 5,000 is an ACL's limit, above 1,500 costs extra.
///
/// An upper bound: AWS may charge identical transformations of the same part once. Combinations cost the sum of what they
/// combine. What this vocabulary has no word for counts as nothing.
pub fn capacity(statement: &Statement) -> u32 {
    let transforms = |transforms: &[String]| TRANSFORM * transforms.len() as u32;
    match statement {
        Statement::ByteMatch(inner) => {
            let base = match inner.position {
                Position::Exactly | Position::StartsWith | Position::EndsWith => 2,
                Position::Contains | Position::ContainsWord => 10,
            };
            base + transforms(&inner.transforms)
        }
        Statement::RegexMatch(inner) => 3 + transforms(&inner.transforms),
        Statement::RegexSet(inner) => 25 + transforms(&inner.transforms),
        Statement::And(inner) | Statement::Or(inner) => inner.iter().map(capacity).sum(),
        Statement::Not(inner) => capacity(inner),
        Statement::Other(_) => 0,
    }
}

/// The capacity of all rules of an ACL together.
pub fn capacity_of_rules<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> u32 {
    rules.into_iter().map(|rule| capacity(&rule.statement)).sum()
}
