//! The part of a request a Classic tuple looks at, and how.

use aws_sdk_wafregional::types;
use serde::{Deserialize, Serialize};

use super::change::incomplete;
use crate::providers::Refusal;

/// The part of a request that is inspected. A missing part matches nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldToMatch {
    /// One header by name; names are compared without regard to case.
    Header(String),
    /// One argument of the query string by name, at most 30 characters; names are compared without regard to case.
    QueryArgument(String),
    /// The values of all arguments of the query string.
    AllQueryArguments,
    /// The path.
    Path,
    /// What stands after `?`.
    QueryString,
    /// The verb.
    Method,
    /// The first 8,192 bytes of the body.
    Body,
    /// What this vocabulary has no word for, by AWS's name of it. Only ever read.
    Other(String),
}

/// Where the searched text must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// The part is the text, no more and no less.
    Exactly,
    /// The part begins with the text.
    StartsWith,
    /// The part ends with the text.
    EndsWith,
    /// The text stands anywhere in the part.
    Contains,
    /// Contains, with anything but letters, digits and `_` (or the end of the text) on either side.
    ContainsWord,
}

/// What is done to the inspected part before it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// The part as it came.
    None,
    /// A-Z become a-z.
    Lowercase,
    /// `%41` becomes `A`.
    UrlDecode,
    /// `&lt;` becomes `<`, and so for the other named and numbered entities.
    HtmlEntityDecode,
    /// Tabs, line breaks and no-break spaces become spaces, several spaces one.
    CompressWhiteSpace,
    /// Undoes what hides shell commands: drops ``\ " ' ^`` and spaces before `/` and `(`, turns `,` and `;` into spaces,
    /// several spaces into one, A-Z into a-z.
    CmdLine,
}

/// Classic grows no more: a value this program does not know is an answer it misreads.
pub(super) fn unknown(what: &str, value: &str) -> Refusal {
    Refusal::local("UnreadableAnswer", format!("WAF Classic answered with the unknown {what} `{value}`"))
}

impl FieldToMatch {
    /// # Errors
    /// `Unsupported` for what can only be read.
    pub(super) fn lower(&self) -> Result<types::FieldToMatch, Refusal> {
        let (kind, data) = match self {
            Self::Header(name) => (types::MatchFieldType::Header, Some(name.to_ascii_lowercase())),
            Self::QueryArgument(name) => (types::MatchFieldType::SingleQueryArg, Some(name.to_ascii_lowercase())),
            Self::AllQueryArguments => (types::MatchFieldType::AllQueryArgs, None),
            Self::Path => (types::MatchFieldType::Uri, None),
            Self::QueryString => (types::MatchFieldType::QueryString, None),
            Self::Method => (types::MatchFieldType::Method, None),
            Self::Body => (types::MatchFieldType::Body, None),
            Self::Other(name) => {
                let what = format!("the part of the request `{name}` was read from AWS and cannot be written back");
                return Err(Refusal::local("Unsupported", what));
            }
        };
        types::FieldToMatch::builder().r#type(kind).set_data(data).build().map_err(incomplete)
    }

    pub(super) fn read(live: Option<&types::FieldToMatch>) -> Self {
        match live {
            Some(types::FieldToMatch { r#type: types::MatchFieldType::Header, data: Some(name), .. }) => {
                Self::Header(name.to_ascii_lowercase())
            }
            Some(types::FieldToMatch { r#type: types::MatchFieldType::SingleQueryArg, data: Some(name), .. }) => {
                Self::QueryArgument(name.to_ascii_lowercase())
            }
            Some(types::FieldToMatch { r#type: types::MatchFieldType::AllQueryArgs, .. }) => Self::AllQueryArguments,
            Some(types::FieldToMatch { r#type: types::MatchFieldType::Uri, .. }) => Self::Path,
            Some(types::FieldToMatch { r#type: types::MatchFieldType::QueryString, .. }) => Self::QueryString,
            Some(types::FieldToMatch { r#type: types::MatchFieldType::Method, .. }) => Self::Method,
            Some(types::FieldToMatch { r#type: types::MatchFieldType::Body, .. }) => Self::Body,
            Some(other) => Self::Other(other.r#type.as_str().to_ascii_lowercase().replace('_', "-")),
            None => Self::Other("none".into()),
        }
    }

    /// Whether both are the same part; header names have no case.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Header(a), Self::Header(b)) | (Self::QueryArgument(a), Self::QueryArgument(b)) => {
                a.eq_ignore_ascii_case(b)
            }
            _ => self == other,
        }
    }
}

impl Position {
    pub(super) fn lower(self) -> types::PositionalConstraint {
        match self {
            Self::Exactly => types::PositionalConstraint::Exactly,
            Self::StartsWith => types::PositionalConstraint::StartsWith,
            Self::EndsWith => types::PositionalConstraint::EndsWith,
            Self::Contains => types::PositionalConstraint::Contains,
            Self::ContainsWord => types::PositionalConstraint::ContainsWord,
        }
    }

    pub(super) fn read(live: &types::PositionalConstraint) -> Result<Self, Refusal> {
        match live {
            types::PositionalConstraint::Exactly => Ok(Self::Exactly),
            types::PositionalConstraint::StartsWith => Ok(Self::StartsWith),
            types::PositionalConstraint::EndsWith => Ok(Self::EndsWith),
            types::PositionalConstraint::Contains => Ok(Self::Contains),
            types::PositionalConstraint::ContainsWord => Ok(Self::ContainsWord),
            other => Err(unknown("position", other.as_str())),
        }
    }
}

impl Transform {
    pub(super) fn lower(self) -> types::TextTransformation {
        match self {
            Self::None => types::TextTransformation::None,
            Self::Lowercase => types::TextTransformation::Lowercase,
            Self::UrlDecode => types::TextTransformation::UrlDecode,
            Self::HtmlEntityDecode => types::TextTransformation::HtmlEntityDecode,
            Self::CompressWhiteSpace => types::TextTransformation::CompressWhiteSpace,
            Self::CmdLine => types::TextTransformation::CmdLine,
        }
    }

    pub(super) fn read(live: &types::TextTransformation) -> Result<Self, Refusal> {
        match live {
            types::TextTransformation::None => Ok(Self::None),
            types::TextTransformation::Lowercase => Ok(Self::Lowercase),
            types::TextTransformation::UrlDecode => Ok(Self::UrlDecode),
            types::TextTransformation::HtmlEntityDecode => Ok(Self::HtmlEntityDecode),
            types::TextTransformation::CompressWhiteSpace => Ok(Self::CompressWhiteSpace),
            types::TextTransformation::CmdLine => Ok(Self::CmdLine),
            other => Err(unknown("text transformation", other.as_str())),
        }
    }
}
