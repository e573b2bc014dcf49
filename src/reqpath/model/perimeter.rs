use serde::{Deserialize, Serialize};

use super::{Bucket, Distribution, Domain, Function, Gateway, WebAcl};
use crate::names::ResourceId;

/// Everything a request can meet, as data. Each part knows the resource it came from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Perimeter {
    /// Twelve digits; zeros when nobody said.
    pub account: String,
    /// CloudFront distributions.
    pub distributions: Vec<Distribution>,
    /// REST APIs with their stages.
    pub gateways: Vec<Gateway>,
    /// Custom domain names of REST APIs.
    pub domains: Vec<Domain>,
    /// Web ACLs of both products.
    pub web_acls: Vec<WebAcl>,
    /// Functions, versions and aliases, each by what callers name it by.
    pub functions: Vec<Function>,
    /// S3 buckets.
    pub buckets: Vec<Bucket>,
    /// What could not be read as it is, by the resource: a trace that meets it says so.
    pub unread: Vec<(ResourceId, String)>,
}

impl Perimeter {
    /// The web ACL of this ARN or id.
    pub fn web_acl(&self, name: &str) -> Option<&WebAcl> {
        self.web_acls.iter().find(|acl| acl.arn == name || acl.id == name)
    }

    /// What a function's ARN, or that of one of its versions or aliases, stands for.
    pub fn function(&self, arn: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.arn == arn)
    }
}
