use std::collections::{BTreeMap, HashMap};

use aws_sdk_apigateway::operation::get_api_key::GetApiKeyOutput;
use aws_sdk_apigateway::types::Op;
use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::tags::{TagChanges, are_ours, without_aws};
use super::{names, writing};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A key that callers send as `x-api-key`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// For people only.
    pub name: String,
    /// For people only; empty for none.
    pub description: String,
    /// Whether it lets anybody in.
    pub enabled: bool,
    /// The key itself, 20 to 128 characters; unique in the account and region.
    pub value: Text,
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
}

/// An API key.
///
/// Outputs: `id`, `arn` (`arn:aws:apigateway:{region}::/apikeys/{id}`).
pub struct ApiKey;

impl Kind for ApiKey {
    const NAME: &'static str = "apigateway-api-key";
    const TITLE: &'static str = "API Gateway API key";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::update("name", "the name; need not be unique"),
        Field::update("description", "for people"),
        Field::update("enabled", "whether it lets anybody in"),
        Field::replace("value", "the key itself").secret(),
        Field::update("tags", "tags"),
    ];
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PUT", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(format!("{} {}", want.region, want.value.label()))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.apigateway(&want.region);
        let value = hands.open(&want.value)?;
        let tags: HashMap<_, _> = want.tags.clone().into_iter().collect();
        let made = writing::create(hands, ("apigateway", "CreateApiKey"), || {
            client
                .create_api_key()
                .name(&want.name)
                .set_description(Some(want.description.clone()).filter(|text| !text.is_empty()))
                .enabled(want.enabled)
                .value(value.expose())
                .set_tags(Some(tags.clone()))
                .send()
        })
        .await?;
        Ok(self::made(hands, &want.region, made.id.as_deref().unwrap_or_default()))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.apigateway(&want.region);
        let value = hands.open(&want.value)?;
        let mut position = None;
        loop {
            let page = hands
                .read(("apigateway", "GetApiKeys"), || {
                    client.get_api_keys().limit(500).include_values(true).set_position(position.clone()).send()
                })
                .await?;
            if let Some(key) = page.items().iter().find(|key| key.value() == Some(value.expose())) {
                let id = key.id().unwrap_or_default();
                let tags = without_aws(key.tags().cloned().unwrap_or_default());
                if !are_ours(&tags, &want.tags) {
                    return Err(Refusal::foreign(format!(
                        "API key {id} has the value of `{}` and does not carry our tags; set another value or delete it",
                        want.name
                    )));
                }
                return Ok(Some(made(hands, &want.region, id)));
            }
            position = page.position;
            if position.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = get(hands, &was.region, id).await? else { return Ok(None) };
        let input = Input {
            region: was.region.clone(),
            name: live.name().unwrap_or_default().to_owned(),
            description: live.description().unwrap_or_default().to_owned(),
            enabled: live.enabled(),
            value: hands.seal(live.value().unwrap_or_default()),
            tags: without_aws(live.tags.unwrap_or_default()),
        };
        Ok(Some(Live { input, outputs: made(hands, &was.region, id).outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let live = get(hands, &want.region, id).await?;
        let live = live.ok_or_else(|| Refusal::local("NotFound", format!("API key {id} is gone")))?;
        let mut patches = Vec::new();
        let mut replace = |path: &str, value: String| patches.push(writing::patch(Op::Replace, path, Some(value)));
        if live.name() != Some(want.name.as_str()) {
            replace("/name", want.name.clone());
        }
        if live.description().unwrap_or_default() != want.description {
            replace("/description", want.description.clone());
        }
        if live.enabled() != want.enabled {
            replace("/enabled", want.enabled.to_string());
        }
        if !patches.is_empty() {
            let client = hands.clients.apigateway(&want.region);
            let update = || client.update_api_key().api_key(id).set_patch_operations(Some(patches.clone())).send();
            writing::write(hands, ("apigateway", "UpdateApiKey"), update).await?;
        }
        let tags = without_aws(live.tags.unwrap_or_default());
        let arn = names::api_key_arn(hands, &want.region, id);
        writing::retag(hands, &want.region, &arn, TagChanges::between(&tags, &want.tags)).await?;
        Ok(made(hands, &want.region, id).outputs)
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.apigateway(&was.region);
        let delete = || client.delete_api_key().api_key(id).send();
        or_gone(writing::write(hands, ("apigateway", "DeleteApiKey"), delete).await)
    }
}

async fn get(hands: &Hands, region: &str, id: &str) -> Result<Option<GetApiKeyOutput>, Refusal> {
    let client = hands.clients.apigateway(region);
    let get = || client.get_api_key().api_key(id).include_value(true).send();
    or_none(hands.read(("apigateway", "GetApiKey"), get).await)
}

fn made(hands: &Hands, region: &str, id: &str) -> Made {
    let arn = names::api_key_arn(hands, region, id);
    Made { id: id.to_owned(), outputs: Outputs::from([("id".into(), id.into()), ("arn".into(), arn)]) }
}
