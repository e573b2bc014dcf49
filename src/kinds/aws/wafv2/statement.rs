//! What a WAFv2 rule looks for, as plain data: written by the lowering of a spec, read back from the cloud, and evaluated by
//! whoever asks which requests get through. No SDK type is named here.

use serde::{Deserialize, Serialize};

use crate::value::Text;

/// A rule of a web ACL; its name is the key it stands under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rule {
    /// Evaluated in ascending order; unique within the ACL.
    pub priority: i32,
    /// What happens to a request that matches.
    pub action: Action,
    /// Which requests match.
    pub statement: Statement,
    /// CloudWatch metric name; none switches the rule's metric off.
    pub metric: Option<String>,
    /// Whether AWS keeps samples of the requests it matched.
    pub sampled: bool,
}

/// What happens to a request that matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Terminates: the request passes and no later rule sees it.
    Allow,
    /// Terminates: 403.
    Block,
    /// Is counted; evaluation goes on.
    Count,
    /// What this vocabulary has no word for (a captcha, a custom response, a rule group's override). Only ever read.
    Other(String),
}

/// What happens to a request that no rule decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefaultAction {
    /// The request goes through.
    Allow,
    /// The request is answered 403.
    Block,
    /// What this vocabulary has no word for (a custom response, inserted headers). Only ever read.
    Other(String),
}

/// What a request must look like to match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Statement {
    /// A literal text in a part of the request.
    ByteMatch(ByteMatch),
    /// A regular expression in a part of the request.
    RegexMatch(RegexMatch),
    /// Any of a set of regular expressions in a part of the request.
    RegexSet(RegexSetMatch),
    /// Two or more, all of which must match.
    And(Vec<Statement>),
    /// Two or more, one of which must match.
    Or(Vec<Statement>),
    /// Matches where the inner one does not, so also where the inspected part is missing.
    Not(Box<Statement>),
    /// What this vocabulary has no word for, by AWS's name of it. Only ever read: it shows up as drift and is never written.
    Other(String),
}

/// A comparison with a fixed, case-sensitive text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ByteMatch {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// 1-200 bytes; may be a secret.
    pub search: Text,
    /// Where in that part `search` must stand.
    pub position: Position,
    /// Applied to the request, not to `search`, in this order; AWS's names in kebab-case (`lowercase`, `url-decode`).
    /// None means `NONE`, which is never written out.
    pub transforms: Vec<String>,
}

/// An unanchored search for a regular expression (PCRE without backreferences).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegexMatch {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// 1-512 characters; may be a secret.
    pub pattern: Text,
    /// As in [`ByteMatch::transforms`].
    pub transforms: Vec<String>,
}

/// An unanchored search for any pattern of a regex pattern set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegexSetMatch {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// ARN of the set, of the same scope and region.
    pub set: Text,
    /// As in [`ByteMatch::transforms`].
    pub transforms: Vec<String>,
}

/// The part of a request that is inspected. A missing part matches nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldToMatch {
    /// One header by name; names are compared without regard to case.
    Header(String),
    /// What this vocabulary has no word for, by AWS's name of it. Only ever read.
    Other(String),
}

/// Where the searched text must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// The part is the text, no more and no less (`EXACTLY`).
    Exactly,
    /// The part begins with the text (`STARTS_WITH`).
    StartsWith,
    /// The part ends with the text (`ENDS_WITH`).
    EndsWith,
    /// The text stands anywhere in the part (`CONTAINS`).
    Contains,
    /// Contains, with anything but letters, digits and `_` (or the end of the text) on either side.
    ContainsWord,
}

impl Statement {
    /// Every text in it that may be a secret.
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Self::ByteMatch(inner) => vec![&inner.search],
            Self::RegexMatch(inner) => vec![&inner.pattern],
            Self::And(inner) | Self::Or(inner) => inner.iter().flat_map(Self::texts).collect(),
            Self::Not(inner) => inner.texts(),
            Self::RegexSet(_) | Self::Other(_) => Vec::new(),
        }
    }
}
