//! Rules of web ACLs and rule groups as plain data.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::statement::Statement;

/// A rule of a web ACL or a rule group; its name is the key it stands under.
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
    /// Put on each request that matches, for later rules to see: without the `awswaf:…:` AWS puts before them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub labels: BTreeSet<String>,
    /// Headers put into the request that goes on, by name without the `x-amzn-waf-` AWS puts before it; not with `block`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub insert_headers: BTreeMap<String, String>,
    /// What a blocked request is answered, when not a plain 403; only with `block`.
    #[serde(default)]
    pub response: Option<Response>,
    /// For how long a solved puzzle holds, seconds; none for what the ACL says.
    #[serde(default)]
    pub captcha_immunity: Option<i64>,
    /// For how long a passed challenge holds, seconds; none for what the ACL says.
    #[serde(default)]
    pub challenge_immunity: Option<i64>,
}

impl Rule {
    /// A rule without labels, headers and the like, that is neither measured nor sampled.
    pub fn new(priority: i32, action: Action, statement: Statement) -> Self {
        Self {
            priority,
            action,
            statement,
            metric: None,
            sampled: false,
            labels: BTreeSet::new(),
            insert_headers: BTreeMap::new(),
            response: None,
            captcha_immunity: None,
            challenge_immunity: None,
        }
    }
}

/// What happens to a request that matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Terminates: the request passes and no later rule sees it.
    Allow,
    /// Terminates: 403, or the custom response.
    Block,
    /// Is counted; evaluation goes on. For a rule group: whatever its rules would do is only counted.
    Count,
    /// Like count for who has solved a puzzle lately; others are answered 405 with one.
    Captcha,
    /// Like count for who has shown to be a browser lately; others are answered 202 with a silent test.
    Challenge,
    /// For a rule group: each of its rules does what it does.
    Group,
    /// What this vocabulary has no word for. Only ever read.
    Other(String),
}

/// What happens to a request that no rule decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefaultAction {
    /// The request goes through.
    Allow,
    /// The request is answered 403, or with the custom response.
    Block,
    /// What this vocabulary has no word for. Only ever read.
    Other(String),
}

/// What a blocked request is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Response {
    /// One of the codes AWS lists, 200-599.
    pub status: i32,
    /// At most ten; not `content-type`, which follows from the body.
    pub headers: BTreeMap<String, String>,
    /// Which of the ACL's bodies; none for an empty one.
    pub body: Option<String>,
}

/// A body of custom responses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ResponseBody {
    /// `TEXT_PLAIN`, `TEXT_HTML` or `APPLICATION_JSON`.
    pub content_type: String,
    /// 1-4,096 bytes.
    pub content: String,
}
