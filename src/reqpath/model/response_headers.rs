use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::reqpath::Phrase;

/// What a behavior changes about the headers of answers: CloudFront's response headers policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ResponseHeadersPolicy {
    /// Its name, or its id where it is not known here.
    pub name: String,
    /// Whether it is known here what it does.
    pub known: bool,
    /// Headers for pages of other sites.
    pub cors: Option<Cors>,
    /// Headers every answer gets.
    pub set: Vec<ResponseHeader>,
    /// Headers of the origin that viewers do not get.
    pub removed: BTreeSet<String>,
    /// Percent of the answers that carry `Server-Timing`; `None` for none at all.
    pub server_timing: Option<u32>,
}

/// A header that an answer gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ResponseHeader {
    /// Its name.
    pub name: String,
    /// What it says.
    pub value: Phrase,
    /// Whether it takes the place of what the origin says.
    pub overrides: bool,
}

/// Who may use answers from pages of other sites; an empty list leaves its header out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cors {
    /// `https://www.example.com`, perhaps with `*`, or `*` for all.
    pub origins: BTreeSet<String>,
    /// Verbs, or `ALL`.
    pub methods: BTreeSet<String>,
    /// Request headers, or `*`.
    pub headers: BTreeSet<String>,
    /// Response headers, or `*`.
    pub expose: BTreeSet<String>,
    /// Whether requests may carry credentials.
    pub credentials: bool,
    /// Seconds a browser remembers it.
    pub max_age: Option<u32>,
    /// Whether each of its headers takes the place of what the origin says.
    pub overrides: bool,
}
