use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Policy;
use crate::names::ResourceId;
use crate::reqpath::Phrase;

/// A REST API of API Gateway with its stages. All stages are taken to serve the routes as they are now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Gateway {
    /// The resource it came from.
    pub at: ResourceId,
    /// Its id.
    pub id: String,
    /// `us-east-2`.
    pub region: String,
    /// `{id}.execute-api.{region}.amazonaws.com`.
    pub host: String,
    /// Where callers reach it.
    pub endpoint: EndpointType,
    /// Whether `host` answers 403.
    pub host_disabled: bool,
    /// What serves which verb on which path.
    pub routes: Vec<Route>,
    /// Who decides who may call, by name.
    pub authorizers: BTreeMap<String, Authorizer>,
    /// Answers of the gateway's own that are not AWS's, by type.
    pub responses: BTreeMap<String, GatewayResponse>,
    /// Who may call at all.
    pub policy: Option<Policy>,
    /// Media types whose bodies are bytes.
    pub binary_types: BTreeSet<String>,
    /// The names under which it is served.
    pub stages: Vec<Stage>,
}

/// Where callers reach an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointType {
    /// In its region.
    Regional,
    /// Through a distribution of AWS's.
    Edge,
    /// From VPC endpoints only.
    Private,
}

/// What serves one verb on one path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Route {
    /// The verb, or `ANY`.
    pub verb: String,
    /// With `{name}` for a segment and, last, `{name+}` for all that follow.
    pub path: String,
    /// What its requests are handed to.
    pub integration: Integration,
    /// Who may call it.
    pub auth: Auth,
    /// Whether callers must send the key of a usage plan.
    pub key: bool,
}

impl Route {
    /// `VERB /path`, as the spec and AWS write it.
    pub fn name(&self) -> String {
        format!("{} {}", self.verb, self.path)
    }
}

/// Who may call a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// Everybody.
    Open,
    /// Whoever signs the request with credentials that IAM lets call it.
    Iam,
    /// Whomever this authorizer of the API lets in.
    Authorizer(String),
    /// Something that is not understood here, by AWS's name.
    Other(String),
}

/// What a method hands its requests to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Integration {
    /// A function that gets the whole request.
    Function {
        /// What is called: the ARN of a function, version or alias.
        arn: String,
    },
    /// A web server that gets the request as it is.
    Server {
        /// Its address; `{name}` in it is that parameter of the path.
        url: String,
    },
    /// An answer of the gateway's.
    Mock(MockAnswer),
    /// Something that is not understood here, by what it is.
    Other(String),
}

/// What a mock answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MockAnswer {
    /// 200 to 599.
    pub status: u16,
    /// Fixed values by header name.
    pub headers: BTreeMap<String, String>,
    /// Templates by media type.
    pub bodies: BTreeMap<String, String>,
}

/// A function that decides who may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Authorizer {
    /// What is called: the ARN of a function, version or alias; `None` for something else than a function.
    pub arn: Option<String>,
    /// Whether it sees one header only.
    pub token: bool,
    /// What must be in a request before it is asked: `method.request.header.Authorization`.
    pub identity_sources: Vec<String>,
    /// A regular expression that a token must match as a whole.
    pub validation: Option<String>,
    /// Seconds its answer is remembered.
    pub ttl: u32,
}

/// An answer of the gateway's own that is not AWS's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct GatewayResponse {
    /// `None` keeps the status the type has.
    pub status: Option<u16>,
    /// Fixed values by header name.
    pub headers: BTreeMap<String, String>,
    /// Templates by media type.
    pub bodies: BTreeMap<String, String>,
}

/// A name under which an API is served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Stage {
    /// The resource it came from.
    pub at: ResourceId,
    /// First segment of the path callers use.
    pub name: String,
    /// `arn:aws:apigateway:{region}::/restapis/{id}/stages/{name}`.
    pub arn: String,
    /// The id of the deployment it serves.
    pub deployment: String,
    /// Stage variables.
    pub variables: BTreeMap<String, String>,
    /// How many requests it lets through, by `*/*` or `VERB /path`; what is said for `*/*` is for every other method by itself.
    pub throttles: BTreeMap<String, Throttle>,
    /// The web ACL in front of it: the resource that put it there, and the ACL's ARN or id. Of both products one may be there;
    /// the newer one counts then (aws-facts 12.1).
    pub web_acls: Vec<(ResourceId, String)>,
    /// The usage plans for it.
    pub plans: Vec<KeyedPlan>,
}

/// How many requests are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Throttle {
    /// Requests a second.
    pub rate: u32,
    /// Requests at once.
    pub burst: u32,
}

impl Throttle {
    /// For people.
    pub fn words(&self) -> String {
        format!("{} requests a second, {} at once", self.rate, self.burst)
    }
}

/// How many requests a key is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Quota {
    /// Requests.
    pub most: u32,
    /// After what it begins anew.
    pub period: QuotaPeriod,
}

/// After what a quota begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuotaPeriod {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

impl Quota {
    /// For people.
    pub fn words(&self) -> String {
        let period = match self.period {
            QuotaPeriod::Day => "day",
            QuotaPeriod::Week => "week",
            QuotaPeriod::Month => "month",
        };
        format!("{} requests a {period}", self.most)
    }
}

/// A usage plan with its keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct KeyedPlan {
    /// The resource it came from.
    pub at: ResourceId,
    /// What it lets through of each key; `None` for what the stage does.
    pub throttle: Option<Throttle>,
    /// What each key is good for; `None` for any number.
    pub quota: Option<Quota>,
    /// The keys that count, with the id of each and the resource it came from.
    pub keys: Vec<(ResourceId, String, Phrase)>,
}

/// A name of one's own for a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Domain {
    /// The resource it came from.
    pub at: ResourceId,
    /// `api.example.com`.
    pub host: String,
    /// The name DNS leads to, which is no host to call.
    pub target: String,
    /// The API and its stage that answer for every path; `None` while none does.
    pub mapped: Option<(String, String)>,
}
