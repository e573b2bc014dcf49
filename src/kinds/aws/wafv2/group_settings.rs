//! What AWS's managed groups are told about what they protect.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::words::Words;

/// What a managed group is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupSettings {
    /// `AWSManagedRulesATPRuleSet`: account takeover prevention.
    Logins(Logins),
    /// `AWSManagedRulesACFPRuleSet`: account creation fraud prevention.
    Accounts(Accounts),
    /// `AWSManagedRulesAntiDDoSRuleSet`.
    AntiDdos(AntiDdos),
}

/// Where and how people log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Logins {
    /// What the path of the page begins with.
    pub login_path: String,
    /// Whether that is a regular expression.
    pub regex_in_path: bool,
    /// Which fields hold what.
    pub request_inspection: Option<RequestInspection>,
    /// What tells success from failure; CLOUDFRONT only.
    pub response_inspection: Option<ResponseInspection>,
}

/// Where and how people sign up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Accounts {
    /// What the path begins with that takes the form.
    pub creation_path: String,
    /// What the path begins with that shows the form.
    pub registration_page_path: String,
    /// Whether those are regular expressions.
    pub regex_in_path: bool,
    /// Which fields hold what.
    pub request_inspection: Option<RequestInspection>,
    /// What tells success from failure; CLOUDFRONT only.
    pub response_inspection: Option<ResponseInspection>,
}

/// Which fields of a form hold what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RequestInspection {
    /// How forms come.
    pub payload: Payload,
    /// The name.
    pub username: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// The address of mails; of new accounts only.
    pub email: Option<String>,
    /// Parts of a phone number in their order; of new accounts only.
    pub phone_number: Vec<String>,
    /// Lines of an address in their order; of new accounts only.
    pub address: Vec<String>,
}

/// What of an answer tells success from failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResponseInspection {
    /// The status.
    StatusCode(Outcomes<i32>),
    /// A header.
    Header(Named),
    /// A member of a JSON body.
    Json(Named),
    /// Texts anywhere in the body.
    BodyContains(Outcomes<String>),
}

/// A header or member with what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Named {
    /// The header, or a pointer to the member.
    pub name: String,
    /// What it holds.
    pub values: Outcomes<String>,
}

/// What stands for success and what for failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Outcomes<T: Ord> {
    /// Each means success.
    pub success: BTreeSet<T>,
    /// Each means failure.
    pub failure: BTreeSet<T>,
}

/// What happens during an attack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AntiDdos {
    /// How suspicious a request is that is blocked; AWS's `LOW` unless told.
    pub sensitivity_to_block: Suspicion,
    /// Whether browsers are tested silently.
    pub challenge: bool,
    /// How suspicious a request is that is tested; AWS's `HIGH` unless told.
    pub challenge_sensitivity: Suspicion,
    /// Regular expressions of paths that are never tested.
    pub exempt_uris: BTreeSet<String>,
}

/// How forms come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payload {
    /// As JSON.
    Json,
    /// As HTML sends them.
    FormEncoded,
}

/// How suspicious a request must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suspicion {
    /// Very.
    Low,
    /// Somewhat.
    Medium,
    /// A little.
    High,
}

impl Words for Payload {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Json, "JSON"), (Self::FormEncoded, "FORM_ENCODED")];
}

impl Words for Suspicion {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Low, "LOW"), (Self::Medium, "MEDIUM"), (Self::High, "HIGH")];
}
