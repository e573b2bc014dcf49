use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudwatchlogs::types::LogGroup as Found;
use serde::{Deserialize, Serialize};

use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::aws::tags::{self, TagChanges};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// A CloudWatch log group.
///
/// Outputs: `arn` (without the trailing `:*`), `name`. Id: the name.
pub struct LogGroup;

/// What a log group should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// `/aws/lambda/NAME`; unique per account and region.
    pub name: String,
    /// Days; `None` keeps events for ever. Only the values `PutRetentionPolicy` accepts.
    pub retention_days: Option<u32>,
    /// Includes the ownership tags.
    pub tags: BTreeMap<String, String>,
}

impl Kind for LogGroup {
    const NAME: &'static str = "log-group";
    const TITLE: &'static str = "log group";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("name", "name, unique per region"),
        Field::update("retention-days", "days events are kept; for ever when absent"),
        Field::update("tags", "tags"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "logs:CreateLogGroup",
        "logs:DescribeLogGroups",
        "logs:PutRetentionPolicy",
        "logs:DeleteRetentionPolicy",
        "logs:DeleteLogGroup",
        "logs:TagResource",
        "logs:UntagResource",
        "logs:ListTagsForResource",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.logs(&want.region);
        let tags: Vec<_> = want.tags.clone().into_iter().collect();
        calmly(hands, || async {
            let request =
                client.create_log_group().log_group_name(&want.name).set_tags(Some(tags.iter().cloned().collect()));
            hands.create(("logs", "CreateLogGroup"), || request.clone().send()).await
        })
        .await?;
        put_retention(hands, want).await?;
        let live = describe(hands, &want.region, &want.name).await?;
        // A group that is not listed yet has the ARN it will be listed with.
        let arn = live.as_ref().and_then(arn_of).unwrap_or_else(|| arn(hands, &want.region, &want.name));
        Ok(Made { id: want.name.clone(), outputs: outputs(&arn, &want.name) })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let Some(live) = Self::read(hands, &want.name, want).await? else { return Ok(None) };
        if !tags::are_ours(&live.input.tags, &want.tags) {
            return Err(Refusal::foreign(format!("log group `{}` exists and is not this resource", want.name)));
        }
        Ok(Some(Made { id: want.name.clone(), outputs: live.outputs }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(group) = describe(hands, &was.region, id).await? else { return Ok(None) };
        let arn = arn_of(&group).unwrap_or_else(|| arn(hands, &was.region, id));
        let Some(tags) = tags_of(hands, &was.region, &arn).await? else { return Ok(None) };
        let input = Input {
            region: was.region.clone(),
            name: id.to_owned(),
            retention_days: group.retention_in_days().and_then(|days| u32::try_from(days).ok()),
            tags,
        };
        Ok(Some(Live { input, outputs: outputs(&arn, id) }))
    }

    async fn update(hands: &Hands, id: &str, was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let Some(live) = Self::read(hands, id, was).await? else {
            return Err(Refusal::local("Gone", format!("log group `{id}` is gone")));
        };
        if live.input.retention_days != want.retention_days {
            match want.retention_days {
                Some(_) => put_retention(hands, want).await?,
                None => delete_retention(hands, &want.region, id).await?,
            }
        }
        let client = hands.clients.logs(&want.region);
        let arn = live.outputs.get("arn").cloned().unwrap_or_else(|| arn(hands, &want.region, id));
        let changes = TagChanges::between(&live.input.tags, &want.tags);
        if !changes.remove.is_empty() {
            let request = client.untag_resource().resource_arn(&arn).set_tag_keys(Some(changes.remove));
            hands.write(("logs", "UntagResource"), || request.clone().send()).await?;
        }
        if !changes.set.is_empty() {
            let request = client.tag_resource().resource_arn(&arn).set_tags(Some(changes.set.into_iter().collect()));
            hands.write(("logs", "TagResource"), || request.clone().send()).await?;
        }
        Ok(live.outputs)
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let request = hands.clients.logs(&was.region).delete_log_group().log_group_name(id);
        or_gone(
            calmly(hands, || async { hands.write(("logs", "DeleteLogGroup"), || request.clone().send()).await }).await,
        )
    }
}

/// Repeats while another operation on the group is under way (`OperationAbortedException`).
async fn calmly<T, F, Fut>(hands: &Hands, step: F) -> Result<T, Refusal>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, Refusal>>,
{
    hands.patiently(&[Class::Busy], Duration::from_secs(60), step).await
}

async fn put_retention(hands: &Hands, want: &Input) -> Result<(), Refusal> {
    let Some(days) = want.retention_days else { return Ok(()) };
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    let client = hands.clients.logs(&want.region);
    let request = client.put_retention_policy().log_group_name(&want.name).retention_in_days(days);
    // The group may not be visible to this call for a moment after its creation.
    hands
        .patiently(&[Class::Busy, Class::NotFound], Duration::from_secs(60), || async {
            hands.write(("logs", "PutRetentionPolicy"), || request.clone().send()).await
        })
        .await
        .map(|_| ())
}

async fn delete_retention(hands: &Hands, region: &str, name: &str) -> Result<(), Refusal> {
    let request = hands.clients.logs(region).delete_retention_policy().log_group_name(name);
    calmly(hands, || async { hands.write(("logs", "DeleteRetentionPolicy"), || request.clone().send()).await })
        .await
        .map(|_| ())
}

/// The group of exactly this name: a prefix listing also gives longer ones.
async fn describe(hands: &Hands, region: &str, name: &str) -> Result<Option<Found>, Refusal> {
    let request = hands.clients.logs(region).describe_log_groups().log_group_name_prefix(name);
    let groups = hands
        .read(("logs", "DescribeLogGroups"), || {
            request.clone().into_paginator().items().send().collect::<Result<Vec<_>, _>>()
        })
        .await?;
    Ok(groups.into_iter().find(|group| group.log_group_name() == Some(name)))
}

async fn tags_of(hands: &Hands, region: &str, arn: &str) -> Result<Option<BTreeMap<String, String>>, Refusal> {
    let request = hands.clients.logs(region).list_tags_for_resource().resource_arn(arn);
    let answer = or_none(hands.read(("logs", "ListTagsForResource"), || request.clone().send()).await)?;
    Ok(answer.map(|answer| tags::without_aws(answer.tags.unwrap_or_default())))
}

fn arn_of(group: &Found) -> Option<String> {
    group.arn().map(|arn| arn.trim_end_matches(":*").to_owned())
}

fn arn(hands: &Hands, region: &str, name: &str) -> String {
    format!("arn:{}:logs:{region}:{}:log-group:{name}", hands.identity.partition, hands.identity.account)
}

fn outputs(arn: &str, name: &str) -> Outputs {
    Outputs::from([("arn".into(), arn.to_owned()), ("name".into(), name.to_owned())])
}
