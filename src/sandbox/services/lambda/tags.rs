use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answers::invalid;
use super::name::Target;
use crate::sandbox::{Answer, Call, World};

/// Tags of a request.
pub(super) fn read(value: &Value) -> Result<BTreeMap<String, String>, Answer> {
    let tags: BTreeMap<String, String> = value
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect();
    check(&tags)?;
    Ok(tags)
}

fn check(tags: &BTreeMap<String, String>) -> Result<(), Answer> {
    if tags.len() > 50 {
        return Err(invalid("The number of tags exceeds the limit of 50."));
    }
    if let Some(key) = tags.keys().find(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(invalid(&format!("Tag key {key} is invalid: the aws: prefix is reserved.")));
    }
    Ok(())
}

/// Only whole functions carry tags.
fn target(call: &Call, arn: &str) -> Result<Target, Answer> {
    let target = Target::read(call, arn)?;
    match target.qualifier {
        None => Ok(target),
        Some(_) => {
            Err(invalid("Tags on function aliases and versions are not supported. Please specify a function ARN."))
        }
    }
}

pub(super) fn list(call: &Call, arn: &str, world: &mut World) -> Result<Answer, Answer> {
    let function = target(call, arn)?.function(call, world)?;
    Ok(Answer::json(200, &json!({ "Tags": function.tags })))
}

pub(super) fn tag(call: &Call, arn: &str, world: &mut World) -> Result<Answer, Answer> {
    let function = target(call, arn)?.function_mut(call, world)?;
    let mut tags = function.tags.clone();
    tags.extend(read(&call.json()["Tags"])?);
    check(&tags)?;
    function.tags = tags;
    Ok(Answer::empty(204))
}

pub(super) fn untag(call: &Call, arn: &str, world: &mut World) -> Result<Answer, Answer> {
    let function = target(call, arn)?.function_mut(call, world)?;
    for (_, key) in call.query.iter().filter(|(name, _)| name == "tagKeys") {
        function.tags.remove(key);
    }
    Ok(Answer::empty(204))
}
