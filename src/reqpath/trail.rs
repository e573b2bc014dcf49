use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::truth::Given;
use super::{Phrase, Request};
use crate::names::ResourceId;

/// What becomes of a request, hop by hop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Trail {
    /// In the order in which they were passed.
    pub hops: Vec<Hop>,
    /// The status the client sees. `None` when what is reached answers by itself, and when nobody can tell.
    pub status: Option<u16>,
    /// Who settled it: what refused, redirected or answered. `None` when nobody can tell, or no part of the perimeter is asked.
    pub decided_by: Option<ResourceId>,
    /// The function, bucket or foreign server that got the request.
    pub reaches: Option<Reached>,
    /// Why nobody can tell the outcome.
    pub uncertain: Option<String>,
    /// Outcomes there may be instead, in the order of the hops that nobody can tell.
    pub or_else: Vec<Fork>,
    /// What the outcome rests on.
    pub assuming: Given,
    /// What the client gets from the perimeter itself; `None` when what is reached answers.
    pub answer: Option<Answer>,
}

/// One hop and what it decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Hop {
    /// What was decided here.
    pub step: Step,
    /// The resource that decided; `None` when it is none of the perimeter's.
    pub at: Option<ResourceId>,
    /// The part of it: a rule, a behavior, a route.
    pub part: Option<Part>,
    /// What.
    pub decision: Decision,
    /// The status, where it ends here.
    pub status: Option<u16>,
    /// In words.
    pub why: String,
    /// What else was looked at on the way: rules that counted, headers that were put in place of others.
    pub notes: Vec<Note>,
}

/// Something that was looked at without settling anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Note {
    /// The part of the hop's resource it is about.
    pub part: Option<Part>,
    /// In words.
    pub text: String,
}

/// What is decided at a hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Who answers for the host.
    Host,
    /// Whether plain HTTP will do.
    ViewerProtocol,
    /// Whether the viewer's country is served.
    Country,
    /// What a web ACL says.
    WebAcl,
    /// Which behavior serves the path.
    Behavior,
    /// Whether the behavior lets the verb through.
    Method,
    /// What a function at the edge makes of the request or the answer.
    EdgeFunction,
    /// Whether an answer to it is kept at the edge.
    Cache,
    /// Where it goes on to, and with what.
    Origin,
    /// Which stage of an API serves it.
    Stage,
    /// What a resource policy says.
    Policy,
    /// Which route serves it.
    Route,
    /// Whether an authorizer, IAM or an API key lets it in.
    Access,
    /// Whether there are requests left.
    Throttle,
    /// What the route hands it to.
    Integration,
    /// Whether the function may be called.
    Permission,
    /// The function gets it.
    Function,
    /// What a bucket answers.
    Bucket,
    /// A web server outside the perimeter gets it.
    Server,
    /// What an error page makes of the answer.
    ErrorPage,
}

/// What a hop decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It goes on.
    Pass,
    /// It goes on, changed.
    Change,
    /// It ends here with a refusal.
    Refuse,
    /// It ends here with an answer.
    Answer,
    /// The client is sent elsewhere.
    Redirect,
    /// Nobody can tell; what follows is what happens if it passes.
    Uncertain,
}

/// A part of a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A rule of a web ACL, by name.
    Rule(String),
    /// What a web ACL does by default.
    Default,
    /// A behavior, by pattern.
    Behavior(String),
    /// An origin, by id.
    Origin(String),
    /// A route, `VERB /path`.
    Route(String),
    /// A field of the resource's input.
    Field(String),
}

/// What got the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// A function.
    Function(Box<Call>),
    /// A bucket.
    Object {
        /// The bucket's resource.
        at: ResourceId,
        /// The bucket's name.
        bucket: String,
        /// What was asked of it; empty for the bucket itself.
        key: String,
    },
    /// A web server that is none of the perimeter's.
    Server {
        /// What it gets.
        request: Box<Request>,
    },
}

impl Reached {
    /// The resource, if it is one.
    pub fn at(&self) -> Option<&ResourceId> {
        match self {
            Self::Function(call) => Some(&call.function),
            Self::Object { at, .. } => Some(at),
            Self::Server { .. } => None,
        }
    }
}

/// A call of a function by API Gateway: everything its event is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Call {
    /// The resource of the function, alias or version that is called.
    pub function: ResourceId,
    /// Its ARN.
    pub arn: String,
    /// The request as the gateway got it: its path begins with the stage on the gateway's own host.
    pub request: Request,
    /// The path behind the stage, slashes as sent.
    pub path: String,
    /// The path of the resource that matched, `/{proxy+}`.
    pub resource: String,
    /// By name, percent-decoded.
    pub path_parameters: BTreeMap<String, String>,
    /// The API's id.
    pub api: String,
    /// The stage's name.
    pub stage: String,
    /// The id of the deployment it serves.
    pub deployment: String,
    /// Stage variables.
    pub variables: BTreeMap<String, String>,
    /// Twelve digits.
    pub account: String,
    /// The API key it was sent with, and the key's id.
    pub key: Option<(Phrase, String)>,
    /// Whether an authorizer let it in: its answer is part of the event.
    pub authorized: bool,
    /// Whether its body goes to the function in base64.
    pub binary: bool,
}

/// What the client gets from the perimeter itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// In the order of sending.
    pub headers: Vec<(String, String)>,
    /// The text; empty for none.
    pub body: String,
}

/// An outcome there may be instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Fork {
    /// The status the client would see.
    pub status: u16,
    /// Who would have settled it.
    pub by: Option<ResourceId>,
    /// On what it depends.
    pub why: String,
}

impl Answer {
    /// An answer with a media type and a text.
    pub fn new(status: u16, media_type: &str, body: impl Into<String>) -> Self {
        Self { status, headers: vec![("Content-Type".to_owned(), media_type.to_owned())], body: body.into() }
    }

    /// The same with one more header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}
