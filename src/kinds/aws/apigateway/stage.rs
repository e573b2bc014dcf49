use std::collections::{BTreeMap, HashMap};

use aws_sdk_apigateway::operation::get_stage::GetStageOutput;
use aws_sdk_apigateway::types::{Op, PatchOperation};
use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::natural::part;
use super::super::tags::{TagChanges, are_ours, without_aws};
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
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
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
        writing::create(hands, ("apigateway", "CreateStage"), || {
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
        let variables = live.variables.unwrap_or_default().into_iter();
        let input = Input {
            region: was.region.clone(),
            rest_api: Text::from(api),
            name: name.to_owned(),
            deployment: Text::from(live.deployment_id.unwrap_or_default()),
            description: live.description.filter(|text| !text.is_empty()),
            variables: variables.map(|(name, value)| (name, Text::from(value))).collect(),
            tags: without_aws(live.tags.unwrap_or_default()),
        };
        Ok(Some(Live { input, outputs: made(hands, &was.region, api, name).outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let (api, name) = names::halves(id)?;
        let _alone = hands.lane(&writing::lane(&want.region, api)).await;
        let client = hands.clients.apigateway(&want.region);
        let get = || client.get_stage().rest_api_id(api).stage_name(name).send();
        let live = hands.read(("apigateway", "GetStage"), get).await?;
        let patches = patches(hands, &live, want)?;
        if !patches.is_empty() {
            writing::write(hands, ("apigateway", "UpdateStage"), || {
                let update = client.update_stage().rest_api_id(api).stage_name(name);
                update.set_patch_operations(Some(patches.clone())).send()
            })
            .await?;
        }
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
fn patches(hands: &Hands, live: &GetStageOutput, want: &Input) -> Result<Vec<PatchOperation>, Refusal> {
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
    Ok(patches)
}
