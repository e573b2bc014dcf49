use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::{names, writing};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};
use aws_sdk_apigateway::types::Op;
use std::time::Duration;

/// How long a delete waits for the stages that serve the deployment to be moved.
const MOVING: Duration = Duration::from_secs(300);

/// A frozen copy of an API's routes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// The id of the REST API.
    pub rest_api: Text,
    /// Digest of everything that is served, so that a change of it makes another deployment.
    pub digest: Text,
    /// For people; digest and token are written behind it.
    pub description: String,
    /// Marks this generation (in the description).
    pub token: String,
}

/// A frozen copy of an API's routes that stages serve.
///
/// Outputs: `id`.
pub struct Deployment;

impl Kind for Deployment {
    const NAME: &'static str = "apigateway-deployment";
    const TITLE: &'static str = "API Gateway deployment";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::replace("rest-api", "the id of the REST API"),
        Field::replace("digest", "digest of everything that is served"),
        Field::update("description", "for people"),
        Field::update("token", "marks this generation"),
    ];
    // One in five seconds is allowed.
    const TAKES: Takes = Takes::seconds(1).made_in(5);
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(want.token.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let api = hands.known("rest-api", &want.rest_api)?;
        let description = described(hands, want)?;
        let _alone = hands.lane(&writing::lane(&want.region, api)).await;
        let client = hands.clients.apigateway(&want.region);
        let made = writing::create(hands, ("apigateway", "CreateDeployment"), || {
            client.create_deployment().rest_api_id(api).description(&description).send()
        })
        .await?;
        Ok(self::made(api, made.id.as_deref().unwrap_or_default()))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let api = hands.known("rest-api", &want.rest_api)?;
        let client = hands.clients.apigateway(&want.region);
        let mut position = None;
        loop {
            let get = || client.get_deployments().rest_api_id(api).limit(500).set_position(position.clone()).send();
            let page = or_none(hands.read(("apigateway", "GetDeployments"), get).await)?;
            let Some(page) = page else { return Ok(None) };
            let ours = page.items().iter().find(|deployment| {
                let text = Described::parse(deployment.description().unwrap_or_default());
                text.is_some_and(|text| text.token == want.token)
            });
            if let Some(ours) = ours {
                return Ok(Some(made(api, ours.id().unwrap_or_default())));
            }
            position = page.position;
            if position.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let (api, deployment) = names::halves(id)?;
        let client = hands.clients.apigateway(&was.region);
        let get = || client.get_deployment().rest_api_id(api).deployment_id(deployment).send();
        let Some(live) = or_none(hands.read(("apigateway", "GetDeployment"), get).await)? else { return Ok(None) };
        let text = live.description.unwrap_or_default();
        let (description, digest) = match Described::parse(&text) {
            Some(found) => (found.description.to_owned(), Text::from(found.digest)),
            // Somebody rewrote the description: what is served cannot have changed, so the digest stands.
            None => (text, was.digest.clone()),
        };
        let input = Input {
            region: was.region.clone(),
            rest_api: Text::from(api),
            digest,
            description,
            token: was.token.clone(),
        };
        Ok(Some(Live { input, outputs: made(api, deployment).outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let (api, deployment) = names::halves(id)?;
        let _alone = hands.lane(&writing::lane(&want.region, api)).await;
        let client = hands.clients.apigateway(&want.region);
        let description = writing::patch(Op::Replace, "/description", Some(described(hands, want)?));
        writing::write(hands, ("apigateway", "UpdateDeployment"), || {
            let update = client.update_deployment().rest_api_id(api).deployment_id(deployment);
            update.patch_operations(description.clone()).send()
        })
        .await?;
        Ok(made(api, deployment).outputs)
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let (api, deployment) = names::halves(id)?;
        let client = hands.clients.apigateway(&was.region);
        let delete = || async {
            // Taken anew each time: moving the stage away needs the lane as well.
            let _alone = hands.lane(&writing::lane(&was.region, api)).await;
            let delete = || client.delete_deployment().rest_api_id(api).deployment_id(deployment).send();
            or_gone(writing::write(hands, ("apigateway", "DeleteDeployment"), delete).await)
        };
        hands.patiently(&[Class::InUse], MOVING, delete).await
    }
}

fn made(api: &str, deployment: &str) -> Made {
    Made { id: format!("{api}/{deployment}"), outputs: Outputs::from([("id".into(), deployment.into())]) }
}

/// What a deployment's description says: deployments carry no tags, so digest and token stand there.
struct Described<'a> {
    description: &'a str,
    digest: &'a str,
    token: &'a str,
}

impl<'a> Described<'a> {
    /// Takes `{description} (digest {digest}, token {token})` apart; `None` when it has another form.
    fn parse(text: &'a str) -> Option<Self> {
        let (description, marker) = text.strip_suffix(')')?.rsplit_once("(digest ")?;
        let (digest, token) = marker.split_once(", token ")?;
        Some(Self { description: description.strip_suffix(' ').unwrap_or(description), digest, token })
    }
}

fn described(hands: &Hands, want: &Input) -> Result<String, Refusal> {
    let digest = hands.known("digest", &want.digest)?;
    let space = if want.description.is_empty() { "" } else { " " };
    Ok(format!("{}{space}(digest {digest}, token {})", want.description, want.token))
}
