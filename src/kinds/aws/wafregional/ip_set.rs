use aws_sdk_wafregional::types::{self, ChangeAction};

use super::change::{self, incomplete};
use super::condition_set::{ConditionSet, Conditions};
use super::object::{self, Page};

use crate::providers::{Hands, Refusal};

/// A WAF Classic IP set, of addresses of both versions.
pub type ClassicIpSet = ConditionSet<IpSets>;

/// The calls of such sets.
pub struct IpSets;

impl Conditions for IpSets {
    const NAME: &'static str = "classic-ip-set";
    const TITLE: &'static str = "WAF Classic IP set";
    const ITEMS: &'static str = "Blocks of addresses, any of them";
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateIPSet",
        "waf-regional:GetIPSet",
        "waf-regional:ListIPSets",
        "waf-regional:UpdateIPSet",
        "waf-regional:DeleteIPSet",
        "waf-regional:GetChangeToken",
    ];
    type Item = String;

    async fn create(hands: &Hands, region: &str, name: &str) -> Result<String, Refusal> {
        let client = hands.clients.wafregional(region);
        let made = change::spend(hands, region, "CreateIPSet", |token| {
            client.create_ip_set().name(name).change_token(token).send()
        });
        Ok(made.await?.ip_set.map(|made| made.ip_set_id).unwrap_or_default())
    }

    async fn find(hands: &Hands, region: &str, name: &str) -> Result<Option<String>, Refusal> {
        let client = hands.clients.wafregional(region);
        let send = |marker| client.list_ip_sets().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListIPSets", name, send, |page| {
            Page::new(page.ip_sets, |entry| (entry.ip_set_id, entry.name), page.next_marker)
        });
        found.await
    }

    async fn get(hands: &Hands, region: &str, id: &str) -> Result<(Option<String>, Vec<Self::Item>), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = || client.get_ip_set().ip_set_id(id).send();
        let answer = hands.read(("waf-regional", "GetIPSet"), call).await?;
        let set = object::answered("GetIPSet", answer.ip_set)?;
        let items: Result<Vec<_>, _> = set.ip_set_descriptors.iter().map(read).collect();
        Ok((set.name, items?))
    }

    async fn update(hands: &Hands, region: &str, id: &str, changes: &[(bool, Self::Item)]) -> Result<(), Refusal> {
        let update = |(comes, item): &(bool, Self::Item)| {
            let action = if *comes { ChangeAction::Insert } else { ChangeAction::Delete };
            let update = types::IpSetUpdate::builder().action(action).ip_set_descriptor(lower(item)?);
            update.build().map_err(incomplete)
        };
        let updates = changes.iter().map(update).collect::<Result<Vec<_>, _>>()?;
        let client = hands.clients.wafregional(region);
        let call =
            |token| client.update_ip_set().ip_set_id(id).change_token(token).set_updates(Some(updates.clone())).send();
        change::spend(hands, region, "UpdateIPSet", call).await.map(|_| ())
    }

    async fn delete(hands: &Hands, region: &str, id: &str) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = |token| client.delete_ip_set().ip_set_id(id).change_token(token).send();
        change::spend(hands, region, "DeleteIPSet", call).await.map(|_| ())
    }
}

fn lower(address: &str) -> Result<types::IpSetDescriptor, Refusal> {
    let version =
        if address.contains(':') { types::IpSetDescriptorType::Ipv6 } else { types::IpSetDescriptorType::Ipv4 };
    types::IpSetDescriptor::builder().r#type(version).value(address).build().map_err(incomplete)
}

fn read(live: &types::IpSetDescriptor) -> Result<String, Refusal> {
    Ok(live.value.clone())
}
