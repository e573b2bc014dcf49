use aws_sdk_wafregional::types;
use serde::{Deserialize, Serialize};

use super::change::{self, incomplete};
use super::object::{self, Page};
use super::physical_name;
use super::{FieldToMatch, Transform};
use crate::kinds::aws::absent::or_none;
use crate::kinds::aws::condition::{Condition, text_name};
use crate::kinds::aws::spread::spread;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text, Tree};

/// A WAF Classic regex match set: one part of the request against one pattern set. Output: `id`.
pub struct ClassicRegexMatchSet;

/// A regex match set as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`; its pattern set stands in the same one.
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// AWS allows one.
    pub tuple: Option<RegexMatchTuple>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

/// What is searched for which patterns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegexMatchTuple {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// Applied to that part before the patterns are tried.
    pub transform: Transform,
    /// Id of the regex pattern set.
    pub pattern_set: Text,
}

impl Kind for ClassicRegexMatchSet {
    const NAME: &'static str = "classic-regex-match-set";
    const TITLE: &'static str = "WAF Classic regex match set";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::update("tuple", "What is searched for which patterns"),
        Field::update("token", "Tells this generation from others of the same name"),
    ];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateRegexMatchSet",
        "waf-regional:GetRegexMatchSet",
        "waf-regional:ListRegexMatchSets",
        "waf-regional:UpdateRegexMatchSet",
        "waf-regional:DeleteRegexMatchSet",
        "waf-regional:GetChangeToken",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(physical_name::physical(&want.name, &want.token))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let made = change::spend(hands, &want.region, "CreateRegexMatchSet", |token| {
            client.create_regex_match_set().name(&name).change_token(token).send()
        })
        .await?;
        let id = made.regex_match_set.and_then(|made| made.regex_match_set_id).unwrap_or_default();
        fill(hands, &id, want).await?;
        Ok(object::made(id))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let send = |marker| client.list_regex_match_sets().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListRegexMatchSets", &name, send, |page| {
            Page::new(page.regex_match_sets, |entry| (entry.regex_match_set_id, entry.name), page.next_marker)
        });
        Ok(found.await?.map(object::made))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = or_none(get(hands, id, &was.region).await)? else { return Ok(None) };
        let name = physical_name::logical(live.name.as_deref(), &was.name, &was.token);
        // AWS allows one tuple.
        let tuple = match live.regex_match_tuples().first() {
            Some(live) => Some(tuple(live, was.tuple.as_ref())?),
            None => None,
        };
        let input = Input { region: was.region.clone(), name, tuple, token: was.token.clone() };
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
            change::spend(hands, &was.region, "DeleteRegexMatchSet", |token| {
                client.delete_regex_match_set().regex_match_set_id(id).change_token(token).send()
            })
            .await
        })
        .await
    }

    fn lets(was: &Input, want: &Input) -> Lets<Input> {
        let any = |of: &Input| Condition::Any(of.tuple.iter().map(test).collect());
        let full = || Err("a regex match set of WAF Classic has room for one header".to_owned());
        any(want).since(&any(was), full)
    }

    async fn settle(hands: &Hands, _: &str) -> Result<(), Refusal> {
        spread(hands).await
    }
}

fn test(tuple: &RegexMatchTuple) -> Condition {
    let field = match &tuple.field {
        FieldToMatch::Header(name) => FieldToMatch::Header(name.to_ascii_lowercase()),
        other => other.clone(),
    };
    let name = Tree::of(&(field, tuple.transform, text_name(&tuple.pattern_set)));
    Condition::Test(name.as_value().to_string())
}

async fn get(hands: &Hands, id: &str, region: &str) -> Result<types::RegexMatchSet, Refusal> {
    let client = hands.clients.wafregional(region);
    let answer = hands
        .read(("waf-regional", "GetRegexMatchSet"), || client.get_regex_match_set().regex_match_set_id(id).send())
        .await?;
    object::answered("GetRegexMatchSet", answer.regex_match_set)
}

async fn fill(hands: &Hands, id: &str, want: &Input) -> Result<(), Refusal> {
    let tuples: Vec<_> = want.tuple.iter().map(|tuple| lower(hands, tuple)).collect::<Result<_, _>>()?;
    change::converge(hands, || write(hands, id, &want.region, &tuples)).await
}

/// Makes the set's tuple the one wanted, by one call with the difference.
async fn write(hands: &Hands, id: &str, region: &str, want: &[types::RegexMatchTuple]) -> Result<(), Refusal> {
    let live = get(hands, id, region).await?;
    let updates = change::updates(live.regex_match_tuples(), want, |action, tuple| {
        types::RegexMatchSetUpdate::builder().action(action).regex_match_tuple(tuple).build()
    })?;
    if updates.is_empty() {
        return Ok(());
    }
    let client = hands.clients.wafregional(region);
    change::spend(hands, region, "UpdateRegexMatchSet", |token| {
        let call = client.update_regex_match_set().regex_match_set_id(id).change_token(token);
        call.set_updates(Some(updates.clone())).send()
    })
    .await
    .map(|_| ())
}

fn lower(hands: &Hands, tuple: &RegexMatchTuple) -> Result<types::RegexMatchTuple, Refusal> {
    types::RegexMatchTuple::builder()
        .field_to_match(tuple.field.lower()?)
        .text_transformation(tuple.transform.lower())
        .regex_pattern_set_id(hands.known("tuple.pattern-set", &tuple.pattern_set)?)
        .build()
        .map_err(incomplete)
}

fn tuple(live: &types::RegexMatchTuple, recorded: Option<&RegexMatchTuple>) -> Result<RegexMatchTuple, Refusal> {
    let field = FieldToMatch::read(live.field_to_match.as_ref());
    let spelt = recorded.filter(|recorded| recorded.field.same(&field)).map(|recorded| recorded.field.clone());
    Ok(RegexMatchTuple {
        field: spelt.unwrap_or(field),
        transform: Transform::read(&live.text_transformation)?,
        pattern_set: live.regex_pattern_set_id.as_str().into(),
    })
}
