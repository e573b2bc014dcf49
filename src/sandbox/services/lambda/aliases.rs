use std::collections::BTreeMap;

use serde_json::Value;

use super::answers::{alias as shown, check_revision, conflict, invalid, only_known, page, validation};
use super::name::Target;
use super::state::{Alias, Function};
use crate::sandbox::{Answer, Call, World};

fn not_found(call: &Call, target: &Target, alias: &str) -> Answer {
    let arn = Target { function: target.function.clone(), qualifier: Some(alias.to_owned()) }.arn(call);
    Answer::json_error(404, "ResourceNotFoundException", &format!("Cannot find alias arn: {arn}"))
}

/// An alias points at `$LATEST` or a published version, not at another alias.
fn check_version(call: &Call, target: &Target, function: &Function, version: &str) -> Result<(), Answer> {
    let exists =
        version == "$LATEST" || version.parse().is_ok_and(|number: u64| function.versions.contains_key(&number));
    if exists {
        return Ok(());
    }
    Err(Target { function: target.function.clone(), qualifier: Some(version.to_owned()) }.not_found(call))
}

/// 1 to 128 letters, digits, `-` and `_`, not digits alone.
fn check_name(name: &str) -> Result<(), Answer> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    let number = name.bytes().all(|byte| byte.is_ascii_digit());
    if number || name.len() > 128 || !name.chars().all(allowed) {
        let must = "satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)";
        return Err(validation(name, "name", must));
    }
    Ok(())
}

/// What the body says of versions that answer a part of the calls: at most one other published version, with a weight between 0
/// and 1 (Lambda, "AliasRoutingConfiguration"). `None` when it says nothing.
fn weights(
    call: &Call,
    target: &Target,
    function: &Function,
    body: &Value,
    version: &str,
) -> Result<Option<BTreeMap<String, f64>>, Answer> {
    let Some(given) = body["RoutingConfig"]["AdditionalVersionWeights"].as_object() else { return Ok(None) };
    if given.len() > 1 {
        return Err(invalid("Number of items in AdditionalVersionWeights cannot be greater than 1."));
    }
    let mut weights = BTreeMap::new();
    for (number, weight) in given {
        if version == "$LATEST" || number == "$LATEST" {
            return Err(invalid("$LATEST is not supported for an alias pointing to more than 1 version."));
        }
        if number == version {
            let message = format!(
                "Invalid function version {number}. Function version {number} is already included in routing config."
            );
            return Err(invalid(&message));
        }
        check_version(call, target, function, number)?;
        let weight = weight.as_f64().filter(|weight| (0.0..=1.0).contains(weight));
        weights.insert(number.clone(), weight.ok_or_else(|| validation(number, "weight", "be between 0 and 1"))?);
    }
    Ok(Some(weights))
}

fn text<'b>(body: &'b Value, member: &str) -> Option<&'b str> {
    body[member].as_str()
}

pub(super) fn create(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    let body = call.json();
    only_known(&body, &["Name", "FunctionVersion", "Description", "RoutingConfig"])?;
    let name = text(&body, "Name").unwrap_or("");
    check_name(name)?;
    let version = text(&body, "FunctionVersion").unwrap_or("");
    let function = target.function(call, world)?;
    check_version(call, target, function, version)?;
    if function.aliases.contains_key(name) {
        let arn = Target { function: target.function.clone(), qualifier: Some(name.to_owned()) }.arn(call);
        return Err(conflict(&format!("Alias already exists: {arn}")));
    }
    let weights = weights(call, target, function, &body, version)?.unwrap_or_default();
    let alias = Alias {
        version: version.to_owned(),
        weights,
        description: text(&body, "Description").unwrap_or("").to_owned(),
        revision_id: world.uuid(),
    };
    let answer = shown(call, &target.function, name, &alias);
    target.function_mut(call, world)?.aliases.insert(name.to_owned(), alias);
    Ok(Answer::json(201, &answer))
}

pub(super) fn get(call: &Call, target: &Target, name: &str, world: &mut World) -> Result<Answer, Answer> {
    let alias = target.function(call, world)?.aliases.get(name).ok_or_else(|| not_found(call, target, name))?;
    Ok(Answer::json(200, &shown(call, &target.function, name, alias)))
}

pub(super) fn list(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    let version = call.query("FunctionVersion");
    let aliases = target.function(call, world)?.aliases.iter();
    let listed = aliases
        .filter(|(_, alias)| version.is_none_or(|version| alias.answers(version)))
        .map(|(name, alias)| shown(call, &target.function, name, alias));
    page(call, "Aliases", listed.collect())
}

pub(super) fn update(call: &Call, target: &Target, name: &str, world: &mut World) -> Result<Answer, Answer> {
    let body = call.json();
    only_known(&body, &["FunctionVersion", "Description", "RevisionId", "RoutingConfig"])?;
    let function = target.function(call, world)?;
    let present = function.aliases.get(name).ok_or_else(|| not_found(call, target, name))?;
    check_revision(text(&body, "RevisionId"), &present.revision_id)?;
    let version = text(&body, "FunctionVersion").unwrap_or(&present.version);
    check_version(call, target, function, version)?;
    let weights = weights(call, target, function, &body, version)?.unwrap_or_else(|| present.weights.clone());
    let alias = Alias {
        version: version.to_owned(),
        weights,
        description: text(&body, "Description").unwrap_or(&present.description).to_owned(),
        revision_id: world.uuid(),
    };
    let answer = shown(call, &target.function, name, &alias);
    target.function_mut(call, world)?.aliases.insert(name.to_owned(), alias);
    Ok(Answer::json(200, &answer))
}

/// Succeeds when the alias does not exist. Its resource policy goes with it.
pub(super) fn delete(call: &Call, target: &Target, name: &str, world: &mut World) -> Result<Answer, Answer> {
    let function = target.function_mut(call, world)?;
    if function.aliases.remove(name).is_some() {
        function.policies.remove(name);
    }
    Ok(Answer::empty(204))
}
