use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::refuse::{Reply, invalid, list, must, nonexistent, text};
use crate::sandbox::{Call, World};

/// `[{Key, Value}]` of a request; keys that start with `aws:` are AWS's.
pub(super) fn parse(tags: &[Value]) -> Reply<BTreeMap<String, String>> {
    must(tags.len() <= 50, || invalid("a resource has at most 50 tags"))?;
    let mut parsed = BTreeMap::new();
    for tag in tags {
        let (key, value) = (text(tag, "Key")?, text(tag, "Value")?);
        must(!key.is_empty() && !key.starts_with("aws:"), || invalid("tag keys are not empty and not `aws:`"))?;
        parsed.insert(key.to_owned(), value.to_owned());
    }
    Ok(parsed)
}

fn of<'w>(call: &Call, world: &'w mut World, body: &Value) -> Reply<&'w mut BTreeMap<String, String>> {
    let arn = text(body, "ResourceARN")?;
    let state = world.wafv2.entry(call.region.clone()).or_default();
    let acl = state.web_acls.get_mut(arn).map(|entity| &mut entity.tags);
    let set = state.regex_sets.get_mut(arn).map(|entity| &mut entity.tags);
    let ips = state.ip_sets.get_mut(arn).map(|entity| &mut entity.tags);
    let group = state.rule_groups.get_mut(arn).map(|entity| &mut entity.tags);
    acl.or(set).or(ips).or(group).ok_or_else(nonexistent)
}

pub(super) fn tag(call: &Call, world: &mut World, body: &Value) -> Reply {
    must(!list(body, "Tags").is_empty(), || invalid("Tags must not be empty"))?;
    let tags = parse(list(body, "Tags"))?;
    of(call, world, body)?.extend(tags);
    Ok(json!({}))
}

pub(super) fn untag(call: &Call, world: &mut World, body: &Value) -> Reply {
    must(!list(body, "TagKeys").is_empty(), || invalid("TagKeys must not be empty"))?;
    let tags = of(call, world, body)?;
    for key in list(body, "TagKeys").iter().filter_map(Value::as_str) {
        tags.remove(key);
    }
    Ok(json!({}))
}

pub(super) fn list_all(call: &Call, world: &mut World, body: &Value) -> Reply {
    let tags = of(call, world, body)?.iter().map(|(key, value)| json!({ "Key": key, "Value": value }));
    let tags: Vec<Value> = tags.collect();
    Ok(json!({ "TagInfoForResource": { "ResourceARN": text(body, "ResourceARN")?, "TagList": tags } }))
}
