use std::collections::BTreeMap;

use aws_sdk_route53::types::{HostedZoneConfig, Tag, TagResourceType};
use serde::{Deserialize, Serialize};

use super::super::absent::{or_gone, or_none};
use super::super::tags::{TagChanges, without_aws};
use super::record::normal_name;
use super::zone_list::{Found, REGION, bare_id, zone, zones_named};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// A public hosted zone of ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The domain, lower case, without trailing dot.
    pub name: String,
    /// For people; empty for none.
    pub comment: String,
    /// Tags, the ownership tags among them.
    pub tags: BTreeMap<String, String>,
    /// Marks this generation (caller reference).
    pub token: String,
}

/// A public hosted zone of ours.
///
/// Outputs: `id` (without `/hostedzone/`), `name`, `name-servers` (comma-separated), `arn`.
pub struct Zone;

impl Kind for Zone {
    const NAME: &'static str = "route53-zone";
    const TITLE: &'static str = "Route 53 hosted zone";
    const FIELDS: &'static [Field] = &[
        Field::replace("name", "the domain"),
        Field::update("comment", "for people"),
        Field::update("tags", "tags"),
        Field::update("token", "marks this generation"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "route53:CreateHostedZone",
        "route53:GetHostedZone",
        "route53:ListHostedZonesByName",
        "route53:UpdateHostedZoneComment",
        "route53:ListResourceRecordSets",
        "route53:ListTagsForResource",
        "route53:ChangeTagsForResource",
        "route53:DeleteHostedZone",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(want.token.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.route53(REGION);
        let config = HostedZoneConfig::builder().comment(&want.comment).build();
        let made = hands
            .create(("route53", "CreateHostedZone"), || {
                let create = client.create_hosted_zone().name(&want.name).caller_reference(&want.token);
                create.hosted_zone_config(config.clone()).send()
            })
            .await?;
        let id = made.hosted_zone.map(|zone| bare_id(&zone.id).to_owned()).unwrap_or_default();
        let outputs = converge(hands, &id, want).await?;
        Ok(Made { id, outputs })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        // Tags come in a second call and may be missing still; the caller reference is ours alone.
        let zones = zones_named(hands, &want.name).await?;
        let Some(ours) = zones.into_iter().find(|zone| zone.caller_reference == want.token) else { return Ok(None) };
        let found = zone(hands, bare_id(&ours.id)).await?;
        Ok(found.map(|found| Made { id: found.id.clone(), outputs: outputs(hands, &found) }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(found) = zone(hands, id).await? else { return Ok(None) };
        let Some(tags) = or_none(live_tags(hands, id).await)? else { return Ok(None) };
        let outputs = outputs(hands, &found);
        let name = if normal_name(&was.name) == found.name { was.name.clone() } else { found.name };
        let input = Input { name, comment: found.comment, tags, token: was.token.clone() };
        Ok(Some(Live { input, outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        converge(hands, id, want).await
    }

    async fn delete(hands: &Hands, id: &str, _was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.route53(REGION);
        let _alone = hands.lane(&format!("route53/{id}")).await;
        let delete = || client.delete_hosted_zone().id(id).send();
        match or_gone(hands.write(("route53", "DeleteHostedZone"), delete).await) {
            Err(refusal) if refusal.code == "HostedZoneNotEmpty" => {
                let left = leftovers(hands, id).await?;
                Err(Refusal {
                    message: format!(
                        "the zone still holds records that engine did not make: {left}; remove them first"
                    ),
                    class: crate::providers::Class::Permanent,
                    ..refusal
                })
            }
            done => done,
        }
    }
}

fn outputs(hands: &Hands, found: &Found) -> Outputs {
    Outputs::from([
        ("id".into(), found.id.clone()),
        ("name".into(), found.name.clone()),
        ("name-servers".into(), found.name_servers.clone()),
        ("arn".into(), format!("arn:{}:route53:::hostedzone/{}", hands.identity.partition, found.id)),
    ])
}

async fn live_tags(hands: &Hands, id: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let client = hands.clients.route53(REGION);
    let list = || client.list_tags_for_resource().resource_type(TagResourceType::Hostedzone).resource_id(id).send();
    let answer = hands.read(("route53", "ListTagsForResource"), list).await?;
    let tags = answer.resource_tag_set.and_then(|set| set.tags).unwrap_or_default().into_iter();
    Ok(without_aws(tags.map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default()))))
}

/// Comment and tags as wanted, whatever is there.
async fn converge(hands: &Hands, id: &str, want: &Input) -> Result<Outputs, Refusal> {
    let client = hands.clients.route53(REGION);
    let gone = || Refusal::local("NotFound", format!("hosted zone {id} is gone"));
    let found = zone(hands, id).await?.ok_or_else(gone)?;
    if found.comment != want.comment {
        let update = || client.update_hosted_zone_comment().id(id).comment(&want.comment).send();
        hands.write(("route53", "UpdateHostedZoneComment"), update).await?;
    }
    let changes = TagChanges::between(&live_tags(hands, id).await?, &want.tags);
    if !changes.set.is_empty() || !changes.remove.is_empty() {
        let tag = |(key, value): (String, String)| Tag::builder().key(key).value(value).build();
        let set: Vec<Tag> = changes.set.into_iter().map(tag).collect();
        // Route 53 refuses empty lists.
        let set = (!set.is_empty()).then_some(set);
        let remove = (!changes.remove.is_empty()).then_some(changes.remove);
        hands
            .write(("route53", "ChangeTagsForResource"), || {
                client
                    .change_tags_for_resource()
                    .resource_type(TagResourceType::Hostedzone)
                    .resource_id(id)
                    .set_add_tags(Clone::clone(&set))
                    .set_remove_tag_keys(Clone::clone(&remove))
                    .send()
            })
            .await?;
    }
    Ok(outputs(hands, &found))
}

/// Up to five of the records that keep a zone from being deleted.
async fn leftovers(hands: &Hands, id: &str) -> Result<String, Refusal> {
    let client = hands.clients.route53(REGION);
    let list = || client.list_resource_record_sets().hosted_zone_id(id).send();
    let page = hands.read(("route53", "ListResourceRecordSets"), list).await?;
    let sets = page.resource_record_sets.iter().filter(|set| !matches!(set.r#type.as_str(), "NS" | "SOA"));
    let names: Vec<String> = sets.map(|set| format!("{} {}", normal_name(&set.name), set.r#type.as_str())).collect();
    let more = names.len().saturating_sub(5);
    let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    Ok(if more == 0 { shown } else { format!("{shown} and {more} more") })
}
