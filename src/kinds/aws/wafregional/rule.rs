use std::collections::BTreeMap;

use aws_sdk_wafregional::types;
use serde::{Deserialize, Serialize};

use super::change::{self, incomplete};
use super::object::{self, Page};
use super::physical_name;
use super::request_part::unknown;
use crate::kinds::aws::absent::or_none;
use crate::kinds::aws::condition::{Condition, text_name};
use crate::kinds::aws::spread::spread;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A WAF Classic rule: it matches when all of its predicates do. Output: `id`.
pub struct ClassicRule;

/// A rule as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`; its sets stand in the same one.
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// Letters and digits, at most 128.
    pub metric_name: String,
    /// By a name of the caller's choice; AWS knows them by content only.
    pub predicates: BTreeMap<String, Predicate>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

/// Whether a set matches, or with `negated` whether it does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Predicate {
    /// Id of the set.
    pub data: Text,
    /// What sort of set `data` is the id of.
    #[serde(rename = "type")]
    pub kind: PredicateType,
    /// Inverts the whole set: also a request without the inspected part matches then.
    pub negated: bool,
}

/// What kind of set a predicate refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PredicateType {
    /// Literal texts, see [`super::ClassicByteMatchSet`].
    ByteMatch,
    /// Countries of the client's address.
    GeoMatch,
    /// Ranges of the client's address.
    IpMatch,
    /// Regular expressions, see [`super::ClassicRegexMatchSet`].
    RegexMatch,
    /// Sizes of parts of the request.
    SizeConstraint,
    /// Parts that look like SQL.
    SqlInjectionMatch,
    /// Parts that look like scripts.
    XssMatch,
}

impl Kind for ClassicRule {
    const NAME: &'static str = "classic-rule";
    const TITLE: &'static str = "WAF Classic rule";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::replace("metric-name", "CloudWatch metric name"),
        Field::update("predicates", "What must hold, all at once"),
        Field::update("token", "Tells this generation from others of the same name"),
    ];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateRule",
        "waf-regional:GetRule",
        "waf-regional:ListRules",
        "waf-regional:UpdateRule",
        "waf-regional:DeleteRule",
        "waf-regional:GetChangeToken",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(physical_name::physical(&want.name, &want.token))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let made = change::spend(hands, &want.region, "CreateRule", |token| {
            client.create_rule().name(&name).metric_name(&want.metric_name).change_token(token).send()
        })
        .await?;
        let id = made.rule.map(|made| made.rule_id).unwrap_or_default();
        fill(hands, &id, want).await?;
        Ok(object::made(id))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let send = |marker| client.list_rules().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListRules", &name, send, |page| {
            Page::new(page.rules, |entry| (entry.rule_id, entry.name), page.next_marker)
        });
        Ok(found.await?.map(object::made))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = or_none(get(hands, id, &was.region).await)? else { return Ok(None) };
        let name = physical_name::logical(live.name.as_deref(), &was.name, &was.token);
        let metric_name = live.metric_name.clone().unwrap_or_else(|| was.metric_name.clone());
        let predicates = predicates(&live.predicates, &was.predicates)?;
        let input = Input { region: was.region.clone(), name, metric_name, predicates, token: was.token.clone() };
        Ok(Some(Live { input, outputs: object::outputs(id) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        fill(hands, id, want).await?;
        Ok(object::outputs(id))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(&was.region);
        change::remove(hands, async || {
            write(hands, id, &was.region, &[]).await?;
            change::spend(hands, &was.region, "DeleteRule", |token| {
                client.delete_rule().rule_id(id).change_token(token).send()
            })
            .await
        })
        .await
    }

    fn lets(was: &Input, want: &Input) -> Lets<Input> {
        let one =
            || Err("a rule of WAF Classic matches when all of its tests do, never when one of them does".to_owned());
        all(want).since(&all(was), one)
    }

    async fn settle(hands: &Hands, _: &str) -> Result<(), Refusal> {
        spread(hands).await
    }
}

/// When a rule matches; one that looks for nothing never does.
fn all(rule: &Input) -> Condition {
    let test = |one: &Predicate| {
        let test = Condition::Test(text_name(&one.data));
        if one.negated { Condition::Not(Box::new(test)) } else { test }
    };
    match rule.predicates.len() {
        0 => Condition::Constant(false),
        _ => Condition::All(rule.predicates.values().map(test).collect()),
    }
}

async fn get(hands: &Hands, id: &str, region: &str) -> Result<types::Rule, Refusal> {
    let client = hands.clients.wafregional(region);
    let answer = hands.read(("waf-regional", "GetRule"), || client.get_rule().rule_id(id).send()).await?;
    object::answered("GetRule", answer.rule)
}

async fn fill(hands: &Hands, id: &str, want: &Input) -> Result<(), Refusal> {
    let predicates: Vec<_> = want.predicates.values().map(|one| lower(hands, one)).collect::<Result<_, _>>()?;
    change::converge(hands, || write(hands, id, &want.region, &predicates)).await
}

/// Makes the rule's predicates those wanted, by one call with the difference.
async fn write(hands: &Hands, id: &str, region: &str, want: &[types::Predicate]) -> Result<(), Refusal> {
    let live = get(hands, id, region).await?;
    let updates = change::updates(&live.predicates, want, |action, predicate| {
        types::RuleUpdate::builder().action(action).predicate(predicate).build()
    })?;
    if updates.is_empty() {
        return Ok(());
    }
    let client = hands.clients.wafregional(region);
    change::spend(hands, region, "UpdateRule", |token| {
        client.update_rule().rule_id(id).change_token(token).set_updates(Some(updates.clone())).send()
    })
    .await
    .map(|_| ())
}

pub(super) fn lower(hands: &Hands, predicate: &Predicate) -> Result<types::Predicate, Refusal> {
    types::Predicate::builder()
        .negated(predicate.negated)
        .r#type(predicate.kind.lower())
        .data_id(hands.known("predicates.data", &predicate.data)?)
        .build()
        .map_err(incomplete)
}

/// AWS keeps no names for predicates: each gets the name of the recorded predicate it equals, else of one about the same set,
/// else the id of its set.
pub(super) fn predicates(
    live: &[types::Predicate],
    recorded: &BTreeMap<String, Predicate>,
) -> Result<BTreeMap<String, Predicate>, Refusal> {
    let mut left: Vec<Predicate> = Vec::new();
    for one in live {
        let kind = PredicateType::read(&one.r#type)?;
        left.push(Predicate { data: one.data_id.as_str().into(), kind, negated: one.negated });
    }
    let mut named = BTreeMap::new();
    for exact in [true, false] {
        for (name, predicate) in recorded {
            let fits = |one: &Predicate| if exact { one == predicate } else { one.data == predicate.data };
            if let Some(at) = left.iter().position(fits).filter(|_| !named.contains_key(name)) {
                named.insert(name.clone(), left.remove(at));
            }
        }
    }
    named.extend(left.into_iter().map(|one| (one.data.known().unwrap_or_default().to_owned(), one)));
    Ok(named)
}

impl PredicateType {
    fn lower(self) -> types::PredicateType {
        match self {
            Self::ByteMatch => types::PredicateType::ByteMatch,
            Self::GeoMatch => types::PredicateType::GeoMatch,
            Self::IpMatch => types::PredicateType::IpMatch,
            Self::RegexMatch => types::PredicateType::RegexMatch,
            Self::SizeConstraint => types::PredicateType::SizeConstraint,
            Self::SqlInjectionMatch => types::PredicateType::SqlInjectionMatch,
            Self::XssMatch => types::PredicateType::XssMatch,
        }
    }

    fn read(live: &types::PredicateType) -> Result<Self, Refusal> {
        match live {
            types::PredicateType::ByteMatch => Ok(Self::ByteMatch),
            types::PredicateType::GeoMatch => Ok(Self::GeoMatch),
            types::PredicateType::IpMatch => Ok(Self::IpMatch),
            types::PredicateType::RegexMatch => Ok(Self::RegexMatch),
            types::PredicateType::SizeConstraint => Ok(Self::SizeConstraint),
            types::PredicateType::SqlInjectionMatch => Ok(Self::SqlInjectionMatch),
            types::PredicateType::XssMatch => Ok(Self::XssMatch),
            other => Err(unknown("predicate type", other.as_str())),
        }
    }
}
