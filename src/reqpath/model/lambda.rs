use serde::{Deserialize, Serialize};

use crate::names::ResourceId;

/// A function, a version or an alias: something that can be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Function {
    /// The resource it came from.
    pub at: ResourceId,
    /// What callers name it by.
    pub arn: String,
    /// Who may call it, beyond what IAM lets its account's own people do.
    pub grants: Vec<Grant>,
    /// Whether what may be called of it is known: not of a function that somebody else keeps.
    pub grants_known: bool,
    /// How many calls may run at once; 0 stops it.
    pub concurrency: Option<u32>,
}

/// A statement of a function's policy, for exactly one qualifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Grant {
    /// The resource it came from.
    pub at: ResourceId,
    /// `apigateway.amazonaws.com`, an account id, an ARN, or `*`.
    pub principal: String,
    /// `lambda:InvokeFunction`.
    pub action: String,
    /// Pattern over ARNs the call must come from; empty for any.
    pub source_arn: String,
    /// The account the source must belong to.
    pub source_account: Option<String>,
}
