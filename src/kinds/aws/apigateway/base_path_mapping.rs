use aws_sdk_apigateway::operation::get_base_path_mapping::GetBasePathMappingOutput;
use aws_sdk_apigateway::types::Op;
use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::natural::part;
use super::writing;
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// What AWS calls the mapping of all paths.
const ALL_PATHS: &str = "(none)";

/// Which stage answers for a domain name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region all of it stands in, `us-east-2`.
    pub region: String,
    /// The domain name.
    pub domain: Text,
    /// The id of the REST API.
    pub rest_api: Text,
    /// The stage of it.
    pub stage: Text,
}

/// The stage that answers for every path of a custom domain name. No outputs. Id: the domain name.
pub struct BasePathMapping;

impl Kind for BasePathMapping {
    const NAME: &'static str = "apigateway-base-path-mapping";
    const TITLE: &'static str = "API Gateway base path mapping";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::replace("domain", "the domain name"),
        Field::update("rest-api", "the id of the REST API"),
        Field::update("stage", "the stage that answers"),
    ];
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(format!("{} {}", want.region, part(&want.domain)))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let domain = hands.known("domain", &want.domain)?;
        let (api, stage) = (hands.known("rest-api", &want.rest_api)?, hands.known("stage", &want.stage)?);
        let client = hands.clients.apigateway(&want.region);
        let create = || client.create_base_path_mapping().domain_name(domain).rest_api_id(api).stage(stage).send();
        writing::create(hands, ("apigateway", "CreateBasePathMapping"), create).await?;
        Ok(made(domain))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let domain = hands.known("domain", &want.domain)?;
        let Some(live) = get(hands, &want.region, domain).await? else { return Ok(None) };
        if live.rest_api_id() != want.rest_api.known() {
            return Err(Refusal::foreign(format!(
                "`{domain}` leads to REST API {} already; remove that mapping first",
                live.rest_api_id().unwrap_or("of somebody else")
            )));
        }
        Ok(Some(made(domain)))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = get(hands, &was.region, id).await? else { return Ok(None) };
        let input = Input {
            region: was.region.clone(),
            domain: Text::from(id),
            rest_api: Text::from(live.rest_api_id().unwrap_or_default()),
            stage: Text::from(live.stage().unwrap_or_default()),
        };
        Ok(Some(Live { input, outputs: Outputs::new() }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let (api, stage) = (hands.known("rest-api", &want.rest_api)?, hands.known("stage", &want.stage)?);
        let live = get(hands, &want.region, id).await?;
        let live = live.ok_or_else(|| Refusal::local("NotFound", format!("the mapping of {id} is gone")))?;
        let mut patches = Vec::new();
        if live.rest_api_id() != Some(api) {
            patches.push(writing::patch(Op::Replace, "/restapiId", Some(api.to_owned())));
        }
        if live.stage() != Some(stage) {
            patches.push(writing::patch(Op::Replace, "/stage", Some(stage.to_owned())));
        }
        if !patches.is_empty() {
            let client = hands.clients.apigateway(&want.region);
            let update = || {
                let update = client.update_base_path_mapping().domain_name(id).base_path(ALL_PATHS);
                update.set_patch_operations(Some(patches.clone())).send()
            };
            writing::write(hands, ("apigateway", "UpdateBasePathMapping"), update).await?;
        }
        Ok(Outputs::new())
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.apigateway(&was.region);
        let delete = || client.delete_base_path_mapping().domain_name(id).base_path(ALL_PATHS).send();
        or_gone(writing::write(hands, ("apigateway", "DeleteBasePathMapping"), delete).await)
    }
}

async fn get(hands: &Hands, region: &str, domain: &str) -> Result<Option<GetBasePathMappingOutput>, Refusal> {
    let client = hands.clients.apigateway(region);
    let get = || client.get_base_path_mapping().domain_name(domain).base_path(ALL_PATHS).send();
    or_none(hands.read(("apigateway", "GetBasePathMapping"), get).await)
}

fn made(domain: &str) -> Made {
    Made { id: domain.to_owned(), outputs: Outputs::new() }
}
