use aws_sdk_wafregional::types::{self, ChangeAction};
use serde::{Deserialize, Serialize};

use super::change::{self, incomplete};
use super::condition_set::{ConditionSet, Conditions};
use super::object::{self, Page};
use super::{FieldToMatch, Transform};
use crate::providers::{Hands, Refusal};

/// A WAF Classic SQL injection match set.
pub type ClassicSqlInjectionMatchSet = ConditionSet<SqlInjectionMatchSets>;

/// The calls of such sets.
pub struct SqlInjectionMatchSets;

/// A part of the request that is searched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SqlInjectionTuple {
    /// The part.
    pub field: FieldToMatch,
    /// What is done to it before.
    pub transform: Transform,
}

impl Conditions for SqlInjectionMatchSets {
    const NAME: &'static str = "classic-sql-injection-match-set";
    const TITLE: &'static str = "WAF Classic SQL injection match set";
    const ITEMS: &'static str = "Parts of the request that look like SQL, any of them";
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateSqlInjectionMatchSet",
        "waf-regional:GetSqlInjectionMatchSet",
        "waf-regional:ListSqlInjectionMatchSets",
        "waf-regional:UpdateSqlInjectionMatchSet",
        "waf-regional:DeleteSqlInjectionMatchSet",
        "waf-regional:GetChangeToken",
    ];
    type Item = SqlInjectionTuple;

    async fn create(hands: &Hands, region: &str, name: &str) -> Result<String, Refusal> {
        let client = hands.clients.wafregional(region);
        let made = change::spend(hands, region, "CreateSqlInjectionMatchSet", |token| {
            client.create_sql_injection_match_set().name(name).change_token(token).send()
        });
        Ok(made.await?.sql_injection_match_set.map(|made| made.sql_injection_match_set_id).unwrap_or_default())
    }

    async fn find(hands: &Hands, region: &str, name: &str) -> Result<Option<String>, Refusal> {
        let client = hands.clients.wafregional(region);
        let send = |marker| client.list_sql_injection_match_sets().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListSqlInjectionMatchSets", name, send, |page| {
            Page::new(
                page.sql_injection_match_sets,
                |entry| (entry.sql_injection_match_set_id, entry.name),
                page.next_marker,
            )
        });
        found.await
    }

    async fn get(hands: &Hands, region: &str, id: &str) -> Result<(Option<String>, Vec<Self::Item>), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = || client.get_sql_injection_match_set().sql_injection_match_set_id(id).send();
        let answer = hands.read(("waf-regional", "GetSqlInjectionMatchSet"), call).await?;
        let set = object::answered("GetSqlInjectionMatchSet", answer.sql_injection_match_set)?;
        let items: Result<Vec<_>, _> = set.sql_injection_match_tuples.iter().map(read).collect();
        Ok((set.name, items?))
    }

    async fn update(hands: &Hands, region: &str, id: &str, changes: &[(bool, Self::Item)]) -> Result<(), Refusal> {
        let update = |(comes, item): &(bool, Self::Item)| {
            let action = if *comes { ChangeAction::Insert } else { ChangeAction::Delete };
            let update =
                types::SqlInjectionMatchSetUpdate::builder().action(action).sql_injection_match_tuple(lower(item)?);
            update.build().map_err(incomplete)
        };
        let updates = changes.iter().map(update).collect::<Result<Vec<_>, _>>()?;
        let client = hands.clients.wafregional(region);
        let call = |token| {
            client
                .update_sql_injection_match_set()
                .sql_injection_match_set_id(id)
                .change_token(token)
                .set_updates(Some(updates.clone()))
                .send()
        };
        change::spend(hands, region, "UpdateSqlInjectionMatchSet", call).await.map(|_| ())
    }

    async fn delete(hands: &Hands, region: &str, id: &str) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(region);
        let call =
            |token| client.delete_sql_injection_match_set().sql_injection_match_set_id(id).change_token(token).send();
        change::spend(hands, region, "DeleteSqlInjectionMatchSet", call).await.map(|_| ())
    }
}

fn lower(tuple: &SqlInjectionTuple) -> Result<types::SqlInjectionMatchTuple, Refusal> {
    types::SqlInjectionMatchTuple::builder()
        .field_to_match(tuple.field.lower()?)
        .text_transformation(tuple.transform.lower())
        .build()
        .map_err(incomplete)
}

fn read(live: &types::SqlInjectionMatchTuple) -> Result<SqlInjectionTuple, Refusal> {
    let field = FieldToMatch::read(live.field_to_match.as_ref());
    Ok(SqlInjectionTuple { field, transform: Transform::read(&live.text_transformation)? })
}
