use std::borrow::Cow;
use std::collections::BTreeMap;

use aws_sdk_wafregional::primitives::Blob;
use aws_sdk_wafregional::types;
use serde::{Deserialize, Serialize};

use super::change::{self, incomplete};
use super::object::{self, Page};
use super::physical_name;
use super::{FieldToMatch, Position, Transform};
use crate::kinds::aws::absent::or_none;
use crate::kinds::aws::condition::{Condition, UNREADABLE, free_name, kept, text_name};
use crate::kinds::aws::live_text::LiveTexts;
use crate::kinds::aws::spread::spread;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text, Tree};

/// A WAF Classic byte match set: it matches when any of its tuples does. Output: `id`.
pub struct ClassicByteMatchSet;

/// A byte match set as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`; only rules of the same region can refer to it.
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// By a name of the caller's choice; AWS knows them by content only.
    pub tuples: BTreeMap<String, ByteMatchTuple>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

/// One comparison with a fixed, case-sensitive text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ByteMatchTuple {
    /// The part of the request that is looked at.
    pub field: FieldToMatch,
    /// Where in that part `target` must stand.
    pub position: Position,
    /// At most 50 bytes; may be a secret.
    pub target: Text,
    /// Applied to the request, not to `target`.
    pub transform: Transform,
}

impl Kind for ClassicByteMatchSet {
    const NAME: &'static str = "classic-byte-match-set";
    const TITLE: &'static str = "WAF Classic byte match set";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::update("tuples", "What to look for; one match is enough").secret(),
        Field::update("token", "Tells this generation from others of the same name"),
    ];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateByteMatchSet",
        "waf-regional:GetByteMatchSet",
        "waf-regional:ListByteMatchSets",
        "waf-regional:UpdateByteMatchSet",
        "waf-regional:DeleteByteMatchSet",
        "waf-regional:GetChangeToken",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(physical_name::physical(&want.name, &want.token))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let made = change::spend(hands, &want.region, "CreateByteMatchSet", |token| {
            client.create_byte_match_set().name(&name).change_token(token).send()
        })
        .await?;
        let id = made.byte_match_set.map(|made| made.byte_match_set_id).unwrap_or_default();
        fill(hands, &id, want).await?;
        Ok(object::made(id))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let send = |marker| client.list_byte_match_sets().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListByteMatchSets", &name, send, |page| {
            Page::new(page.byte_match_sets, |entry| (entry.byte_match_set_id, entry.name), page.next_marker)
        });
        Ok(found.await?.map(object::made))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = or_none(get(hands, id, &was.region).await)? else { return Ok(None) };
        let name = physical_name::logical(live.name.as_deref(), &was.name, &was.token);
        let texts = LiveTexts::new(hands, was.tuples.values().map(|tuple| &tuple.target));
        let tuples = tuples(&texts, &live.byte_match_tuples, &was.tuples)?;
        let input = Input { region: was.region.clone(), name, tuples, token: was.token.clone() };
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
            change::spend(hands, &was.region, "DeleteByteMatchSet", |token| {
                client.delete_byte_match_set().byte_match_set_id(id).change_token(token).send()
            })
            .await
        })
        .await
    }

    fn lets(was: &Input, want: &Input) -> Lets<Input> {
        let any = |of: &Input| Some(Condition::Any(of.tuples.values().map(test).collect::<Option<_>>()?));
        match (any(was), any(want)) {
            (Some(before), Some(after)) => after.since(&before, || both(was, want)),
            _ if was.tuples == want.tuples => Lets::Same,
            _ => Lets::Otherwise(Err("it looks at what this version of engine has no word for".to_owned())),
        }
    }

    async fn settle(hands: &Hands, _: &str) -> Result<(), Refusal> {
        spread(hands).await
    }
}

fn test(tuple: &ByteMatchTuple) -> Option<Condition> {
    let header = match &tuple.field {
        FieldToMatch::Header(name) => name.to_ascii_lowercase(),
        FieldToMatch::Other(_) => return None,
        other => Tree::of(other).as_value().to_string(),
    };
    let name = Tree::of(&(header, tuple.position, text_name(&tuple.target), tuple.transform));
    Some(Condition::Test(name.as_value().to_string()))
}

/// The set with the tuples of both.
fn both(was: &Input, want: &Input) -> Result<Input, String> {
    let mut both = want.clone();
    for (name, tuple) in &was.tuples {
        if want.tuples.values().any(|new| test(new) == test(tuple)) {
            continue;
        }
        let target = kept(&tuple.target).ok_or(UNREADABLE)?;
        let name = free_name(&format!("{name} as before"), |name| both.tuples.contains_key(name));
        both.tuples.insert(name, ByteMatchTuple { target, ..tuple.clone() });
    }
    Ok(both)
}

async fn get(hands: &Hands, id: &str, region: &str) -> Result<types::ByteMatchSet, Refusal> {
    let client = hands.clients.wafregional(region);
    let answer = hands
        .read(("waf-regional", "GetByteMatchSet"), || client.get_byte_match_set().byte_match_set_id(id).send())
        .await?;
    object::answered("GetByteMatchSet", answer.byte_match_set)
}

async fn fill(hands: &Hands, id: &str, want: &Input) -> Result<(), Refusal> {
    let tuples: Vec<_> = want.tuples.values().collect();
    change::converge(hands, || write(hands, id, &want.region, &tuples)).await
}

/// Makes the set's tuples those wanted, by one call with the difference.
async fn write(hands: &Hands, id: &str, region: &str, want: &[&ByteMatchTuple]) -> Result<(), Refusal> {
    let live = get(hands, id, region).await?;
    let targets = live.byte_match_tuples.iter().map(|tuple| String::from_utf8_lossy(tuple.target_string.as_ref()));
    let targets: Vec<String> = targets.map(Cow::into_owned).collect();
    let want: Vec<_> = want.iter().map(|tuple| lower(hands, tuple, &targets)).collect::<Result<_, _>>()?;
    let updates = change::updates(&live.byte_match_tuples, &want, |action, tuple| {
        types::ByteMatchSetUpdate::builder().action(action).byte_match_tuple(tuple).build()
    })?;
    if updates.is_empty() {
        return Ok(());
    }
    let client = hands.clients.wafregional(region);
    change::spend(hands, region, "UpdateByteMatchSet", |token| {
        let call = client.update_byte_match_set().byte_match_set_id(id).change_token(token);
        call.set_updates(Some(updates.clone())).send()
    })
    .await
    .map(|_| ())
}

/// The tuple with its secret opened; `live` are the targets the set has.
fn lower(hands: &Hands, tuple: &ByteMatchTuple, live: &[String]) -> Result<types::ByteMatchTuple, Refusal> {
    types::ByteMatchTuple::builder()
        .field_to_match(tuple.field.lower()?)
        .target_string(Blob::new(hands.open_again(&tuple.target, live)?.expose()))
        .positional_constraint(tuple.position.lower())
        .text_transformation(tuple.transform.lower())
        .build()
        .map_err(incomplete)
}

/// AWS keeps no names for tuples: each gets the name of the recorded tuple it equals, else of one that differs in its target
/// only, else a name that says it is nobody's.
fn tuples(
    texts: &LiveTexts<'_>,
    live: &[types::ByteMatchTuple],
    recorded: &BTreeMap<String, ByteMatchTuple>,
) -> Result<BTreeMap<String, ByteMatchTuple>, Refusal> {
    let mut left: Vec<(ByteMatchTuple, String)> = Vec::new();
    for tuple in live {
        let target = String::from_utf8_lossy(tuple.target_string.as_ref()).into_owned();
        let shape = ByteMatchTuple {
            field: FieldToMatch::read(tuple.field_to_match.as_ref()),
            position: Position::read(&tuple.positional_constraint)?,
            target: texts.text(&target, None),
            transform: Transform::read(&tuple.text_transformation)?,
        };
        left.push((shape, target));
    }
    let alike = |a: &ByteMatchTuple, b: &ByteMatchTuple| {
        a.field.same(&b.field) && a.position == b.position && a.transform == b.transform
    };
    let mut named = BTreeMap::new();
    for exact in [true, false] {
        for (name, tuple) in recorded.iter() {
            let fits = |(shape, target): &(ByteMatchTuple, String)| {
                alike(shape, tuple) && (!exact || texts.same(&tuple.target, target))
            };
            if named.contains_key(name) {
                continue;
            }
            if let Some(at) = left.iter().position(fits) {
                let (_, target) = left.remove(at);
                let target = texts.text(&target, Some(&tuple.target));
                named.insert(name.clone(), ByteMatchTuple { target, ..tuple.clone() });
            }
        }
    }
    let unnamed = left.into_iter().zip(1..).map(|((shape, _), at)| (format!("unrecorded-{at}"), shape));
    named.extend(unnamed);
    Ok(named)
}
