use std::collections::{BTreeMap, HashMap};

use aws_sdk_apigateway::operation::get_stage::GetStageOutput;
use aws_sdk_apigateway::types::{AccessLogSettings, Op, PatchOperation};
use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::natural::part;
use super::super::tags::{TagChanges, are_ours, without_aws};
use super::throttling::{self, Throttle};
use super::{names, writing};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A name under which a deployment is served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// The id of the REST API.
    pub rest_api: Text,
    /// First segment of the path callers use: letters, digits, `-` and `_`.
    pub name: String,
    /// The id of the deployment it serves.
    pub deployment: Text,
    /// Shown in the console; absent for none.
    pub description: Option<String>,
    /// Stage variables.
    pub variables: BTreeMap<String, Text>,
    /// How many requests it lets through, by `*/*` for all of it or `VERB /path`; left out where the account's limits hold.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub throttling: BTreeMap<String, Throttle>,
    /// Where every request leaves a line; left out for nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_log: Option<AccessLog>,
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
}

/// Where every request leaves a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AccessLog {
    /// ARN of the log group, without the trailing `:*`.
    pub destination: Text,
    /// The line, with `$context` variables.
    pub format: String,
}

/// A name under which a deployment is served; what a web ACL guards.
///
/// Outputs: `arn` (`arn:aws:apigateway:{region}::/restapis/{id}/stages/{name}`), `invoke-url`
/// (`https://{id}.execute-api.{region}.amazonaws.com/{name}`), `name`.
pub struct Stage;

impl Kind for Stage {
    const NAME: &'static str = "apigateway-stage";
    const TITLE: &'static str = "API Gateway stage";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::replace("rest-api", "the id of the REST API"),
        Field::replace("name", "first segment of the path callers use"),
        Field::update("deployment", "the id of the deployment it serves"),
        Field::update("description", "for people"),
        Field::update("variables", "stage variables"),
        Field::update("throttling", "how many requests it lets through"),
        Field::update("access-log", "where every request leaves a line"),
        Field::update("tags", "tags"),
    ];
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PUT", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(format!("{} {}", part(&want.rest_api), want.name))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let api = hands.known("rest-api", &want.rest_api)?;
        let deployment = hands.known("deployment", &want.deployment)?;
        let variables = variables(hands, want)?;
        let tags: HashMap<_, _> = want.tags.clone().into_iter().collect();
        let _alone = hands.lane(&writing::lane(&want.region, api)).await;
        let client = hands.clients.apigateway(&want.region);
        let answer = writing::create(hands, ("apigateway", "CreateStage"), || {
            client
                .create_stage()
                .rest_api_id(api)
                .stage_name(&want.name)
                .deployment_id(deployment)
                .set_description(want.description.clone())
                .set_variables(Some(variables.clone()))
                .set_tags(Some(tags.clone()))
                .send()
        })
        .await?;
        // Throttles and logs cannot be said when a stage is made.
        let mut rest = Vec::new();
        throttling::patches(&BTreeMap::new(), &want.throttling, &mut rest);
        access_log_patches(hands, answer.access_log_settings(), want, &mut rest)?;
        patch_stage(hands, &want.region, api, &want.name, rest).await?;
        Ok(made(hands, &want.region, api, &want.name))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let api = hands.known("rest-api", &want.rest_api)?;
        let Some(live) = get(hands, &want.region, api, &want.name).await? else { return Ok(None) };
        if !are_ours(&without_aws(live.tags.unwrap_or_default()), &want.tags) {
            return Err(Refusal::foreign(format!(
                "stage `{}` of REST API {api} is there and does not carry our tags; import or delete it",
                want.name
            )));
        }
        Ok(Some(made(hands, &want.region, api, &want.name)))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let (api, name) = names::halves(id)?;
        let Some(live) = get(hands, &was.region, api, name).await? else { return Ok(None) };
        let throttling = throttling::live(live.method_settings(), &was.throttling);
        let access_log = live.access_log_settings().and_then(AccessLog::of);
        let variables = live.variables.unwrap_or_default().into_iter();
        let input = Input {
            region: was.region.clone(),
            rest_api: Text::from(api),
            name: name.to_owned(),
            deployment: Text::from(live.deployment_id.unwrap_or_default()),
            description: live.description.filter(|text| !text.is_empty()),
            variables: variables.map(|(name, value)| (name, Text::from(value))).collect(),
            throttling,
            access_log,
            tags: without_aws(live.tags.unwrap_or_default()),
        };
        Ok(Some(Live { input, outputs: made(hands, &was.region, api, name).outputs }))
    }

    async fn update(hands: &Hands, id: &str, was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let (api, name) = names::halves(id)?;
        let _alone = hands.lane(&writing::lane(&want.region, api)).await;
        let client = hands.clients.apigateway(&want.region);
        let get = || client.get_stage().rest_api_id(api).stage_name(name).send();
        let live = hands.read(("apigateway", "GetStage"), get).await?;
        let patches = patches(hands, &live, was, want)?;
        patch_stage(hands, &want.region, api, name, patches).await?;
        let tags = without_aws(live.tags.unwrap_or_default());
        let arn = names::stage_arn(hands, &want.region, api, name);
        writing::retag(hands, &want.region, &arn, TagChanges::between(&tags, &want.tags)).await?;
        Ok(made(hands, &want.region, api, name).outputs)
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let (api, name) = names::halves(id)?;
        let _alone = hands.lane(&writing::lane(&was.region, api)).await;
        let client = hands.clients.apigateway(&was.region);
        let delete = || client.delete_stage().rest_api_id(api).stage_name(name).send();
        or_gone(writing::write(hands, ("apigateway", "DeleteStage"), delete).await)
    }
}

impl AccessLog {
    fn of(live: &AccessLogSettings) -> Option<Self> {
        let destination = live.destination_arn().filter(|arn| !arn.is_empty())?;
        Some(Self {
            destination: Text::from(destination.trim_end_matches(":*")),
            format: live.format().unwrap_or_default().to_owned(),
        })
    }
}

async fn patch_stage(
    hands: &Hands,
    region: &str,
    api: &str,
    name: &str,
    patches: Vec<PatchOperation>,
) -> Result<(), Refusal> {
    if patches.is_empty() {
        return Ok(());
    }
    let client = hands.clients.apigateway(region);
    let update = || {
        let update = client.update_stage().rest_api_id(api).stage_name(name);
        update.set_patch_operations(Some(patches.clone())).send()
    };
    writing::write(hands, ("apigateway", "UpdateStage"), update).await.map(|_| ())
}

async fn get(hands: &Hands, region: &str, api: &str, name: &str) -> Result<Option<GetStageOutput>, Refusal> {
    let client = hands.clients.apigateway(region);
    let get = || client.get_stage().rest_api_id(api).stage_name(name).send();
    or_none(hands.read(("apigateway", "GetStage"), get).await)
}

fn variables(hands: &Hands, want: &Input) -> Result<HashMap<String, String>, Refusal> {
    let known = |(name, value): (&String, &Text)| {
        Ok((name.clone(), hands.known(&format!("variables.{name}"), value)?.to_owned()))
    };
    want.variables.iter().map(known).collect()
}

fn made(hands: &Hands, region: &str, api: &str, name: &str) -> Made {
    let outputs = Outputs::from([
        ("arn".into(), names::stage_arn(hands, region, api, name)),
        ("invoke-url".into(), format!("https://{}/{name}", names::host(hands, region, api))),
        ("name".into(), name.into()),
    ]);
    Made { id: format!("{api}/{name}"), outputs }
}

/// The patch operations from the live stage to the wanted one.
fn patches(hands: &Hands, live: &GetStageOutput, was: &Input, want: &Input) -> Result<Vec<PatchOperation>, Refusal> {
    let mut patches = Vec::new();
    let deployment = hands.known("deployment", &want.deployment)?;
    if live.deployment_id() != Some(deployment) {
        patches.push(writing::patch(Op::Replace, "/deploymentId", Some(deployment.to_owned())));
    }
    let description = want.description.clone().unwrap_or_default();
    if live.description().unwrap_or_default() != description {
        patches.push(writing::patch(Op::Replace, "/description", Some(description)));
    }
    let there: BTreeMap<String, String> = live.variables().cloned().unwrap_or_default().into_iter().collect();
    let wanted: BTreeMap<String, String> = variables(hands, want)?.into_iter().collect();
    for name in there.keys().filter(|name| !wanted.contains_key(*name)) {
        patches.push(writing::patch(Op::Remove, format!("/variables/{name}"), None));
    }
    for (name, value) in wanted.into_iter().filter(|(name, value)| there.get(name) != Some(value)) {
        patches.push(writing::patch(Op::Replace, format!("/variables/{name}"), Some(value)));
    }
    let all = live.method_settings();
    throttling::patches(&throttling::live(all, &was.throttling), &want.throttling, &mut patches);
    access_log_patches(hands, live.access_log_settings(), want, &mut patches)?;
    Ok(patches)
}

fn access_log_patches(
    hands: &Hands,
    live: Option<&AccessLogSettings>,
    want: &Input,
    patches: &mut Vec<PatchOperation>,
) -> Result<(), Refusal> {
    let live = live.and_then(AccessLog::of);
    let Some(wanted) = &want.access_log else {
        if live.is_some() {
            patches.push(writing::patch(Op::Remove, "/accessLogSettings", None));
        }
        return Ok(());
    };
    let destination = hands.known("access-log.destination", &wanted.destination)?;
    if live.as_ref().is_none_or(|live| live.destination.known() != Some(destination) || live.format != wanted.format) {
        let mut set = |path: &str, value: &str| {
            patches.push(writing::patch(Op::Replace, path, Some(value.to_owned())));
        };
        set("/accessLogSettings/destinationArn", destination);
        set("/accessLogSettings/format", &wanted.format);
    }
    Ok(())
}
