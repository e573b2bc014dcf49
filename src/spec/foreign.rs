//! What exists already and is named by its ARN: what may stand where, as data, and what is wrong with an ARN.

use super::declare::{Foreign, Home};
use super::{Gaps, Spec, Template};
use crate::diag::{Diagnostic, Problems};

/// An ARN in a slot that takes one.
#[derive(Debug, Clone)]
pub struct ForeignArn {
    /// As written.
    pub arn: Template,
    /// What it must be the ARN of.
    pub of: &'static Foreign,
}

impl PartialEq for ForeignArn {
    fn eq(&self, other: &Self) -> bool {
        self.arn == other.arn && self.of.what == other.of.what
    }
}

impl Eq for ForeignArn {}

/// The parts of an ARN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `lambda`.
    pub service: &'a str,
    /// Empty for what has none.
    pub region: &'a str,
    /// Twelve digits; empty for what has none.
    pub account: &'a str,
    /// All behind the account.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Takes `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` apart.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let (arn, partition) = (parts.next()?, parts.next()?);
        let (service, region, account) = (parts.next()?, parts.next()?, parts.next()?);
        let resource = parts.next().filter(|resource| !resource.is_empty())?;
        (arn == "arn" && partition.starts_with("aws")).then_some(Self { service, region, account, resource })
    }
}

/// On stages of gateways.
pub(super) static STAGE_ACL: Foreign = Foreign {
    what: "a web ACL for gateways",
    like: "arn:aws:wafv2:us-east-2:111122223333:regional/webacl/NAME/ID",
    home: Home::Stack,
    is: |service, resource| {
        (service == "wafv2" && resource.starts_with("regional/webacl/"))
            || (service == "waf-regional" && resource.starts_with("webacl/"))
    },
};

/// On distributions.
pub(super) static EDGE_ACL: Foreign = Foreign {
    what: "a web ACL for distributions",
    like: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/NAME/ID",
    home: Home::UsEast1,
    is: |service, resource| service == "wafv2" && resource.starts_with("global/webacl/"),
};

/// For the aliases of a distribution.
pub(super) static EDGE_CERTIFICATE: Foreign = Foreign {
    what: "a certificate for distributions",
    like: "arn:aws:acm:us-east-1:111122223333:certificate/ID",
    home: Home::UsEast1,
    is: |service, resource| service == "acm" && resource.starts_with("certificate/"),
};

/// For a regional domain name.
pub(super) static CERTIFICATE: Foreign = Foreign {
    what: "a certificate",
    like: "arn:aws:acm:us-east-2:111122223333:certificate/ID",
    home: Home::Stack,
    is: |service, resource| service == "acm" && resource.starts_with("certificate/"),
};

/// What requests are sent on to, or logs written into.
pub(super) static BUCKET: Foreign = Foreign {
    what: "a bucket",
    like: "arn:aws:s3:::NAME",
    home: Home::Nowhere,
    is: |service, resource| service == "s3" && !resource.contains('/'),
};

/// What is called.
pub(super) static FUNCTION: Foreign = Foreign {
    what: "an alias or version of a function",
    like: "arn:aws:lambda:us-east-2:111122223333:function:NAME:ALIAS",
    home: Home::Stack,
    is: |service, resource| {
        let parts: Vec<&str> = resource.split(':').collect();
        let called = |alias: &str| !alias.is_empty() && alias != "$LATEST";
        service == "lambda" && matches!(parts[..], ["function", name, alias] if !name.is_empty() && called(alias))
    },
};

/// Addresses that rules look in.
pub(super) static IP_SET: Foreign = Foreign {
    what: "an IP set",
    like: "arn:aws:wafv2:us-east-2:111122223333:regional/ipset/NAME/ID",
    home: Home::Scope,
    is: |service, resource| service == "wafv2" && is_scoped(resource, "ipset"),
};

/// Regular expressions that rules look for.
pub(super) static REGEX_SET: Foreign = Foreign {
    what: "a regex pattern set",
    like: "arn:aws:wafv2:us-east-2:111122223333:regional/regexpatternset/NAME/ID",
    home: Home::Scope,
    is: |service, resource| service == "wafv2" && is_scoped(resource, "regexpatternset"),
};

/// Rules that web ACLs use.
pub(super) static RULE_GROUP: Foreign = Foreign {
    what: "a rule group",
    like: "arn:aws:wafv2:us-east-2:111122223333:regional/rulegroup/NAME/ID",
    home: Home::Scope,
    is: |service, resource| service == "wafv2" && is_scoped(resource, "rulegroup"),
};

/// What requests are sent on to.
pub(super) static STAGE: Foreign = Foreign {
    what: "the stage of a REST API",
    like: "arn:aws:apigateway:us-east-2::/restapis/ID/stages/NAME",
    home: Home::Anywhere,
    is: |service, resource| service == "apigateway" && stage_of(resource).is_some(),
};

/// `regional/ipset/NAME/ID`.
fn is_scoped(resource: &str, noun: &str) -> bool {
    let parts: Vec<&str> = resource.split('/').collect();
    matches!(parts[..], ["regional" | "global", kind, name, id] if kind == noun && !name.is_empty() && !id.is_empty())
}

/// Id and stage of a REST API in `/restapis/ID/stages/NAME`.
pub fn stage_of(resource: &str) -> Option<(&str, &str)> {
    let (api, stage) = resource.strip_prefix("/restapis/")?.split_once("/stages/")?;
    let plain = |text: &str| !text.is_empty() && !text.contains('/');
    (plain(api) && plain(stage)).then_some((api, stage))
}

/// What a function runs under.
pub(super) static ROLE: Foreign = Foreign {
    what: "a role",
    like: "arn:aws:iam::111122223333:role/NAME",
    home: Home::Account,
    is: |service, resource| service == "iam" && resource.starts_with("role/"),
};

/// What a function writes into.
pub(super) static LOG_GROUP: Foreign = Foreign {
    what: "a log group",
    like: "arn:aws:logs:us-east-2:111122223333:log-group:NAME",
    home: Home::Stack,
    is: |service, resource| service == "logs" && resource.starts_with("log-group:"),
};

/// Where a stage writes a line for every request. API Gateway takes no delivery stream of another name.
pub(super) static ACCESS_LOG: Foreign = Foreign {
    what: "a log group, or a delivery stream for API Gateway",
    like: "arn:aws:logs:us-east-2:111122223333:log-group:NAME",
    home: Home::Stack,
    is: |service, resource| {
        (service == "logs" && resource.starts_with("log-group:"))
            || (service == "firehose" && resource.starts_with("deliverystream/amazon-apigateway-"))
    },
};

impl ForeignArn {
    /// What is wrong with it, `text` being what it says once its references are known.
    pub fn complaint(&self, text: &str, region: &str) -> Option<Diagnostic> {
        let Foreign { what, like, home, is } = self.of;
        let wrong = |message: String, label: &str| {
            let problem = Diagnostic::error("E0313", message).at(self.arn.span, label);
            Some(problem.help(format!("it looks like `{like}`")))
        };
        let Some(arn) = Arn::parse(text).filter(|arn| is(arn.service, arn.resource)) else {
            return wrong(format!("`{text}` is not the ARN of {what}"), "something else");
        };
        let wanted = match home {
            Home::Stack => region,
            Home::UsEast1 => "us-east-1",
            Home::Scope if arn.resource.starts_with("global/") => "us-east-1",
            Home::Scope => region,
            Home::Anywhere => arn.region,
            Home::Account | Home::Nowhere => "",
        };
        if arn.region != wanted {
            let there = if arn.region.is_empty() { "nowhere".to_owned() } else { format!("in `{}`", arn.region) };
            return match home {
                Home::Stack | Home::Scope => {
                    wrong(format!("this is {there}, and the stack in `{wanted}`"), "of another region")
                }
                Home::UsEast1 => wrong(format!("this is {there}"), "what CloudFront uses is in `us-east-1`"),
                Home::Account | Home::Nowhere | Home::Anywhere => {
                    wrong(format!("`{text}` is not the ARN of {what}"), "it has no region")
                }
            };
        }
        let is_account = arn.account.len() == 12 && arn.account.bytes().all(|byte| byte.is_ascii_digit());
        match home {
            Home::Nowhere | Home::Anywhere if arn.account.is_empty() => None,
            Home::Nowhere | Home::Anywhere => wrong(format!("`{text}` is not the ARN of {what}"), "it has no account"),
            Home::Stack | Home::UsEast1 | Home::Scope | Home::Account if is_account => None,
            Home::Stack | Home::UsEast1 | Home::Scope | Home::Account => {
                wrong(format!("`{text}` is not the ARN of {what}"), "the account has twelve digits")
            }
        }
    }
}

/// Complains about ARNs of something else, or of another region, as far as they are known without an environment.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    let region = &spec.stack.region;
    for foreign in &spec.foreign {
        let Some(text) = foreign.arn.as_literal() else { continue };
        // Of a stack whose region is not known, any will do.
        let at = if gaps.value(region.span) { Arn::parse(text).map_or("", |arn| arn.region) } else { &region.value };
        if !gaps.value(foreign.arn.span) {
            problems.0.extend(foreign.complaint(text, at));
        }
    }
}
