use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_apigateway::types::UsagePlan as Found;
use aws_sdk_apigateway::types::{ApiStage, Op, PatchOperation, QuotaPeriodType, QuotaSettings, ThrottleSettings};
use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::tags::{TagChanges, are_ours, without_aws};
use super::settings::TOKEN_TAG;
use super::throttling::Throttle;
use super::{names, writing};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// How much may be asked for with each key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// For people only.
    pub name: String,
    /// For people only; empty for none.
    pub description: String,
    /// The id of the REST API its keys are for.
    pub rest_api: Text,
    /// The stage of it.
    pub stage: Text,
    /// How many requests each key lets through; `null` for what the stage lets through.
    pub throttle: Option<Throttle>,
    /// How many requests each key is good for; `null` for any number.
    pub quota: Option<Quota>,
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
    /// Marks this generation (tag `engine:token`).
    pub token: String,
}

/// How many requests a key is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Quota {
    /// Requests.
    pub limit: u32,
    /// The time after which it begins anew.
    pub period: Period,
}

/// The time after which a quota begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

impl Period {
    fn as_aws(self) -> QuotaPeriodType {
        match self {
            Self::Day => QuotaPeriodType::Day,
            Self::Week => QuotaPeriodType::Week,
            Self::Month => QuotaPeriodType::Month,
        }
    }
}

/// A usage plan for one stage.
///
/// Outputs: `id`, `arn` (`arn:aws:apigateway:{region}::/usageplans/{id}`).
pub struct UsagePlan;

impl Kind for UsagePlan {
    const NAME: &'static str = "apigateway-usage-plan";
    const TITLE: &'static str = "API Gateway usage plan";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region it stands in"),
        Field::update("name", "the name; need not be unique"),
        Field::update("description", "for people"),
        Field::update("rest-api", "the id of the REST API its keys are for"),
        Field::update("stage", "the stage its keys are for"),
        Field::update("throttle", "how many requests each key lets through"),
        Field::update("quota", "how many requests each key is good for"),
        Field::update("tags", "tags"),
        Field::update("token", "marks this generation"),
    ];
    const ACTIONS: &'static [&'static str] =
        &["apigateway:GET", "apigateway:POST", "apigateway:PUT", "apigateway:PATCH", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(want.token.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.apigateway(&want.region);
        let (api, stage) = (hands.known("rest-api", &want.rest_api)?, hands.known("stage", &want.stage)?);
        let tags: HashMap<_, _> = marked(want).into_iter().collect();
        let made = writing::create(hands, ("apigateway", "CreateUsagePlan"), || {
            client
                .create_usage_plan()
                .name(&want.name)
                .set_description(Some(want.description.clone()).filter(|text| !text.is_empty()))
                .api_stages(ApiStage::builder().api_id(api).stage(stage).build())
                .set_throttle(want.throttle.map(|throttle| {
                    ThrottleSettings::builder()
                        .rate_limit(f64::from(throttle.rate))
                        .burst_limit(i32::try_from(throttle.burst).unwrap_or(i32::MAX))
                        .build()
                }))
                .set_quota(want.quota.map(|quota| {
                    QuotaSettings::builder()
                        .limit(i32::try_from(quota.limit).unwrap_or(i32::MAX))
                        .offset(0)
                        .period(quota.period.as_aws())
                        .build()
                }))
                .set_tags(Some(tags.clone()))
                .send()
        })
        .await?;
        Ok(self::made(hands, &want.region, made.id.as_deref().unwrap_or_default()))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.apigateway(&want.region);
        let mut position = None;
        loop {
            let page = hands
                .read(("apigateway", "GetUsagePlans"), || {
                    client.get_usage_plans().limit(500).set_position(position.clone()).send()
                })
                .await?;
            for plan in page.items() {
                let tags = without_aws(plan.tags().cloned().unwrap_or_default());
                if tags.get(TOKEN_TAG) != Some(&want.token) {
                    continue;
                }
                let id = plan.id().unwrap_or_default();
                if !are_ours(&tags, &want.tags) {
                    return Err(Refusal::foreign(format!(
                        "usage plan {id} carries our token but other ownership tags"
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
        let mut tags = without_aws(live.tags.clone().unwrap_or_default());
        tags.remove(TOKEN_TAG);
        // Ours first, so that one that was put beside it by hand shows only once ours is gone; then as something else.
        let stages = stages(&live);
        let recorded = (was.rest_api.known().unwrap_or_default(), was.stage.known().unwrap_or_default());
        let pair = |(api, stage): &(String, String)| (api.clone(), stage.clone());
        let (api, stage) = stages
            .iter()
            .find(|(api, stage)| (api.as_str(), stage.as_str()) == recorded)
            .or_else(|| stages.first())
            .map(pair)
            .unwrap_or_default();
        let input = Input {
            region: was.region.clone(),
            name: live.name().unwrap_or_default().to_owned(),
            description: live.description().unwrap_or_default().to_owned(),
            rest_api: Text::from(api),
            stage: Text::from(stage),
            throttle: throttle(&live),
            quota: quota(&live),
            tags,
            token: was.token.clone(),
        };
        Ok(Some(Live { input, outputs: made(hands, &was.region, id).outputs }))
    }

    async fn update(hands: &Hands, id: &str, was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let live = get(hands, &want.region, id).await?;
        let live = live.ok_or_else(|| Refusal::local("NotFound", format!("usage plan {id} is gone")))?;
        patch(hands, &want.region, id, patches(hands, &live, was, want)?).await?;
        let tags = without_aws(live.tags.clone().unwrap_or_default());
        let made = made(hands, &want.region, id);
        let arn = names::usage_plan_arn(hands, &want.region, id);
        writing::retag(hands, &want.region, &arn, TagChanges::between(&tags, &marked(want))).await?;
        Ok(made.outputs)
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let Some(live) = get(hands, &was.region, id).await? else { return Ok(()) };
        // AWS deletes none that is still for a stage.
        let leave =
            |(api, stage): (String, String)| writing::patch(Op::Remove, "/apiStages", Some(format!("{api}:{stage}")));
        patch(hands, &was.region, id, stages(&live).into_iter().map(leave).collect()).await?;
        let client = hands.clients.apigateway(&was.region);
        let delete = || client.delete_usage_plan().usage_plan_id(id).send();
        or_gone(writing::write(hands, ("apigateway", "DeleteUsagePlan"), delete).await)
    }
}

/// The wanted tags and the one that marks this generation.
fn marked(want: &Input) -> BTreeMap<String, String> {
    let mut tags = want.tags.clone();
    tags.insert(TOKEN_TAG.to_owned(), want.token.clone());
    tags
}

fn made(hands: &Hands, region: &str, id: &str) -> Made {
    let arn = names::usage_plan_arn(hands, region, id);
    Made { id: id.to_owned(), outputs: Outputs::from([("id".into(), id.into()), ("arn".into(), arn)]) }
}

/// What [`GetUsagePlan`] tells, in the shape of a list's items.
async fn get(hands: &Hands, region: &str, id: &str) -> Result<Option<Found>, Refusal> {
    let client = hands.clients.apigateway(region);
    let get = || client.get_usage_plan().usage_plan_id(id).send();
    let answer = or_none(hands.read(("apigateway", "GetUsagePlan"), get).await)?;
    Ok(answer.map(|answer| {
        Found::builder()
            .set_name(answer.name)
            .set_description(answer.description)
            .set_api_stages(answer.api_stages)
            .set_throttle(answer.throttle)
            .set_quota(answer.quota)
            .set_tags(answer.tags)
            .build()
    }))
}

fn stages(live: &Found) -> Vec<(String, String)> {
    let pair =
        |one: &ApiStage| (one.api_id().unwrap_or_default().to_owned(), one.stage().unwrap_or_default().to_owned());
    live.api_stages().iter().map(pair).collect()
}

fn throttle(live: &Found) -> Option<Throttle> {
    let throttle = live.throttle()?;
    Some(Throttle { rate: throttle.rate_limit().round() as u32, burst: u32::try_from(throttle.burst_limit()).ok()? })
}

fn quota(live: &Found) -> Option<Quota> {
    let quota = live.quota()?;
    let period = match quota.period()? {
        QuotaPeriodType::Day => Period::Day,
        QuotaPeriodType::Week => Period::Week,
        _ => Period::Month,
    };
    Some(Quota { limit: u32::try_from(quota.limit()).ok()?, period })
}

async fn patch(hands: &Hands, region: &str, id: &str, patches: Vec<PatchOperation>) -> Result<(), Refusal> {
    if patches.is_empty() {
        return Ok(());
    }
    let client = hands.clients.apigateway(region);
    let update = || client.update_usage_plan().usage_plan_id(id).set_patch_operations(Some(patches.clone())).send();
    writing::write(hands, ("apigateway", "UpdateUsagePlan"), update).await.map(|_| ())
}

fn patches(hands: &Hands, live: &Found, was: &Input, want: &Input) -> Result<Vec<PatchOperation>, Refusal> {
    let mut patches = Vec::new();
    let mut put = |op: Op, path: &str, value: Option<String>| patches.push(writing::patch(op, path, value));
    if live.name() != Some(want.name.as_str()) {
        put(Op::Replace, "/name", Some(want.name.clone()));
    }
    if live.description().unwrap_or_default() != want.description {
        put(Op::Replace, "/description", Some(want.description.clone()));
    }
    let stage = |of: &Input| -> Option<String> { Some(format!("{}:{}", of.rest_api.known()?, of.stage.known()?)) };
    let wanted = format!("{}:{}", hands.known("rest-api", &want.rest_api)?, hands.known("stage", &want.stage)?);
    let there: BTreeSet<String> = stages(live).into_iter().map(|(api, stage)| format!("{api}:{stage}")).collect();
    if !there.contains(&wanted) {
        put(Op::Add, "/apiStages", Some(wanted.clone()));
        // What was put beside ours by hand stays.
        if let Some(old) = stage(was).filter(|old| *old != wanted && there.contains(old)) {
            put(Op::Remove, "/apiStages", Some(old));
        }
    }
    match (throttle(live), want.throttle) {
        (Some(_), None) => put(Op::Remove, "/throttle", None),
        (there, Some(wanted)) if there != Some(wanted) => {
            let op = if there.is_some() { Op::Replace } else { Op::Add };
            put(op.clone(), "/throttle/rateLimit", Some(wanted.rate.to_string()));
            put(op, "/throttle/burstLimit", Some(wanted.burst.to_string()));
        }
        _ => {}
    }
    match (quota(live), want.quota) {
        (Some(_), None) => put(Op::Remove, "/quota", None),
        (there, Some(wanted)) if there != Some(wanted) => {
            let op = if there.is_some() { Op::Replace } else { Op::Add };
            put(op.clone(), "/quota/limit", Some(wanted.limit.to_string()));
            put(op.clone(), "/quota/offset", Some("0".into()));
            put(op, "/quota/period", Some(wanted.period.as_aws().as_str().to_owned()));
        }
        _ => {}
    }
    Ok(patches)
}
