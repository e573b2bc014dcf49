use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{IpAddressVersion, IpSet, IpSetSummary};
use serde::{Deserialize, Serialize};

use super::{Scope, tags};
use crate::kinds::aws::tags::are_ours;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// How long a lock held by somebody else, or a rule that still refers to the set, is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// A set of addresses that rules refer to by ARN. Outputs: `arn`, `id`.
pub struct Wafv2IpSet;

/// An IP set as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// us-east-1 when the scope is CLOUDFRONT.
    pub region: String,
    /// Which web ACLs may refer to it: those of the same scope.
    pub scope: Scope,
    /// `[A-Za-z0-9_-]{1,128}`, unique within scope and region.
    pub name: String,
    /// Shown in the console, 1-256 characters; absent for none.
    pub description: Option<String>,
    /// All addresses of a set are of one version.
    pub version: Version,
    /// In CIDR notation, the address being the first of its block; IPv6 in its short form. At most 10,000.
    pub addresses: BTreeSet<String>,
    /// With the ownership tags in them.
    pub tags: BTreeMap<String, String>,
}

/// The version of the Internet Protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Version {
    /// Four bytes.
    Ipv4,
    /// Sixteen bytes.
    Ipv6,
}

impl Version {
    fn lower(self) -> IpAddressVersion {
        match self {
            Self::Ipv4 => IpAddressVersion::Ipv4,
            Self::Ipv6 => IpAddressVersion::Ipv6,
        }
    }
}

impl Kind for Wafv2IpSet {
    const NAME: &'static str = "wafv2-ip-set";
    const TITLE: &'static str = "WAFv2 IP set";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("scope", "REGIONAL or CLOUDFRONT"),
        Field::replace("name", "Unique within scope and region"),
        Field::update("description", "For people"),
        Field::replace("version", "IPV4 or IPV6"),
        Field::update("addresses", "Addresses in CIDR notation"),
        Field::update("tags", "Tags"),
    ];
    const HELD: bool = true;
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "wafv2:CreateIPSet",
        "wafv2:GetIPSet",
        "wafv2:ListIPSets",
        "wafv2:UpdateIPSet",
        "wafv2:DeleteIPSet",
        "wafv2:ListTagsForResource",
        "wafv2:TagResource",
        "wafv2:UntagResource",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let tags = tags::lower(&want.tags)?;
        let made = hands
            .create(("wafv2", "CreateIPSet", want.region.as_str()), || {
                client
                    .create_ip_set()
                    .name(&want.name)
                    .scope(want.scope.lower())
                    .set_description(want.description.clone())
                    .ip_address_version(want.version.lower())
                    .set_addresses(Some(want.addresses.iter().cloned().collect()))
                    .set_tags(tags.clone())
                    .send()
            })
            .await?;
        Ok(made_of(made.summary.as_ref()))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let mut marker: Option<String> = None;
        loop {
            let page = hands
                .read(("wafv2", "ListIPSets", want.region.as_str()), || {
                    client.list_ip_sets().scope(want.scope.lower()).limit(100).set_next_marker(marker.clone()).send()
                })
                .await?;
            if let Some(found) = page.ip_sets().iter().find(|set| set.name() == Some(want.name.as_str())) {
                let live = tags::read(hands, &client, found.arn().unwrap_or_default()).await?;
                if !are_ours(&live, &want.tags) {
                    return Err(Refusal::foreign(format!("an IP set `{}` that is not ours stands there", want.name)));
                }
                return Ok(Some(made_of(Some(found))));
            }
            marker = page.next_marker.filter(|marker| !marker.is_empty());
            if marker.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let client = hands.clients.wafv2(&was.region);
        let live = match get(hands, &client, id, was).await {
            Ok((live, _)) => live,
            Err(refusal) if refusal.class == Class::NotFound => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let tags = match tags::read(hands, &client, &live.arn).await {
            Ok(tags) => tags,
            Err(refusal) if refusal.class == Class::NotFound => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let input = Input {
            region: was.region.clone(),
            scope: was.scope,
            name: live.name.clone(),
            description: live.description.clone().filter(|text| !text.is_empty()),
            version: if live.ip_address_version == IpAddressVersion::Ipv6 { Version::Ipv6 } else { Version::Ipv4 },
            addresses: live.addresses.iter().cloned().collect(),
            tags,
        };
        Ok(Some(Live { input, outputs: outputs(id, &live.arn) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let arn = hands
            .patiently(&[Class::Busy], PATIENCE, async || {
                let (live, lock) = get(hands, &client, id, want).await?;
                hands
                    .write(("wafv2", "UpdateIPSet", want.region.as_str()), || {
                        client
                            .update_ip_set()
                            .name(&want.name)
                            .scope(want.scope.lower())
                            .id(id)
                            .lock_token(&lock)
                            .set_description(want.description.clone())
                            .set_addresses(Some(want.addresses.iter().cloned().collect()))
                            .send()
                    })
                    .await?;
                Ok(live.arn)
            })
            .await?;
        tags::converge(hands, &client, &arn, &want.tags).await?;
        Ok(outputs(id, &arn))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafv2(&was.region);
        let gone = hands.patiently(&[Class::Busy, Class::InUse], PATIENCE, async || {
            let (_, lock) = get(hands, &client, id, was).await?;
            hands
                .write(("wafv2", "DeleteIPSet", was.region.as_str()), || {
                    let delete = client.delete_ip_set().name(&was.name).scope(was.scope.lower());
                    delete.id(id).lock_token(&lock).send()
                })
                .await
        });
        match gone.await {
            Err(refusal) if refusal.class != Class::NotFound => Err(refusal),
            _ => Ok(()),
        }
    }

    fn lets(was: &Input, want: &Input) -> Lets<Input> {
        if want.addresses == was.addresses {
            Lets::Same
        } else if want.addresses.is_superset(&was.addresses) {
            Lets::More
        } else if want.addresses.is_subset(&was.addresses) {
            Lets::Less
        } else {
            let addresses = want.addresses.union(&was.addresses).cloned().collect();
            Lets::Otherwise(Ok(Input { addresses, ..want.clone() }))
        }
    }
}

/// The set and the token that an update or delete must show to prove it saw the latest state.
async fn get(hands: &Hands, client: &Client, id: &str, was: &Input) -> Result<(IpSet, String), Refusal> {
    let answer = hands
        .read(("wafv2", "GetIPSet", was.region.as_str()), || {
            client.get_ip_set().name(&was.name).scope(was.scope.lower()).id(id).send()
        })
        .await?;
    match (answer.ip_set, answer.lock_token) {
        (Some(set), Some(lock)) => Ok((set, lock)),
        _ => Err(Refusal::local("UnreadableAnswer", "GetIPSet answered without the set or its lock token")),
    }
}

fn made_of(summary: Option<&IpSetSummary>) -> Made {
    let id = summary.and_then(IpSetSummary::id).unwrap_or_default();
    let arn = summary.and_then(IpSetSummary::arn).unwrap_or_default();
    Made { id: id.to_owned(), outputs: outputs(id, arn) }
}

fn outputs(id: &str, arn: &str) -> Outputs {
    [("arn", arn), ("id", id)].map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
