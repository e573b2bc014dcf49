use std::collections::BTreeMap;

use aws_sdk_wafregional::types;
use serde::{Deserialize, Serialize};

use super::change;
use super::object::{self, Page};
use super::physical_name;
use super::rule::{Predicate, lower, predicates};
use crate::kinds::aws::absent::or_none;
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// A WAF Classic rate-based rule: it matches requests of an address beyond a number in five minutes. Output: `id`.
pub struct ClassicRateBasedRule;

/// A rate-based rule as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// Letters and digits, at most 128.
    pub metric_name: String,
    /// Requests of one address in five minutes, at least 100.
    pub limit: i64,
    /// What a request must be like to be counted, by a name of the caller's choice; all of them when empty.
    pub predicates: BTreeMap<String, Predicate>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

impl Kind for ClassicRateBasedRule {
    const NAME: &'static str = "classic-rate-based-rule";
    const TITLE: &'static str = "WAF Classic rate-based rule";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::replace("metric-name", "CloudWatch metric name"),
        Field::update("limit", "Requests of one address in five minutes"),
        Field::update("predicates", "What must hold for a request to be counted"),
        Field::update("token", "Tells this generation from others of the same name"),
    ];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateRateBasedRule",
        "waf-regional:GetRateBasedRule",
        "waf-regional:ListRateBasedRules",
        "waf-regional:UpdateRateBasedRule",
        "waf-regional:DeleteRateBasedRule",
        "waf-regional:GetChangeToken",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(physical_name::physical(&want.name, &want.token))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let made = change::spend(hands, &want.region, "CreateRateBasedRule", |token| {
            client
                .create_rate_based_rule()
                .name(&name)
                .metric_name(&want.metric_name)
                .rate_key(types::RateKey::Ip)
                .rate_limit(want.limit)
                .change_token(token)
                .send()
        })
        .await?;
        let id = made.rule.map(|made| made.rule_id).unwrap_or_default();
        fill(hands, &id, want).await?;
        Ok(object::made(id))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let send = |marker| client.list_rate_based_rules().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListRateBasedRules", &name, send, |page| {
            Page::new(page.rules, |entry| (entry.rule_id, entry.name), page.next_marker)
        });
        Ok(found.await?.map(object::made))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = or_none(get(hands, id, &was.region).await)? else { return Ok(None) };
        let name = physical_name::logical(live.name.as_deref(), &was.name, &was.token);
        let metric_name = live.metric_name.clone().unwrap_or_else(|| was.metric_name.clone());
        let predicates = predicates(&live.match_predicates, &was.predicates)?;
        let input = Input {
            region: was.region.clone(),
            name,
            metric_name,
            limit: live.rate_limit,
            predicates,
            token: was.token.clone(),
        };
        Ok(Some(Live { input, outputs: object::outputs(id) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        fill(hands, id, want).await?;
        Ok(object::outputs(id))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(&was.region);
        change::remove(hands, async || {
            write(hands, id, &was.region, was.limit, &[]).await?;
            change::spend(hands, &was.region, "DeleteRateBasedRule", |token| {
                client.delete_rate_based_rule().rule_id(id).change_token(token).send()
            })
            .await
        })
        .await
    }
}

async fn get(hands: &Hands, id: &str, region: &str) -> Result<types::RateBasedRule, Refusal> {
    let client = hands.clients.wafregional(region);
    let call = || client.get_rate_based_rule().rule_id(id).send();
    let answer = hands.read(("waf-regional", "GetRateBasedRule"), call).await?;
    object::answered("GetRateBasedRule", answer.rule)
}

async fn fill(hands: &Hands, id: &str, want: &Input) -> Result<(), Refusal> {
    let predicates: Vec<_> = want.predicates.values().map(|one| lower(hands, one)).collect::<Result<_, _>>()?;
    change::converge(hands, || write(hands, id, &want.region, want.limit, &predicates)).await
}

/// Makes the rule's limit and predicates those wanted, by one call with the difference.
async fn write(hands: &Hands, id: &str, region: &str, limit: i64, want: &[types::Predicate]) -> Result<(), Refusal> {
    let live = get(hands, id, region).await?;
    let updates = change::updates(&live.match_predicates, want, |action, predicate| {
        types::RuleUpdate::builder().action(action).predicate(predicate).build()
    })?;
    if updates.is_empty() && live.rate_limit == limit {
        return Ok(());
    }
    let client = hands.clients.wafregional(region);
    change::spend(hands, region, "UpdateRateBasedRule", |token| {
        let update = client.update_rate_based_rule().rule_id(id).change_token(token).rate_limit(limit);
        update.set_updates(Some(updates.clone())).send()
    })
    .await
    .map(|_| ())
}
