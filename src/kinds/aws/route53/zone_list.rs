use aws_sdk_route53::types::HostedZone;

use super::super::absent::or_none;
use super::record::normal_name;
use crate::providers::{Hands, Refusal};

/// Route 53 is global and signed for this region.
pub(super) const REGION: &str = "us-east-1";

/// A hosted zone and its name servers.
pub(super) struct Found {
    /// Without `/hostedzone/`.
    pub(super) id: String,
    /// Normalised.
    pub(super) name: String,
    pub(super) comment: String,
    pub(super) private: bool,
    /// Comma-separated.
    pub(super) name_servers: String,
}

/// A zone id without `/hostedzone/`.
pub(super) fn bare_id(id: &str) -> &str {
    id.strip_prefix("/hostedzone/").unwrap_or(id)
}

/// Every hosted zone of this very name, private ones included: several may share it.
pub(super) async fn zones_named(hands: &Hands, name: &str) -> Result<Vec<HostedZone>, Refusal> {
    let client = hands.clients.route53(REGION);
    let mut found = Vec::new();
    let (mut from, mut from_id) = (name.to_owned(), None);
    loop {
        let page = hands
            .read(("route53", "ListHostedZonesByName"), || {
                client.list_hosted_zones_by_name().dns_name(&from).set_hosted_zone_id(Clone::clone(&from_id)).send()
            })
            .await?;
        for zone in page.hosted_zones {
            // The list goes on with the names that follow.
            if normal_name(&zone.name) != normal_name(name) {
                return Ok(found);
            }
            found.push(zone);
        }
        match (page.is_truncated, page.next_dns_name) {
            (true, Some(next)) => {
                from = next;
                from_id = page.next_hosted_zone_id;
            }
            _ => return Ok(found),
        }
    }
}

/// The hosted zone of this id; `None` when it is gone.
pub(super) async fn zone(hands: &Hands, id: &str) -> Result<Option<Found>, Refusal> {
    let client = hands.clients.route53(REGION);
    let get = || client.get_hosted_zone().id(id).send();
    let Some(answer) = or_none(hands.read(("route53", "GetHostedZone"), get).await)? else { return Ok(None) };
    let servers = answer.delegation_set.map(|set| set.name_servers).unwrap_or_default();
    Ok(answer.hosted_zone.map(|zone| {
        let config = zone.config.as_ref();
        Found {
            id: bare_id(&zone.id).to_owned(),
            name: normal_name(&zone.name),
            comment: config.and_then(|config| config.comment()).unwrap_or_default().to_owned(),
            private: config.is_some_and(|config| config.private_zone()),
            name_servers: servers.join(","),
        }
    }))
}
