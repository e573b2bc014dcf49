use std::collections::BTreeMap;

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::Tag;

use super::lowering::incomplete;
use crate::kinds::aws::tags::{TagChanges, without_aws};
use crate::providers::{Hands, Refusal};

/// Tags for a create call; `None` without any, because an empty list is refused.
pub(super) fn lower(tags: &BTreeMap<String, String>) -> Result<Option<Vec<Tag>>, Refusal> {
    let tags: Result<Vec<_>, _> =
        tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect();
    let tags = tags.map_err(incomplete)?;
    Ok(Some(tags).filter(|tags| !tags.is_empty()))
}

/// The tags of an object, without AWS's own.
pub(super) async fn read(hands: &Hands, client: &Client, arn: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let mut tags = BTreeMap::new();
    let mut marker: Option<String> = None;
    loop {
        let page = hands
            .read(("wafv2", "ListTagsForResource"), || {
                client.list_tags_for_resource().resource_arn(arn).set_next_marker(marker.clone()).send()
            })
            .await?;
        let list = page.tag_info_for_resource.and_then(|info| info.tag_list).unwrap_or_default();
        tags.extend(without_aws(list.into_iter().map(|tag| (tag.key, tag.value))));
        marker = page.next_marker.filter(|marker| !marker.is_empty());
        if marker.is_none() {
            return Ok(tags);
        }
    }
}

/// Makes the tags of an object those wanted.
pub(super) async fn converge(
    hands: &Hands,
    client: &Client,
    arn: &str,
    want: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    let TagChanges { set, remove } = TagChanges::between(&read(hands, client, arn).await?, want);
    if !remove.is_empty() {
        hands
            .write(("wafv2", "UntagResource"), || {
                client.untag_resource().resource_arn(arn).set_tag_keys(Some(remove.clone())).send()
            })
            .await?;
    }
    let changed = lower(&set)?;
    if changed.is_some() {
        hands
            .write(("wafv2", "TagResource"), || {
                client.tag_resource().resource_arn(arn).set_tags(changed.clone()).send()
            })
            .await?;
    }
    Ok(())
}
