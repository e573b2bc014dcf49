use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::names::ResourceId;
use crate::reqpath::{Phrase, Position};

/// A web ACL of either product, in one vocabulary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WebAcl {
    /// The resource it came from.
    pub at: ResourceId,
    /// What stages and distributions name it by, in v2.
    pub arn: String,
    /// What they name it by, in Classic.
    pub id: String,
    /// Its name, which labels carry.
    pub name: String,
    /// Whose ACL it is.
    pub product: Product,
    /// By ascending priority.
    pub rules: Vec<Rule>,
    /// What happens to a request that no rule decided.
    pub default: AclAction,
    /// Headers that the default puts into requests that go on, by name as the next hop sees them.
    pub inserts: BTreeMap<String, String>,
}

/// One of AWS's two products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// WAFv2.
    V2,
    /// WAF Classic Regional.
    Classic,
}

/// A rule at its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rule {
    /// Its name in the spec.
    pub name: String,
    /// Evaluated in ascending order.
    pub priority: i64,
    /// What it looks for and does.
    pub body: RuleBody,
    /// Added to requests it matches, fully qualified; later rules see them.
    pub labels: Vec<String>,
    /// Headers put into requests it matches that go on, by name as the next hop sees them.
    pub inserts: BTreeMap<String, String>,
}

/// What a rule looks for and does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleBody {
    /// A condition of its own.
    When(Condition, RuleAction),
    /// A group of rules, each with its own action.
    Group(Group),
}

/// A group of rules that stands in an ACL as one rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Group {
    /// `AWS/AWSManagedRulesCommonRuleSet`, or the name of one's own.
    pub name: String,
    /// `None` for rules that only AWS knows.
    pub rules: Option<Vec<Rule>>,
    /// What AWS publishes of its intent; empty when nothing is known here.
    pub intent: String,
    /// Requests it is shown at all.
    pub narrowed: Option<Condition>,
    /// Whether the ACL counts whatever the group says.
    pub only_counts: bool,
    /// Actions the ACL puts in place of those of rules in the group, by rule name.
    pub instead: BTreeMap<String, RuleAction>,
}

/// What happens to a request that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleAction {
    /// It passes and no later rule sees it.
    Allow,
    /// It is answered.
    Block(BlockAnswer),
    /// It is counted; evaluation goes on.
    Count,
    /// A puzzle (405), unless the client solved one before.
    Captcha,
    /// A silent test of the client (202), unless it passed one before.
    Challenge,
    /// What is not understood here, by AWS's name.
    Other(String),
}

/// What happens to a request that no rule decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AclAction {
    /// It passes.
    Allow,
    /// It is answered.
    Block(BlockAnswer),
    /// What is not understood here, by AWS's name.
    Other(String),
}

/// What a blocked client gets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BlockAnswer {
    /// `None` for 403, as the gateway or CloudFront writes it.
    pub status: Option<u16>,
    /// Headers of the rule's own answer.
    pub headers: BTreeMap<String, String>,
    /// Its media type and text.
    pub body: Option<(String, String)>,
}

/// Which requests are meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// Those the inner one does not mean, so also where the inspected part is missing.
    Not(Box<Condition>),
    /// A part of the request is as it should be.
    Part(Test),
    /// The client is in one of these countries.
    Country {
        /// ISO codes.
        countries: BTreeSet<String>,
        /// The header that says whose address counts, in place of the connection's, and whether a request with a broken one
        /// matches.
        forwarded: Option<(String, bool)>,
    },
    /// The client's address is in one of these ranges.
    Address {
        /// The ranges.
        set: AddressSet,
        /// As of countries, with the place in the header: `FIRST`, `LAST` or `ANY`.
        forwarded: Option<(String, bool, String)>,
    },
    /// The client is in one of these autonomous systems.
    System {
        /// Their numbers.
        numbers: Vec<i64>,
        /// The header that says whose address counts, in place of the connection's.
        forwarded: Option<String>,
    },
    /// An earlier rule added a label.
    Label {
        /// What is looked for: fully qualified, or the last parts of one of the rule's own context.
        key: String,
        /// How it is compared.
        scope: LabelScope,
        /// What labels of the rule's own context begin with.
        context: String,
    },
    /// The client sent more than so many requests.
    Rate(Rate),
    /// What is not understood here, by AWS's name of it.
    Opaque(String),
}

/// How a label is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelScope {
    /// The last parts of a label.
    Label,
    /// Whole parts before the last one.
    Namespace,
}

/// More than so many requests in so much time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rate {
    /// Requests.
    pub limit: u64,
    /// Seconds.
    pub window: u32,
    /// What requests that are counted together have in common; nothing when all are.
    pub per: Vec<RateKey>,
    /// Which ones are counted.
    pub narrowed: Option<Box<Condition>>,
}

/// What requests that are counted together have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RateKey {
    /// The address of the connection.
    Address,
    /// The first address in a header, and whether a request with a broken one is one too many.
    Forwarded(String, bool),
    /// A part of the request after transformations.
    Part(Field, Vec<Transform>),
    /// One cookie after transformations.
    Cookie(String, Vec<Transform>),
    /// The labels of a namespace.
    Labels(String),
    /// What is not understood here, in words.
    Other(String),
}

impl RateKey {
    /// For people.
    pub fn words(&self) -> String {
        match self {
            Self::Address => "address".to_owned(),
            Self::Forwarded(header, _) => format!("first address in {header}"),
            Self::Part(Field::Header(name), _) => format!("header {name}"),
            Self::Part(Field::QueryArgument(name), _) => format!("query parameter {name}"),
            Self::Part(Field::UriPath, _) => "path".to_owned(),
            Self::Part(Field::QueryString, _) => "query".to_owned(),
            Self::Part(Field::Method, _) => "verb".to_owned(),
            Self::Part(_, _) => "part".to_owned(),
            Self::Cookie(name, _) => format!("cookie {name}"),
            Self::Labels(namespace) => format!("labels {namespace}"),
            Self::Other(what) => what.clone(),
        }
    }
}

/// A set of address ranges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AddressSet {
    /// The resource, or the ARN where that is all that is known.
    pub name: String,
    /// `192.0.2.0/24`; `None` when they are not known here.
    pub ranges: Option<Vec<String>>,
}

/// A part of the request, made comparable and compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Test {
    /// The part.
    pub field: Field,
    /// Applied to it in this order.
    pub transforms: Vec<Transform>,
    /// What it is compared with.
    pub matcher: Matcher,
}

/// The part of a request that is inspected. A missing part matches nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// One header.
    Header(String),
    /// One query parameter; any of several of that name.
    QueryArgument(String),
    /// The values of all query parameters.
    QueryArguments,
    /// The path, as sent.
    UriPath,
    /// The query without its `?`.
    QueryString,
    /// The verb.
    Method,
    /// The body as bytes.
    Body(Oversize),
    /// All of the body, however long: what WAF Classic measures, which goes by the length a request announces.
    WholeBody,
    /// The body as JSON.
    Json(JsonScope, Oversize),
    /// Several headers.
    Headers(MapScope, Oversize),
    /// Several cookies.
    Cookies(MapScope, Oversize),
    /// The names of the headers in order, joined by `:`.
    HeaderOrder(Oversize),
    /// What is not understood here, by AWS's name of it.
    Other(String),
}

/// Which names and values of a map are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MapScope {
    /// Only these names; all when `None`.
    pub only: Option<BTreeSet<String>>,
    /// Not these.
    pub except: BTreeSet<String>,
    /// Whether names are looked at.
    pub names: bool,
    /// Whether values are.
    pub values: bool,
}

/// What of a JSON document is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct JsonScope {
    /// JSON pointers; everything when there are none.
    pub paths: Vec<String>,
    /// Whether names are looked at.
    pub names: bool,
    /// Whether values are.
    pub values: bool,
    /// What a body that is no JSON does.
    pub broken: BrokenJson,
}

/// What a body that is no JSON does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BrokenJson {
    /// It matches.
    Match,
    /// It does not.
    NoMatch,
    /// It is looked at as text.
    AsText,
    /// What could be read of it is looked at, and how far that goes only AWS knows.
    AsFarAsRead,
}

/// What becomes of a part that is larger than what is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Oversize {
    /// Its beginning is looked at.
    Continue,
    /// It matches.
    Match,
    /// It does not.
    NoMatch,
}

/// What a part is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matcher {
    /// A text.
    Text(Position, Phrase),
    /// Any of these regular expressions is found in it; a secret among them means that the part is exactly its value.
    Patterns(Vec<Phrase>),
    /// Its length in bytes.
    Size(SizeTest, u64),
    /// What AWS takes for SQL.
    Sql,
    /// What AWS takes for a script.
    Script,
}

/// How a length is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SizeTest {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// At most.
    Le,
    /// Less.
    Lt,
    /// At least.
    Ge,
    /// More.
    Gt,
}

/// What is done to a part before it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// A-Z become a-z.
    Lowercase,
    /// a-z become A-Z.
    Uppercase,
    /// `%41` becomes `A`, `+` a space.
    UrlDecode,
    /// Entities become what they stand for.
    HtmlEntityDecode,
    /// White space becomes single spaces.
    CompressWhiteSpace,
    /// White space goes.
    RemoveWhiteSpace,
    /// White space at the ends goes.
    Trim {
        /// At the beginning.
        left: bool,
        /// At the end.
        right: bool,
    },
    /// Undoes what hides shell commands.
    CmdLine,
    /// Decodes base64.
    Base64Decode,
    /// Decodes hexadecimal digits.
    HexDecode,
    /// `/*…*/` becomes a space.
    ReplaceComments,
    /// `/./` and `/../` are worked out, several slashes become one.
    NormalizePath,
    /// The same with `\` for `/`.
    NormalizePathWin,
    /// Null bytes go.
    RemoveNulls,
    /// Null bytes become spaces.
    ReplaceNulls,
    /// The MD5 hash, as bytes.
    Md5,
    /// The SHA-256 hash, as bytes.
    Sha256,
    /// What AWS describes too loosely to be repeated here, by AWS's name in kebab-case.
    Other(String),
}
