use aws_sdk_wafregional::types::{self, ChangeAction};
use serde::{Deserialize, Serialize};

use super::change::{self, incomplete};
use super::condition_set::{ConditionSet, Conditions};
use super::object::{self, Page};
use super::{FieldToMatch, Transform};
use crate::providers::{Hands, Refusal};

/// A WAF Classic XSS match set.
pub type ClassicXssMatchSet = ConditionSet<XssMatchSets>;

/// The calls of such sets.
pub struct XssMatchSets;

/// A part of the request that is searched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct XssTuple {
    /// The part.
    pub field: FieldToMatch,
    /// What is done to it before.
    pub transform: Transform,
}

impl Conditions for XssMatchSets {
    const NAME: &'static str = "classic-xss-match-set";
    const TITLE: &'static str = "WAF Classic XSS match set";
    const ITEMS: &'static str = "Parts of the request that look like scripts, any of them";
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateXssMatchSet",
        "waf-regional:GetXssMatchSet",
        "waf-regional:ListXssMatchSets",
        "waf-regional:UpdateXssMatchSet",
        "waf-regional:DeleteXssMatchSet",
        "waf-regional:GetChangeToken",
    ];
    type Item = XssTuple;

    async fn create(hands: &Hands, region: &str, name: &str) -> Result<String, Refusal> {
        let client = hands.clients.wafregional(region);
        let made = change::spend(hands, region, "CreateXssMatchSet", |token| {
            client.create_xss_match_set().name(name).change_token(token).send()
        });
        Ok(made.await?.xss_match_set.map(|made| made.xss_match_set_id).unwrap_or_default())
    }

    async fn find(hands: &Hands, region: &str, name: &str) -> Result<Option<String>, Refusal> {
        let client = hands.clients.wafregional(region);
        let send = |marker| client.list_xss_match_sets().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListXssMatchSets", name, send, |page| {
            Page::new(page.xss_match_sets, |entry| (entry.xss_match_set_id, entry.name), page.next_marker)
        });
        found.await
    }

    async fn get(hands: &Hands, region: &str, id: &str) -> Result<(Option<String>, Vec<Self::Item>), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = || client.get_xss_match_set().xss_match_set_id(id).send();
        let answer = hands.read(("waf-regional", "GetXssMatchSet"), call).await?;
        let set = object::answered("GetXssMatchSet", answer.xss_match_set)?;
        let items: Result<Vec<_>, _> = set.xss_match_tuples.iter().map(read).collect();
        Ok((set.name, items?))
    }

    async fn update(hands: &Hands, region: &str, id: &str, changes: &[(bool, Self::Item)]) -> Result<(), Refusal> {
        let update = |(comes, item): &(bool, Self::Item)| {
            let action = if *comes { ChangeAction::Insert } else { ChangeAction::Delete };
            let update = types::XssMatchSetUpdate::builder().action(action).xss_match_tuple(lower(item)?);
            update.build().map_err(incomplete)
        };
        let updates = changes.iter().map(update).collect::<Result<Vec<_>, _>>()?;
        let client = hands.clients.wafregional(region);
        let call = |token| {
            client
                .update_xss_match_set()
                .xss_match_set_id(id)
                .change_token(token)
                .set_updates(Some(updates.clone()))
                .send()
        };
        change::spend(hands, region, "UpdateXssMatchSet", call).await.map(|_| ())
    }

    async fn delete(hands: &Hands, region: &str, id: &str) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = |token| client.delete_xss_match_set().xss_match_set_id(id).change_token(token).send();
        change::spend(hands, region, "DeleteXssMatchSet", call).await.map(|_| ())
    }
}

fn lower(tuple: &XssTuple) -> Result<types::XssMatchTuple, Refusal> {
    types::XssMatchTuple::builder()
        .field_to_match(tuple.field.lower()?)
        .text_transformation(tuple.transform.lower())
        .build()
        .map_err(incomplete)
}

fn read(live: &types::XssMatchTuple) -> Result<XssTuple, Refusal> {
    let field = FieldToMatch::read(live.field_to_match.as_ref());
    Ok(XssTuple { field, transform: Transform::read(&live.text_transformation)? })
}
