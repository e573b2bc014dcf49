use aws_sdk_wafregional::types::{self, ChangeAction};
use serde::{Deserialize, Serialize};

use super::change::{self, incomplete};
use super::condition_set::{ConditionSet, Conditions};
use super::object::{self, Page};
use super::{FieldToMatch, Transform};
use crate::providers::{Hands, Refusal};

/// A WAF Classic size constraint set.
pub type ClassicSizeConstraintSet = ConditionSet<SizeConstraintSets>;

/// The calls of such sets.
pub struct SizeConstraintSets;

/// A part of the request that is measured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SizeTuple {
    /// The part.
    pub field: FieldToMatch,
    /// `EQ`, `NE`, `LE`, `LT`, `GE` or `GT`: how its length stands to `size`.
    pub comparison: String,
    /// Bytes.
    pub size: i64,
    /// What is done to it before.
    pub transform: Transform,
}

impl Conditions for SizeConstraintSets {
    const NAME: &'static str = "classic-size-constraint-set";
    const TITLE: &'static str = "WAF Classic size constraint set";
    const ITEMS: &'static str = "Lengths of parts of the request, any of them";
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateSizeConstraintSet",
        "waf-regional:GetSizeConstraintSet",
        "waf-regional:ListSizeConstraintSets",
        "waf-regional:UpdateSizeConstraintSet",
        "waf-regional:DeleteSizeConstraintSet",
        "waf-regional:GetChangeToken",
    ];
    type Item = SizeTuple;

    async fn create(hands: &Hands, region: &str, name: &str) -> Result<String, Refusal> {
        let client = hands.clients.wafregional(region);
        let made = change::spend(hands, region, "CreateSizeConstraintSet", |token| {
            client.create_size_constraint_set().name(name).change_token(token).send()
        });
        Ok(made.await?.size_constraint_set.map(|made| made.size_constraint_set_id).unwrap_or_default())
    }

    async fn find(hands: &Hands, region: &str, name: &str) -> Result<Option<String>, Refusal> {
        let client = hands.clients.wafregional(region);
        let send = |marker| client.list_size_constraint_sets().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListSizeConstraintSets", name, send, |page| {
            Page::new(page.size_constraint_sets, |entry| (entry.size_constraint_set_id, entry.name), page.next_marker)
        });
        found.await
    }

    async fn get(hands: &Hands, region: &str, id: &str) -> Result<(Option<String>, Vec<Self::Item>), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = || client.get_size_constraint_set().size_constraint_set_id(id).send();
        let answer = hands.read(("waf-regional", "GetSizeConstraintSet"), call).await?;
        let set = object::answered("GetSizeConstraintSet", answer.size_constraint_set)?;
        let items: Result<Vec<_>, _> = set.size_constraints.iter().map(read).collect();
        Ok((set.name, items?))
    }

    async fn update(hands: &Hands, region: &str, id: &str, changes: &[(bool, Self::Item)]) -> Result<(), Refusal> {
        let update = |(comes, item): &(bool, Self::Item)| {
            let action = if *comes { ChangeAction::Insert } else { ChangeAction::Delete };
            let update = types::SizeConstraintSetUpdate::builder().action(action).size_constraint(lower(item)?);
            update.build().map_err(incomplete)
        };
        let updates = changes.iter().map(update).collect::<Result<Vec<_>, _>>()?;
        let client = hands.clients.wafregional(region);
        let call = |token| {
            client
                .update_size_constraint_set()
                .size_constraint_set_id(id)
                .change_token(token)
                .set_updates(Some(updates.clone()))
                .send()
        };
        change::spend(hands, region, "UpdateSizeConstraintSet", call).await.map(|_| ())
    }

    async fn delete(hands: &Hands, region: &str, id: &str) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = |token| client.delete_size_constraint_set().size_constraint_set_id(id).change_token(token).send();
        change::spend(hands, region, "DeleteSizeConstraintSet", call).await.map(|_| ())
    }
}

fn lower(tuple: &SizeTuple) -> Result<types::SizeConstraint, Refusal> {
    types::SizeConstraint::builder()
        .field_to_match(tuple.field.lower()?)
        .comparison_operator(types::ComparisonOperator::from(tuple.comparison.as_str()))
        .size(tuple.size)
        .text_transformation(tuple.transform.lower())
        .build()
        .map_err(incomplete)
}

fn read(live: &types::SizeConstraint) -> Result<SizeTuple, Refusal> {
    Ok(SizeTuple {
        field: FieldToMatch::read(live.field_to_match.as_ref()),
        comparison: live.comparison_operator.as_str().to_owned(),
        size: live.size,
        transform: Transform::read(&live.text_transformation)?,
    })
}
