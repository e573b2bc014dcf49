use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// Where callers reach the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum EndpointType {
    /// In its region; what a distribution of one's own wants in front of it.
    Regional,
    /// Through a CloudFront distribution of AWS's.
    Edge,
    /// From VPC endpoints only.
    Private,
}

/// What a method hands its requests to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Integration {
    /// A Lambda function that gets the whole request and answers with status, headers and body.
    AwsProxy,
    /// An AWS service action with mappings; only ever read.
    Aws,
    /// An HTTP server that gets the request as it is; only ever read.
    HttpProxy,
    /// An HTTP server with mappings; only ever read.
    Http,
    /// An answer made by the gateway; only ever read.
    Mock,
    /// A method without an integration, which no deployment would accept; only ever read.
    None,
}

/// What serves one verb on one path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Route {
    pub integration: Integration,
    /// `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function or alias ARN}/invocations`.
    pub uri: Text,
    /// How long the gateway waits for the integration, in milliseconds: 50 to 29,000.
    pub timeout_ms: u32,
}

/// A REST API and all of its routes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    pub name: String,
    pub description: Option<String>,
    pub endpoint: EndpointType,
    /// By `VERB /path`; the verb may be `ANY`, the path may hold `{name}` and, last, `{name+}` segments.
    pub routes: BTreeMap<String, Route>,
    /// Media types whose bodies are bytes, `image/png`.
    pub binary_media_types: BTreeSet<String>,
    /// Bodies of at least this many bytes are compressed; `null` compresses nothing.
    pub minimum_compression_size: Option<u32>,
    /// Whether the `execute-api` host answers 403; leaves only custom domains. Takes effect with the next deployment.
    pub disable_execute_api_endpoint: bool,
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
    /// Marks this generation (tag `engine:token`).
    pub token: String,
}

/// A REST API whose routes are written as one OpenAPI body.
///
/// Outputs: `id`, `arn` (`arn:aws:apigateway:{region}::/restapis/{id}`), `execution-arn`
/// (`arn:aws:execute-api:{region}:{account}:{id}`), `host` (`{id}.execute-api.{region}.amazonaws.com`), `root-resource-id`.
pub struct RestApi;

impl Kind for RestApi {
    const NAME: &'static str = "apigateway-rest-api";
    const TITLE: &'static str = "API Gateway REST API";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::update("name", "the name; need not be unique"),
        Field::update("description", "for people"),
        Field::update("endpoint", "REGIONAL, EDGE or PRIVATE"),
        Field::update("routes", "what serves each verb and path"),
        Field::update("binary-media-types", "media types whose bodies are bytes"),
        Field::update("minimum-compression-size", "bodies of at least this many bytes are compressed"),
        Field::update("disable-execute-api-endpoint", "whether the execute-api host answers 403"),
        Field::update("tags", "tags"),
        Field::update("token", "marks this generation"),
    ];
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PUT", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(want.token.clone())
    }

    async fn create(_hands: &Hands, _want: &Input) -> Result<Made, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn find(_hands: &Hands, _want: &Input) -> Result<Option<Made>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn read(_hands: &Hands, _id: &str, _was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn update(_hands: &Hands, _id: &str, _was: &Input, _want: &Input) -> Result<Outputs, Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }

    async fn delete(_hands: &Hands, _id: &str, _was: &Input) -> Result<(), Refusal> {
        Err(Refusal::local("NotBuilt", ""))
    }
}
