use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::natural::part;
use super::{names, writing};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};

/// That a key is one of a usage plan's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region both stand in, `us-east-2`.
    pub region: String,
    /// The id of the usage plan.
    pub usage_plan: Text,
    /// The id of the API key.
    pub api_key: Text,
}

/// A key of a usage plan. No outputs. Id: `PLAN/KEY`.
pub struct UsagePlanKey;

impl Kind for UsagePlanKey {
    const NAME: &'static str = "apigateway-usage-plan-key";
    const TITLE: &'static str = "key of an API Gateway usage plan";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "the region both stand in"),
        Field::replace("usage-plan", "the id of the usage plan"),
        Field::replace("api-key", "the id of the API key"),
    ];
    const ACTIONS: &'static [&'static str] = &["apigateway:GET", "apigateway:POST", "apigateway:DELETE"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        // AWS refuses a key in two plans for the same stage, so it leaves one before it joins another.
        NaturalKey::Unique(format!("{} {}", want.region, part(&want.api_key)))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let (plan, key) = (hands.known("usage-plan", &want.usage_plan)?, hands.known("api-key", &want.api_key)?);
        let client = hands.clients.apigateway(&want.region);
        let create = || client.create_usage_plan_key().usage_plan_id(plan).key_id(key).key_type("API_KEY").send();
        match writing::write(hands, ("apigateway", "CreateUsagePlanKey"), create).await {
            Ok(_) => {}
            // It is one already, or it is one of another plan's.
            Err(refusal) if refusal.class == Class::Exists => {
                if !is_there(hands, &want.region, plan, key).await? {
                    return Err(refusal);
                }
            }
            Err(refusal) => return Err(refusal),
        }
        Ok(made(plan, key))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let (plan, key) = (hands.known("usage-plan", &want.usage_plan)?, hands.known("api-key", &want.api_key)?);
        Ok(is_there(hands, &want.region, plan, key).await?.then(|| made(plan, key)))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let (plan, key) = names::halves(id)?;
        if !is_there(hands, &was.region, plan, key).await? {
            return Ok(None);
        }
        let input = Input { region: was.region.clone(), usage_plan: plan.into(), api_key: key.into() };
        Ok(Some(Live { input, outputs: Outputs::new() }))
    }

    async fn update(_hands: &Hands, _id: &str, _was: &Input, _want: &Input) -> Result<Outputs, Refusal> {
        Ok(Outputs::new())
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let (plan, key) = names::halves(id)?;
        let client = hands.clients.apigateway(&was.region);
        let delete = || client.delete_usage_plan_key().usage_plan_id(plan).key_id(key).send();
        or_gone(writing::write(hands, ("apigateway", "DeleteUsagePlanKey"), delete).await)
    }
}

async fn is_there(hands: &Hands, region: &str, plan: &str, key: &str) -> Result<bool, Refusal> {
    let client = hands.clients.apigateway(region);
    let get = || client.get_usage_plan_key().usage_plan_id(plan).key_id(key).send();
    Ok(or_none(hands.read(("apigateway", "GetUsagePlanKey"), get).await)?.is_some())
}

fn made(plan: &str, key: &str) -> Made {
    Made { id: format!("{plan}/{key}"), outputs: Outputs::new() }
}
