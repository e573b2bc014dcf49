use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use aws_sdk_apigateway::primitives::Blob;
use aws_sdk_apigateway::types::{ApiStatus, EndpointConfiguration, PutMode};
use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::tags::{TagChanges, are_ours, without_aws};
use super::route::Route;
use super::settings::{Settings, TOKEN_TAG};
use super::{names, open_api, route, writing};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Hands, Identity, Refusal};
use crate::value::Outputs;

/// How often and how long a changed API is asked whether it is `AVAILABLE`.
const PAUSE: Duration = Duration::from_secs(2);
const SETTLING: Duration = Duration::from_secs(600);

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

impl EndpointType {
    pub(super) fn as_aws(self) -> aws_sdk_apigateway::types::EndpointType {
        match self {
            Self::Regional => aws_sdk_apigateway::types::EndpointType::Regional,
            Self::Edge => aws_sdk_apigateway::types::EndpointType::Edge,
            Self::Private => aws_sdk_apigateway::types::EndpointType::Private,
        }
    }
}

/// A REST API and all of its routes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// For people only: API Gateway allows several APIs of one name.
    pub name: String,
    /// Shown in the console; absent for none.
    pub description: Option<String>,
    /// How its `execute-api` host is reached.
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
    // One in three seconds may be made, one in thirty removed.
    const TAKES: Takes = Takes::seconds(1).made_in(3).removed_in(30);
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PUT", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(want.token.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.apigateway(&want.region);
        let endpoint = EndpointConfiguration::builder().types(want.endpoint.as_aws()).build();
        let tags: HashMap<_, _> = marked(want).into_iter().collect();
        let media: Vec<_> = want.binary_media_types.iter().cloned().collect();
        let made = writing::create(hands, ("apigateway", "CreateRestApi"), || {
            client
                .create_rest_api()
                .name(&want.name)
                .set_description(want.description.clone())
                .endpoint_configuration(endpoint.clone())
                .set_binary_media_types(Some(media.clone()))
                .set_minimum_compression_size(want.minimum_compression_size.and_then(|size| size.try_into().ok()))
                .disable_execute_api_endpoint(want.disable_execute_api_endpoint)
                .set_tags(Some(tags.clone()))
                .send()
        })
        .await?;
        let id = made.id.unwrap_or_default();
        let outputs = converge(hands, &id, want).await?;
        Ok(Made { id, outputs })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.apigateway(&want.region);
        let mut position = None;
        loop {
            let page = hands
                .read(("apigateway", "GetRestApis"), || {
                    client.get_rest_apis().limit(500).set_position(position.clone()).send()
                })
                .await?;
            for api in page.items() {
                let tags = without_aws(api.tags().cloned().unwrap_or_default());
                if tags.get(TOKEN_TAG) != Some(&want.token) {
                    continue;
                }
                let id = api.id().unwrap_or_default().to_owned();
                if !are_ours(&tags, &want.tags) {
                    return Err(Refusal::foreign(format!("REST API {id} carries our token but other ownership tags")));
                }
                let outputs = outputs(hands, &want.region, &id, api.root_resource_id().unwrap_or_default());
                return Ok(Some(Made { id, outputs }));
            }
            position = page.position;
            if position.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(settings) = or_none(settings(hands, &was.region, id).await)? else { return Ok(None) };
        let Some(routes) = or_none(route::live(hands, &was.region, id).await)? else { return Ok(None) };
        let outputs = outputs(hands, &was.region, id, &settings.root_resource_id);
        let mut tags = settings.tags;
        tags.remove(TOKEN_TAG);
        let input = Input {
            region: was.region.clone(),
            name: settings.name,
            description: settings.description,
            endpoint: settings.endpoint,
            routes,
            binary_media_types: settings.binary_media_types,
            minimum_compression_size: settings.minimum_compression_size,
            disable_execute_api_endpoint: settings.disable_execute_api_endpoint,
            tags,
            token: was.token.clone(),
        };
        Ok(Some(Live { input, outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        converge(hands, id, want).await
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let _alone = hands.lane(&writing::lane(&was.region, id)).await;
        let client = hands.clients.apigateway(&was.region);
        let delete = || client.delete_rest_api().rest_api_id(id).send();
        or_gone(writing::write(hands, ("apigateway", "DeleteRestApi"), delete).await)
    }
}

/// The wanted tags and the one that marks this generation.
fn marked(want: &Input) -> BTreeMap<String, String> {
    let mut tags = want.tags.clone();
    tags.insert(TOKEN_TAG.to_owned(), want.token.clone());
    tags
}

fn outputs(hands: &Hands, region: &str, id: &str, root: &str) -> Outputs {
    let Identity { account, partition } = &hands.identity;
    Outputs::from([
        ("id".into(), id.into()),
        ("arn".into(), names::api_arn(hands, region, id)),
        ("execution-arn".into(), format!("arn:{partition}:execute-api:{region}:{account}:{id}")),
        ("host".into(), names::host(hands, region, id)),
        ("root-resource-id".into(), root.into()),
    ])
}

/// The settings, once AWS is done with what was written before.
async fn settings(hands: &Hands, region: &str, id: &str) -> Result<Settings, Refusal> {
    let client = hands.clients.apigateway(region);
    hands
        .wait_for("the REST API to become available", PAUSE, SETTLING, || async {
            let get = || client.get_rest_api().rest_api_id(id).send();
            let api = hands.read(("apigateway", "GetRestApi"), get).await?;
            match api.api_status() {
                None | Some(ApiStatus::Available) => Ok(Some(Settings::of(api))),
                Some(ApiStatus::Failed) => Err(Refusal::local(
                    "RestApiFailed",
                    format!("REST API {id} failed: {}", api.api_status_message().unwrap_or("no reason given")),
                )),
                Some(_) => Ok(None),
            }
        })
        .await
}

/// Makes the API as wanted from whatever is there: routes by one import, then what the import left different, then tags.
async fn converge(hands: &Hands, id: &str, want: &Input) -> Result<Outputs, Refusal> {
    let _alone = hands.lane(&writing::lane(&want.region, id)).await;
    let client = hands.clients.apigateway(&want.region);
    if route::live(hands, &want.region, id).await? != want.routes {
        let body = Blob::new(open_api::body(hands, want)?.to_string());
        writing::write(hands, ("apigateway", "PutRestApi"), || {
            client.put_rest_api().rest_api_id(id).mode(PutMode::Overwrite).body(body.clone()).send()
        })
        .await?;
    }
    let live = settings(hands, &want.region, id).await?;
    let patches = live.patches(want);
    if !patches.is_empty() {
        writing::write(hands, ("apigateway", "UpdateRestApi"), || {
            client.update_rest_api().rest_api_id(id).set_patch_operations(Some(patches.clone())).send()
        })
        .await?;
        settings(hands, &want.region, id).await?;
    }
    let arn = names::api_arn(hands, &want.region, id);
    writing::retag(hands, &want.region, &arn, TagChanges::between(&live.tags, &marked(want))).await?;
    Ok(outputs(hands, &want.region, id, &live.root_resource_id))
}
