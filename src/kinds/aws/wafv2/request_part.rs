//! Which part of a request a statement looks at.

use serde::{Deserialize, Serialize};

use super::words::{Fallback, InvalidJson, MatchScope, Oversize};

/// The part of a request that is inspected. A missing part matches nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldToMatch {
    /// One header by name; names are compared without regard to case.
    Header(String),
    /// One argument of the query string by name, at most 30 characters; names are compared without regard to case.
    QueryArgument(String),
    /// The values of all arguments of the query string, one after the other.
    AllQueryArguments,
    /// What stands between the host and `?`, with the leading `/`.
    Path,
    /// What stands after `?`.
    QueryString,
    /// What stands after `#`, where the client sends it.
    UriFragment(Option<Fallback>),
    /// The verb.
    Method,
    /// The body as it stands.
    Body(Oversize),
    /// Members of a JSON body.
    JsonBody(JsonBody),
    /// Several headers.
    Headers(Several),
    /// Several cookies; their names mind the case.
    Cookies(Several),
    /// The names of all headers in the order they came, joined by `:`.
    HeaderOrder(Oversize),
    /// The JA3 fingerprint of the TLS client hello.
    Ja3(Fallback),
    /// The JA4 fingerprint of the TLS client hello.
    Ja4(Fallback),
    /// What this vocabulary has no word for, by AWS's name of it. Only ever read.
    Other(String),
}

/// What of a JSON body is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct JsonBody {
    /// Pointers to the members (`/user/name`); none means all of them.
    pub paths: Vec<String>,
    /// Names of members, their values, or both.
    pub scope: MatchScope,
    /// When the body is not valid JSON; none means that what could be read is inspected.
    pub invalid: Option<InvalidJson>,
    /// When the body is longer than what WAF looks at.
    pub oversize: Oversize,
}

/// Which of several headers or cookies are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Several {
    /// Which ones.
    pub which: Which,
    /// Their names, their values, or both.
    pub scope: MatchScope,
    /// When there are more than WAF looks at (8 KB, 200 of them).
    pub oversize: Oversize,
}

/// Some of all headers or cookies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// All of them.
    All,
    /// Those of these names.
    Included(Vec<String>),
    /// All but those of these names.
    Excluded(Vec<String>),
}
