//! The part of a request a Classic tuple looks at, and how.

use serde::{Deserialize, Serialize};

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
    Exactly,
    StartsWith,
    EndsWith,
    Contains,
    /// Contains, with anything but letters, digits and `_` (or the end of the text) on either side.
    ContainsWord,
}

/// What is done to the inspected part before it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    None,
    Lowercase,
    UrlDecode,
    HtmlEntityDecode,
    CompressWhiteSpace,
    CmdLine,
}
