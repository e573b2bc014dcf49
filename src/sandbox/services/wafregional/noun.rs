use serde::{Deserialize, Serialize};

/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Noun {
    /// Literal texts in parts of the request.
    ByteMatchSet,
    /// Regular expressions.
    RegexPatternSet,
    /// Pattern sets in parts of the request.
    RegexMatchSet,
    /// Lengths of parts of the request.
    SizeConstraintSet,
    /// Parts that look like SQL.
    SqlInjectionMatchSet,
    /// Parts that look like scripts.
    XssMatchSet,
    /// Countries.
    GeoMatchSet,
    /// Addresses.
    IpSet,
    /// Predicates that must hold together.
    Rule,
    /// The same, beyond a number of requests.
    RateBasedRule,
    /// Rules in order, with a default action.
    WebAcl,
}

/// What a kind of object is called on the wire, and how many there may be.
pub(super) struct Words {
    /// In operations and answers: `ByteMatchSet`.
    pub(super) name: &'static str,
    /// In list operations: `ByteMatchSets`.
    pub(super) plural: &'static str,
    pub(super) id: &'static str,
    /// The member of answers that holds it, when not its name.
    pub(super) answer: &'static str,
    /// The member that holds its content.
    pub(super) items: &'static str,
    /// The member of an update that holds one of it.
    pub(super) item: &'static str,
    /// Objects of a region.
    pub(super) objects: usize,
    /// Items of an object.
    pub(super) most: usize,
}

impl Noun {
    const ALL: [Self; 11] = [
        Self::ByteMatchSet,
        Self::RegexPatternSet,
        Self::RegexMatchSet,
        Self::SizeConstraintSet,
        Self::SqlInjectionMatchSet,
        Self::XssMatchSet,
        Self::GeoMatchSet,
        Self::IpSet,
        Self::Rule,
        Self::RateBasedRule,
        Self::WebAcl,
    ];

    pub(super) fn words(self) -> Words {
        let words = |name, plural, id, items, item, objects, most| Words {
            name,
            plural,
            id,
            answer: name,
            items,
            item,
            objects,
            most,
        };
        match self {
            Self::ByteMatchSet => {
                words("ByteMatchSet", "ByteMatchSets", "ByteMatchSetId", "ByteMatchTuples", "ByteMatchTuple", 100, 10)
            }
            Self::RegexPatternSet => words(
                "RegexPatternSet",
                "RegexPatternSets",
                "RegexPatternSetId",
                "RegexPatternStrings",
                "RegexPatternString",
                5,
                10,
            ),
            Self::RegexMatchSet => words(
                "RegexMatchSet",
                "RegexMatchSets",
                "RegexMatchSetId",
                "RegexMatchTuples",
                "RegexMatchTuple",
                10,
                1,
            ),
            Self::SizeConstraintSet => words(
                "SizeConstraintSet",
                "SizeConstraintSets",
                "SizeConstraintSetId",
                "SizeConstraints",
                "SizeConstraint",
                100,
                10,
            ),
            Self::SqlInjectionMatchSet => words(
                "SqlInjectionMatchSet",
                "SqlInjectionMatchSets",
                "SqlInjectionMatchSetId",
                "SqlInjectionMatchTuples",
                "SqlInjectionMatchTuple",
                100,
                10,
            ),
            Self::XssMatchSet => {
                words("XssMatchSet", "XssMatchSets", "XssMatchSetId", "XssMatchTuples", "XssMatchTuple", 100, 10)
            }
            Self::GeoMatchSet => words(
                "GeoMatchSet",
                "GeoMatchSets",
                "GeoMatchSetId",
                "GeoMatchConstraints",
                "GeoMatchConstraint",
                50,
                250,
            ),
            Self::IpSet => words("IPSet", "IPSets", "IPSetId", "IPSetDescriptors", "IPSetDescriptor", 100, 10_000),
            Self::Rule => words("Rule", "Rules", "RuleId", "Predicates", "Predicate", 100, 10),
            Self::RateBasedRule => Words {
                answer: "Rule",
                ..words("RateBasedRule", "RateBasedRules", "RuleId", "MatchPredicates", "Predicate", 5, 10)
            },
            Self::WebAcl => words("WebACL", "WebACLs", "WebACLId", "Rules", "ActivatedRule", 50, 10),
        }
    }

    /// By its name, `ByteMatchSet`.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|noun| noun.words().name == name)
    }

    /// By its plural, `ByteMatchSets`.
    pub(super) fn plural(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|noun| noun.words().plural == name)
    }

    /// Whether objects of it carry a CloudWatch metric name.
    pub(super) fn measured(self) -> bool {
        match self {
            Self::Rule | Self::RateBasedRule | Self::WebAcl => true,
            Self::ByteMatchSet
            | Self::RegexPatternSet
            | Self::RegexMatchSet
            | Self::SizeConstraintSet
            | Self::SqlInjectionMatchSet
            | Self::XssMatchSet
            | Self::GeoMatchSet
            | Self::IpSet => false,
        }
    }
}
