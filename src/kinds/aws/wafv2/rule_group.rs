use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{self, RuleGroup, RuleGroupSummary};
use serde::{Deserialize, Serialize};

use super::capacity::bill;
use super::lowering::Opener;
use super::reading::Reader;
use super::statement::{ResponseBody, Rule};
use super::{Scope, letting, lowering, reading, tags};
use crate::kinds::aws::absent::or_none;
use crate::kinds::aws::live_text::LiveTexts;
use crate::kinds::aws::tags::are_ours;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// How long a lock held by somebody else, or a web ACL that still refers to the group, is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// Rules that several web ACLs share. Outputs: `arn`, `id`, `label-namespace`.
pub struct Wafv2RuleGroup;

/// A rule group as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// us-east-1 when the scope is CLOUDFRONT.
    pub region: String,
    /// Which web ACLs may refer to it: those of the same scope.
    pub scope: Scope,
    /// `[A-Za-z0-9_-]{1,128}`, unique within scope and region.
    pub name: String,
    /// Shown in the console, 1-256 characters; absent for none.
    pub description: Option<String>,
    /// What is set aside for its rules (WCU), 1-5,000.
    pub capacity: u32,
    /// By rule name.
    pub rules: BTreeMap<String, Rule>,
    /// The bodies of custom responses, by key.
    pub response_bodies: BTreeMap<String, ResponseBody>,
    /// CloudWatch metric name; none switches the metric off.
    pub metric: Option<String>,
    /// Whether AWS keeps samples of requests.
    pub sampled: bool,
    /// With the ownership tags in them.
    pub tags: BTreeMap<String, String>,
}

impl Kind for Wafv2RuleGroup {
    const NAME: &'static str = "wafv2-rule-group";
    const TITLE: &'static str = "WAFv2 rule group";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("scope", "REGIONAL or CLOUDFRONT"),
        Field::replace("name", "Unique within scope and region"),
        Field::update("description", "For people"),
        Field::replace("capacity", "What is set aside for its rules, WCU"),
        Field::update("rules", "Rules by name, evaluated by ascending priority").secret(),
        Field::update("response-bodies", "Bodies of custom responses, by key"),
        Field::update("metric", "CloudWatch metric name"),
        Field::update("sampled", "Whether requests are sampled"),
        Field::update("tags", "Tags"),
    ];
    const HELD: bool = true;
    // Its sets may not be visible yet; it stays in use for a while after the last web ACL let go of it.
    const TAKES: Takes = Takes::seconds(2).made_in(5).removed_in(10);
    const ACTIONS: &'static [&'static str] = &[
        "wafv2:CreateRuleGroup",
        "wafv2:GetRuleGroup",
        "wafv2:ListRuleGroups",
        "wafv2:UpdateRuleGroup",
        "wafv2:DeleteRuleGroup",
        "wafv2:GetRegexPatternSet",
        "wafv2:GetIPSet",
        "wafv2:ListTagsForResource",
        "wafv2:TagResource",
        "wafv2:UntagResource",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let wish = Wish::of(&Opener::new(hands), want)?;
        let tags = tags::lower(&want.tags)?;
        let made = hands
            .create(("wafv2", "CreateRuleGroup", want.region.as_str()), || {
                client
                    .create_rule_group()
                    .name(&want.name)
                    .scope(want.scope.lower())
                    .capacity(i64::from(want.capacity))
                    .set_description(want.description.clone())
                    .set_rules(Some(wish.rules.clone()))
                    .set_custom_response_bodies(wish.bodies.clone())
                    .visibility_config(wish.visibility.clone())
                    .set_tags(tags.clone())
                    .send()
            })
            .await?;
        let id = made.summary.as_ref().and_then(RuleGroupSummary::id).unwrap_or_default();
        let (live, _) = get(hands, &client, id, want).await?;
        Ok(Made { id: id.to_owned(), outputs: outputs(&live) })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let mut marker: Option<String> = None;
        loop {
            let page = hands
                .read(("wafv2", "ListRuleGroups", want.region.as_str()), || {
                    let list = client.list_rule_groups().scope(want.scope.lower());
                    list.limit(100).set_next_marker(marker.clone()).send()
                })
                .await?;
            if let Some(found) = page.rule_groups().iter().find(|group| group.name() == Some(want.name.as_str())) {
                let live = tags::read(hands, &client, found.arn().unwrap_or_default()).await?;
                if !are_ours(&live, &want.tags) {
                    return Err(Refusal::foreign(format!(
                        "a rule group `{}` that is not ours stands there",
                        want.name
                    )));
                }
                let id = found.id().unwrap_or_default();
                let (live, _) = get(hands, &client, id, want).await?;
                return Ok(Some(Made { id: id.to_owned(), outputs: outputs(&live) }));
            }
            marker = page.next_marker.filter(|marker| !marker.is_empty());
            if marker.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let client = hands.clients.wafv2(&was.region);
        let live = match get(hands, &client, id, was).await {
            Ok((live, _)) => live,
            Err(refusal) if refusal.class == Class::NotFound => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let tags = match tags::read(hands, &client, &live.arn).await {
            Ok(tags) => tags,
            Err(refusal) if refusal.class == Class::NotFound => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let texts = LiveTexts::new(hands, was.rules.values().flat_map(|rule| rule.statement.texts()));
        let (metric, sampled) = reading::visibility(live.visibility_config.as_ref());
        let reader = Reader { texts, groups: BTreeMap::new() };
        let input = Input {
            region: was.region.clone(),
            scope: was.scope,
            name: live.name.clone(),
            description: live.description.clone().filter(|text| !text.is_empty()),
            capacity: u32::try_from(live.capacity).unwrap_or_default(),
            rules: reading::rules(&reader, live.rules(), &was.rules),
            response_bodies: reading::bodies(live.custom_response_bodies.as_ref()),
            metric,
            sampled,
            tags,
        };
        Ok(Some(Live { input, outputs: outputs(&live) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let live = hands
            .patiently(&[Class::Busy], PATIENCE, async || {
                let (live, lock) = get(hands, &client, id, want).await?;
                let wish = Wish::of(&Opener::beside(hands, live.rules()), want)?;
                hands
                    .write(("wafv2", "UpdateRuleGroup", want.region.as_str()), || {
                        client
                            .update_rule_group()
                            .name(&want.name)
                            .scope(want.scope.lower())
                            .id(id)
                            .lock_token(&lock)
                            .set_description(want.description.clone())
                            .set_rules(Some(wish.rules.clone()))
                            .set_custom_response_bodies(wish.bodies.clone())
                            .visibility_config(wish.visibility.clone())
                            .set_monetization_config(live.monetization_config.clone())
                            .send()
                    })
                    .await?;
                Ok(live)
            })
            .await?;
        tags::converge(hands, &client, &live.arn, &want.tags).await?;
        Ok(outputs(&live))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafv2(&was.region);
        let gone = hands.patiently(&[Class::Busy, Class::InUse], PATIENCE, async || {
            let (_, lock) = get(hands, &client, id, was).await?;
            hands
                .write(("wafv2", "DeleteRuleGroup", was.region.as_str()), || {
                    let delete = client.delete_rule_group().name(&was.name).scope(was.scope.lower());
                    delete.id(id).lock_token(&lock).send()
                })
                .await
        });
        match gone.await {
            Err(refusal) if refusal.class != Class::NotFound => Err(refusal),
            _ => Ok(()),
        }
    }

    fn lets(was: &Input, want: &Input) -> Lets<Input> {
        letting::of_group(was, want)
    }

    fn remarks(want: &Input) -> Vec<(String, String)> {
        vec![("used".to_owned(), bill(&want.rules, want.capacity))]
    }
}

/// The parts of a group that create and update send alike, with secrets opened.
struct Wish {
    rules: Vec<types::Rule>,
    visibility: types::VisibilityConfig,
    bodies: Option<HashMap<String, types::CustomResponseBody>>,
}

impl Wish {
    fn of(opener: &Opener<'_>, want: &Input) -> Result<Self, Refusal> {
        Ok(Self {
            rules: lowering::rules(opener, &want.rules)?,
            visibility: lowering::visibility(&want.name, want.metric.as_deref(), want.sampled)?,
            bodies: lowering::bodies(&want.response_bodies)?,
        })
    }
}

/// The capacity of rule groups by ARN; of one that is gone nothing is said.
pub(super) async fn capacities(
    hands: &Hands,
    client: &Client,
    groups: Vec<String>,
) -> Result<BTreeMap<String, u32>, Refusal> {
    let mut capacities = BTreeMap::new();
    for arn in groups {
        let call = || client.get_rule_group().arn(&arn).send();
        let answer = or_none(hands.read(("wafv2", "GetRuleGroup"), call).await)?;
        let capacity = answer.and_then(|answer| answer.rule_group).map(|group| group.capacity);
        if let Some(capacity) = capacity.and_then(|capacity| u32::try_from(capacity).ok()) {
            capacities.insert(arn, capacity);
        }
    }
    Ok(capacities)
}

/// The group and the token that an update or delete must show to prove it saw the latest state.
async fn get(hands: &Hands, client: &Client, id: &str, was: &Input) -> Result<(RuleGroup, String), Refusal> {
    let answer = hands
        .read(("wafv2", "GetRuleGroup", was.region.as_str()), || {
            client.get_rule_group().name(&was.name).scope(was.scope.lower()).id(id).send()
        })
        .await?;
    match (answer.rule_group, answer.lock_token) {
        (Some(group), Some(lock)) => Ok((group, lock)),
        _ => Err(Refusal::local("UnreadableAnswer", "GetRuleGroup answered without the group or its lock token")),
    }
}

fn outputs(live: &RuleGroup) -> Outputs {
    let namespace = live.label_namespace.as_deref().unwrap_or_default();
    let outputs = [("arn", live.arn.as_str()), ("id", &live.id), ("label-namespace", namespace)];
    outputs.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
