use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::settle::{calmly, settled};
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};

/// A published version of a function: `$LATEST` as it was at that moment.
///
/// Outputs: `version` (the number), `arn` (qualified). Id: `FUNCTION:VERSION`. Publishing what was published last gives that
/// version again, so two generations may have the same id; then the older one must not be deleted.
pub struct LambdaVersion;

/// What a version should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The function's region, `us-east-2`.
    pub region: String,
    /// Name of the function; a reference to its `name` output.
    pub function: Text,
    /// Digest of everything that makes up the function; another digest is another version.
    pub digest: Text,
}

impl Kind for LambdaVersion {
    const NAME: &'static str = "lambda-version";
    const TITLE: &'static str = "Lambda version";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("function", "name of the function"),
        Field::replace("digest", "digest of everything that makes up the function"),
    ];
    // A function that was changed settles first.
    const TAKES: Takes = Takes::seconds(1).made_in(5);
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "lambda:PublishVersion",
        "lambda:ListVersionsByFunction",
        "lambda:GetFunctionConfiguration",
        "lambda:DeleteFunction",
    ];
    type Input = Input;

    /// Versions stand side by side: the new one is there before the alias leaves the old one. Publishing again what was
    /// published last gives that very version.
    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(format!("{}:{}", want.function.label(), want.digest.label()))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let function = hands.known("function", &want.function)?;
        let request = hands
            .clients
            .lambda(&want.region)
            .publish_version()
            .function_name(function)
            .description(marker(hands.known("digest", &want.digest)?));
        let published =
            calmly(hands, || async { hands.write(("lambda", "PublishVersion"), || request.clone().send()).await })
                .await?;
        let version = published.version().unwrap_or_default();
        let live = settled(hands, &want.region, function, Some(version)).await?;
        Ok(made(function, version, live.function_arn().unwrap_or_default()))
    }

    /// By the digest in the description. One that was published by somebody else first does not carry it; creating again gives
    /// that very version.
    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let function = hands.known("function", &want.function)?;
        let marker = marker(hands.known("digest", &want.digest)?);
        let request = hands.clients.lambda(&want.region).list_versions_by_function().function_name(function);
        let versions = hands
            .read(("lambda", "ListVersionsByFunction"), || {
                request.clone().into_paginator().items().send().collect::<Result<Vec<_>, _>>()
            })
            .await;
        let newest = or_none(versions)?
            .unwrap_or_default()
            .into_iter()
            .filter(|version| version.description() == Some(marker.as_str()))
            .filter_map(|version| {
                let number: u64 = version.version()?.parse().ok()?;
                Some((number, version.function_arn().unwrap_or_default().to_owned()))
            })
            .max();
        Ok(newest.map(|(number, arn)| made(function, &number.to_string(), &arn)))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let (function, version) = parts(id)?;
        let request =
            hands.clients.lambda(&was.region).get_function_configuration().function_name(function).qualifier(version);
        let live = or_none(hands.read(("lambda", "GetFunctionConfiguration"), || request.clone().send()).await)?;
        // A version never changes: there is nothing to compare but that it exists.
        let input = Input { function: Text::from(function), ..was.clone() };
        Ok(live.map(|live| Live {
            input,
            outputs: made(function, version, live.function_arn().unwrap_or_default()).outputs,
        }))
    }

    async fn update(hands: &Hands, id: &str, was: &Input, _: &Input) -> Result<Outputs, Refusal> {
        match Self::read(hands, id, was).await? {
            Some(live) => Ok(live.outputs),
            None => Err(Refusal::local("Gone", format!("version `{id}` is gone"))),
        }
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let (function, version) = parts(id)?;
        let request = hands.clients.lambda(&was.region).delete_function().function_name(function).qualifier(version);
        let done = hands
            .patiently(&[Class::Busy, Class::InUse], ALIAS_LETS_GO, || async {
                hands.write(("lambda", "DeleteFunction"), || request.clone().send()).await
            })
            .await;
        or_gone(done)
    }
}

/// How long an alias that points at a version is given to point elsewhere.
const ALIAS_LETS_GO: Duration = Duration::from_secs(120);

/// The description of a version of ours.
fn marker(digest: &str) -> String {
    format!("engine digest {digest}")
}

/// `FUNCTION:VERSION`. Without a number a delete would take the whole function, so anything else is refused.
fn parts(id: &str) -> Result<(&str, &str), Refusal> {
    id.split_once(':')
        .filter(|(_, version)| !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or_else(|| Refusal::local("InvalidId", format!("`{id}` is not `FUNCTION:VERSION`")))
}

fn made(function: &str, version: &str, arn: &str) -> Made {
    let outputs = Outputs::from([("version".into(), version.to_owned()), ("arn".into(), arn.to_owned())]);
    Made { id: format!("{function}:{version}"), outputs }
}
