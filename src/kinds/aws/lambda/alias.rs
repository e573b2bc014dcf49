use std::collections::HashMap;

use aws_sdk_lambda::types::AliasRoutingConfiguration;
use serde::{Deserialize, Serialize};

use super::settle::calmly;
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// An alias: a name for one published version.
///
/// Outputs: `arn` (`…:function:NAME:ALIAS`), `name`. Id: `FUNCTION/ALIAS`. Deleting it takes the permissions on it along.
pub struct LambdaAlias;

/// What an alias should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The function's region, `us-east-2`.
    pub region: String,
    /// Name of the function; a reference to its `name` output.
    pub function: Text,
    /// Letters, digits, `-` and `_`, not digits alone.
    pub name: String,
    /// Number of the version it points at; a reference to the version's `version` output.
    pub version: Text,
    /// A second version that answers a part of the calls.
    #[serde(default)]
    pub routing: Option<Routing>,
    /// Free text; empty for none.
    pub description: String,
}

/// A version that answers a part of the calls of an alias.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Routing {
    /// Its number; not the one the alias points at.
    pub version: Text,
    /// How many of a hundred calls it answers.
    pub percent: u32,
}

impl Kind for LambdaAlias {
    const NAME: &'static str = "lambda-alias";
    const TITLE: &'static str = "Lambda alias";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("function", "name of the function"),
        Field::replace("name", "name of the alias"),
        Field::update("version", "version it points at"),
        Field::update("routing", "a second version that answers a part of the calls"),
        Field::update("description", "free text"),
    ];
    const TAKES_ALONG: bool = true;
    const ACTIONS: &'static [&'static str] =
        &["lambda:CreateAlias", "lambda:GetAlias", "lambda:UpdateAlias", "lambda:DeleteAlias"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(format!("{}/{}", want.function.label(), want.name))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let function = hands.known("function", &want.function)?;
        let request = hands
            .clients
            .lambda(&want.region)
            .create_alias()
            .function_name(function)
            .name(&want.name)
            .function_version(hands.known("version", &want.version)?)
            .set_routing_config(want.routing.as_ref().map(|_| routing(hands, want)).transpose()?)
            .description(&want.description);
        let alias =
            calmly(hands, || async { hands.create(("lambda", "CreateAlias"), || request.clone().send()).await })
                .await?;
        Ok(Made { id: id(function, &want.name), outputs: outputs(alias.alias_arn(), &want.name) })
    }

    /// Aliases carry no tags: the one of this name on our function is ours.
    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let id = id(hands.known("function", &want.function)?, &want.name);
        Ok(Self::read(hands, &id, want).await?.map(|live| Made { id, outputs: live.outputs }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let (function, name) = parts(id)?;
        let request = hands.clients.lambda(&was.region).get_alias().function_name(function).name(name);
        let alias = or_none(hands.read(("lambda", "GetAlias"), || request.clone().send()).await)?;
        Ok(alias.map(|alias| Live {
            outputs: outputs(alias.alias_arn(), name),
            input: Input {
                region: was.region.clone(),
                function: Text::from(function),
                name: name.to_owned(),
                version: Text::from(alias.function_version().unwrap_or("")),
                routing: alias.routing_config().and_then(second),
                description: alias.description().unwrap_or("").to_owned(),
            },
        }))
    }

    async fn update(hands: &Hands, id: &str, _: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let (function, name) = parts(id)?;
        let request = hands
            .clients
            .lambda(&want.region)
            .update_alias()
            .function_name(function)
            .name(name)
            .function_version(hands.known("version", &want.version)?)
            .routing_config(routing(hands, want)?)
            .description(&want.description);
        let alias =
            calmly(hands, || async { hands.write(("lambda", "UpdateAlias"), || request.clone().send()).await }).await?;
        Ok(outputs(alias.alias_arn(), name))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let (function, name) = parts(id)?;
        let request = hands.clients.lambda(&was.region).delete_alias().function_name(function).name(name);
        or_gone(
            calmly(hands, || async { hands.write(("lambda", "DeleteAlias"), || request.clone().send()).await }).await,
        )
    }
}

/// Which versions answer beside the one the alias points at; none when nothing is wanted, which takes an earlier one away.
fn routing(hands: &Hands, want: &Input) -> Result<AliasRoutingConfiguration, Refusal> {
    let mut weights = HashMap::new();
    if let Some(routing) = &want.routing {
        weights.insert(hands.known("routing", &routing.version)?.to_owned(), f64::from(routing.percent) / 100.0);
    }
    Ok(AliasRoutingConfiguration::builder().set_additional_version_weights(Some(weights)).build())
}

/// Lambda lets one version answer beside that of the alias.
fn second(config: &AliasRoutingConfiguration) -> Option<Routing> {
    let (version, weight) = config.additional_version_weights()?.iter().next()?;
    // Between 0 and 1.
    let percent = (weight * 100.0).round().clamp(0.0, 100.0) as u32;
    Some(Routing { version: Text::from(version.as_str()), percent })
}

/// `FUNCTION/ALIAS`, as Terraform imports it.
fn id(function: &str, alias: &str) -> String {
    format!("{function}/{alias}")
}

fn parts(id: &str) -> Result<(&str, &str), Refusal> {
    id.split_once('/').ok_or_else(|| Refusal::local("InvalidId", format!("`{id}` is not `FUNCTION/ALIAS`")))
}

fn outputs(arn: Option<&str>, name: &str) -> Outputs {
    Outputs::from([("arn".into(), arn.unwrap_or_default().to_owned()), ("name".into(), name.to_owned())])
}
