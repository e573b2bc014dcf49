//! Closed sets of AWS's words that statements are made of.

use serde::{Deserialize, Serialize};

/// A closed set of words, each with AWS's spelling of it.
pub trait Words: Copy + PartialEq + 'static {
    /// Every variant with what AWS calls it.
    const WORDS: &'static [(Self, &'static str)];

    /// AWS's spelling.
    fn aws(self) -> &'static str {
        Self::WORDS.iter().find(|(word, _)| *word == self).map_or("", |(_, aws)| aws)
    }

    /// The variant that AWS spells so; `None` for a word that is not known here.
    fn of(aws: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == aws).map(|(word, _)| *word)
    }
}

/// What happens when a part of a request is longer than what WAF looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Oversize {
    /// What is within the limit is inspected.
    Continue,
    /// The statement holds.
    Match,
    /// The statement does not hold.
    NoMatch,
}

/// What a statement comes to where there is nothing to look at: no valid address in a header, no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fallback {
    /// It holds.
    Match,
    /// It does not hold.
    NoMatch,
}

/// Which halves of headers, cookies or JSON members are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchScope {
    /// Names and values.
    All,
    /// Names only.
    Key,
    /// Values only.
    Value,
}

/// What happens when a body is not valid JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvalidJson {
    /// The statement holds.
    Match,
    /// The statement does not hold.
    NoMatch,
    /// The body is inspected as plain text.
    EvaluateAsString,
}

/// How a size is compared; the size of the request's part stands on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// `EQ`.
    Eq,
    /// `NE`.
    Ne,
    /// `LE`.
    Le,
    /// `LT`.
    Lt,
    /// `GE`.
    Ge,
    /// `GT`.
    Gt,
}

/// How eagerly SQL injection is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// Fewer false alarms; AWS's default.
    Low,
    /// Sees more.
    High,
}

/// Which address of a header that lists several is looked up in an IP set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressPosition {
    /// The first one.
    First,
    /// The last one.
    Last,
    /// Any of the first ten.
    Any,
}

/// Whether a label is named whole, or by its namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelScope {
    /// The label itself, with as much of what stands before it as is given.
    Label,
    /// All labels of a namespace; the key ends with `:`.
    Namespace,
}

impl Words for Oversize {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Continue, "CONTINUE"), (Self::Match, "MATCH"), (Self::NoMatch, "NO_MATCH")];
}

impl Words for Fallback {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Match, "MATCH"), (Self::NoMatch, "NO_MATCH")];
}

impl Words for MatchScope {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::All, "ALL"), (Self::Key, "KEY"), (Self::Value, "VALUE")];
}

impl Words for InvalidJson {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Match, "MATCH"), (Self::NoMatch, "NO_MATCH"), (Self::EvaluateAsString, "EVALUATE_AS_STRING")];
}

impl Words for Comparison {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Eq, "EQ"), (Self::Ne, "NE"), (Self::Le, "LE"), (Self::Lt, "LT"), (Self::Ge, "GE"), (Self::Gt, "GT")];
}

impl Words for Sensitivity {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Low, "LOW"), (Self::High, "HIGH")];
}

impl Words for AddressPosition {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::First, "FIRST"), (Self::Last, "LAST"), (Self::Any, "ANY")];
}

impl Words for LabelScope {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Label, "LABEL"), (Self::Namespace, "NAMESPACE")];
}
