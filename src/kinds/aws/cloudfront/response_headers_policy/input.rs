use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::value::Text;

/// What is wanted of a response headers policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// Unique in the account: letters, digits, `-` and `_`, at most 128.
    pub name: String,
    /// At most 128 characters; carries the marker of the owner.
    pub comment: String,
    /// Who may use answers from pages of other sites; `None` leaves that to the origin.
    pub cors: Option<Cors>,
    /// Headers that browsers keep their users safe by.
    pub security: Security,
    /// Headers of one's own, by name.
    pub headers: BTreeMap<String, Header>,
    /// Headers of the origin that viewers do not get.
    pub removed: BTreeSet<String>,
    /// Percent of the answers that carry `Server-Timing`; `None` for none.
    pub server_timing: Option<u32>,
}

/// Cross-origin resource sharing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Cors {
    /// `https://www.example.com`, or `*`.
    pub origins: BTreeSet<String>,
    /// `GET`, …, or `ALL`.
    pub methods: BTreeSet<String>,
    /// Request headers, or `*`.
    pub headers: BTreeSet<String>,
    /// Response headers, or `*`.
    pub expose: BTreeSet<String>,
    /// Whether requests may carry credentials.
    pub credentials: bool,
    /// Seconds a browser remembers it.
    pub max_age: u32,
    /// Whether it takes the place of what the origin says.
    pub overrides: bool,
}

/// Security headers; `None` leaves one to the origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Security {
    /// `Strict-Transport-Security`.
    pub hsts: Option<Hsts>,
    /// `X-Content-Type-Options: nosniff`: whether it takes the place of the origin's.
    pub content_type_options: Option<bool>,
    /// `X-Frame-Options`: `DENY` or `SAMEORIGIN`.
    pub frame_options: Option<Word>,
    /// `Referrer-Policy`.
    pub referrer_policy: Option<Word>,
    /// `Content-Security-Policy`.
    pub content_security_policy: Option<Header>,
    /// `X-XSS-Protection`: `block` or `filter`.
    pub xss_protection: Option<Word>,
}

/// `Strict-Transport-Security`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Hsts {
    /// Seconds.
    pub max_age: u32,
    /// For all names below.
    pub include_subdomains: bool,
    /// Whether browsers may know before the first visit.
    pub preload: bool,
    /// Whether it takes the place of the origin's.
    pub overrides: bool,
}

/// A header that says one of some words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Word {
    /// The word.
    pub value: String,
    /// Whether it takes the place of the origin's.
    pub overrides: bool,
}

/// A header with any text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Header {
    /// What it says.
    pub value: Text,
    /// Whether it takes the place of the origin's.
    pub overrides: bool,
}
