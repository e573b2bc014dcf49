//! The sets of Classic that hold neither secrets nor references: they differ in what stands in them and in their calls.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::future::Future;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{change, object, physical_name};
use crate::kinds::aws::absent::or_none;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// What tells one kind of set from the others.
pub trait Conditions: Send + Sync + 'static {
    /// [`Kind::NAME`].
    const NAME: &'static str;
    /// [`Kind::TITLE`].
    const TITLE: &'static str;
    /// What its items are, for plans and docs.
    const ITEMS: &'static str;
    /// [`Kind::ACTIONS`].
    const ACTIONS: &'static [&'static str];
    /// One of those of which one is enough.
    type Item: Debug + Clone + Ord + Serialize + DeserializeOwned + Send + Sync;

    /// Makes an empty set and returns its id.
    fn create(hands: &Hands, region: &str, name: &str) -> impl Future<Output = Result<String, Refusal>> + Send;
    /// The id of the set of this name.
    fn find(hands: &Hands, region: &str, name: &str) -> impl Future<Output = Result<Option<String>, Refusal>> + Send;
    /// Its name in AWS and what stands in it.
    fn get(
        hands: &Hands,
        region: &str,
        id: &str,
    ) -> impl Future<Output = Result<(Option<String>, Vec<Self::Item>), Refusal>> + Send;
    /// Takes items out of a set and puts others into it; `true` for those that come.
    fn update(
        hands: &Hands,
        region: &str,
        id: &str,
        changes: &[(bool, Self::Item)],
    ) -> impl Future<Output = Result<(), Refusal>> + Send;
    /// Removes an empty set.
    fn delete(hands: &Hands, region: &str, id: &str) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// A set of conditions, one of which is enough. Output: `id`.
pub struct ConditionSet<C>(PhantomData<C>);

/// A set as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input<I: Ord> {
    /// The region it stands in, `us-east-2`; only rules of the same region can refer to it.
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// Any of these.
    pub items: BTreeSet<I>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

impl<C: Conditions> Kind for ConditionSet<C> {
    const NAME: &'static str = C::NAME;
    const TITLE: &'static str = C::TITLE;
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::update("items", C::ITEMS),
        Field::update("token", "Tells this generation from others of the same name"),
    ];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = C::ACTIONS;
    type Input = Input<C::Item>;

    fn natural_key(want: &Self::Input) -> NaturalKey {
        NaturalKey::Marker(physical_name::physical(&want.name, &want.token))
    }

    async fn create(hands: &Hands, want: &Self::Input) -> Result<Made, Refusal> {
        let name = physical_name::physical(&want.name, &want.token);
        let id = C::create(hands, &want.region, &name).await?;
        fill::<C>(hands, &id, want).await?;
        Ok(object::made(id))
    }

    async fn find(hands: &Hands, want: &Self::Input) -> Result<Option<Made>, Refusal> {
        let name = physical_name::physical(&want.name, &want.token);
        Ok(C::find(hands, &want.region, &name).await?.map(object::made))
    }

    async fn read(hands: &Hands, id: &str, was: &Self::Input) -> Result<Option<Live<Self::Input>>, Refusal> {
        let Some((name, items)) = or_none(C::get(hands, &was.region, id).await)? else { return Ok(None) };
        let input = Input {
            region: was.region.clone(),
            name: physical_name::logical(name.as_deref(), &was.name, &was.token),
            items: items.into_iter().collect(),
            token: was.token.clone(),
        };
        Ok(Some(Live { input, outputs: object::outputs(id) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Self::Input, want: &Self::Input) -> Result<Outputs, Refusal> {
        fill::<C>(hands, id, want).await?;
        Ok(object::outputs(id))
    }

    async fn delete(hands: &Hands, id: &str, was: &Self::Input) -> Result<(), Refusal> {
        change::remove(hands, async || {
            write::<C>(hands, id, &was.region, &BTreeSet::new()).await?;
            C::delete(hands, &was.region, id).await
        })
        .await
    }

    fn lets(was: &Self::Input, want: &Self::Input) -> Lets<Self::Input> {
        if want.items == was.items {
            Lets::Same
        } else if want.items.is_superset(&was.items) {
            Lets::More
        } else if want.items.is_subset(&was.items) {
            Lets::Less
        } else {
            Lets::Otherwise(Ok(Input { items: want.items.union(&was.items).cloned().collect(), ..want.clone() }))
        }
    }
}

async fn fill<C: Conditions>(hands: &Hands, id: &str, want: &Input<C::Item>) -> Result<(), Refusal> {
    change::converge(hands, || write::<C>(hands, id, &want.region, &want.items)).await
}

/// Makes the set's items those wanted, by one call with the difference: what has to go first.
async fn write<C: Conditions>(hands: &Hands, id: &str, region: &str, want: &BTreeSet<C::Item>) -> Result<(), Refusal> {
    let (_, live) = C::get(hands, region, id).await?;
    let gone = live.iter().filter(|item| !want.contains(item)).map(|item| (false, item.clone()));
    let new = want.iter().filter(|item| !live.contains(item)).map(|item| (true, item.clone()));
    let changes: Vec<_> = gone.chain(new).collect();
    if changes.is_empty() { Ok(()) } else { C::update(hands, region, id, &changes).await }
}
