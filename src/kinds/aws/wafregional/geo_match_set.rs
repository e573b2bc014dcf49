use aws_sdk_wafregional::types::{self, ChangeAction};

use super::change::{self, incomplete};
use super::condition_set::{ConditionSet, Conditions};
use super::object::{self, Page};

use crate::providers::{Hands, Refusal};

/// A WAF Classic geo match set.
pub type ClassicGeoMatchSet = ConditionSet<GeoMatchSets>;

/// The calls of such sets.
pub struct GeoMatchSets;

impl Conditions for GeoMatchSets {
    const NAME: &'static str = "classic-geo-match-set";
    const TITLE: &'static str = "WAF Classic geo match set";
    const ITEMS: &'static str = "Countries, any of them";
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateGeoMatchSet",
        "waf-regional:GetGeoMatchSet",
        "waf-regional:ListGeoMatchSets",
        "waf-regional:UpdateGeoMatchSet",
        "waf-regional:DeleteGeoMatchSet",
        "waf-regional:GetChangeToken",
    ];
    type Item = String;

    async fn create(hands: &Hands, region: &str, name: &str) -> Result<String, Refusal> {
        let client = hands.clients.wafregional(region);
        let made = change::spend(hands, region, "CreateGeoMatchSet", |token| {
            client.create_geo_match_set().name(name).change_token(token).send()
        });
        Ok(made.await?.geo_match_set.map(|made| made.geo_match_set_id).unwrap_or_default())
    }

    async fn find(hands: &Hands, region: &str, name: &str) -> Result<Option<String>, Refusal> {
        let client = hands.clients.wafregional(region);
        let send = |marker| client.list_geo_match_sets().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListGeoMatchSets", name, send, |page| {
            Page::new(page.geo_match_sets, |entry| (entry.geo_match_set_id, entry.name), page.next_marker)
        });
        found.await
    }

    async fn get(hands: &Hands, region: &str, id: &str) -> Result<(Option<String>, Vec<Self::Item>), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = || client.get_geo_match_set().geo_match_set_id(id).send();
        let answer = hands.read(("waf-regional", "GetGeoMatchSet"), call).await?;
        let set = object::answered("GetGeoMatchSet", answer.geo_match_set)?;
        let items: Result<Vec<_>, _> = set.geo_match_constraints.iter().map(read).collect();
        Ok((set.name, items?))
    }

    async fn update(hands: &Hands, region: &str, id: &str, changes: &[(bool, Self::Item)]) -> Result<(), Refusal> {
        let update = |(comes, item): &(bool, Self::Item)| {
            let action = if *comes { ChangeAction::Insert } else { ChangeAction::Delete };
            let update = types::GeoMatchSetUpdate::builder().action(action).geo_match_constraint(lower(item)?);
            update.build().map_err(incomplete)
        };
        let updates = changes.iter().map(update).collect::<Result<Vec<_>, _>>()?;
        let client = hands.clients.wafregional(region);
        let call = |token| {
            client
                .update_geo_match_set()
                .geo_match_set_id(id)
                .change_token(token)
                .set_updates(Some(updates.clone()))
                .send()
        };
        change::spend(hands, region, "UpdateGeoMatchSet", call).await.map(|_| ())
    }

    async fn delete(hands: &Hands, region: &str, id: &str) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = |token| client.delete_geo_match_set().geo_match_set_id(id).change_token(token).send();
        change::spend(hands, region, "DeleteGeoMatchSet", call).await.map(|_| ())
    }
}

fn lower(country: &str) -> Result<types::GeoMatchConstraint, Refusal> {
    types::GeoMatchConstraint::builder()
        .r#type(types::GeoMatchConstraintType::Country)
        .value(types::GeoMatchConstraintValue::from(country))
        .build()
        .map_err(incomplete)
}

fn read(live: &types::GeoMatchConstraint) -> Result<String, Refusal> {
    Ok(live.value.as_str().to_owned())
}
