use std::time::Duration;

use super::answers::{check_revision, conflict, invalid, page, version};
use super::functions::check_idle;
use super::name::Target;
use super::state::Revision;
use crate::sandbox::{Answer, Call, World};

/// How long a new version is `Pending`.
const PUBLISHES_IN: Duration = Duration::from_secs(1);

pub(super) fn publish(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    let body = call.json();
    let function = target.function(call, world)?;
    check_idle(call, target, function)?;
    check_revision(body["RevisionId"].as_str(), &function.latest.revision_id)?;
    let shown = version(call, &target.function, function, None);
    let present = shown.as_ref().and_then(|shown| shown["CodeSha256"].as_str()).unwrap_or("");
    if let Some(asked) = body["CodeSha256"].as_str().filter(|asked| !asked.is_empty() && *asked != present) {
        return Err(invalid(&format!(
            "CodeSHA256 ({asked}) is different from current CodeSHA256 in $LATEST ({present}). Please try again with the \
             CodeSHA256 in $LATEST."
        )));
    }
    let number = mint(call, target, body["Description"].as_str(), world)?;
    let shown = version(call, &target.function, target.function(call, world)?, Some(number));
    shown.map(|shown| Answer::json(201, &shown)).ok_or_else(|| target.not_found(call))
}

/// The number of the version that is `$LATEST` as it is now: the last one published when nothing changed since, else a new
/// one.
pub(super) fn mint(call: &Call, target: &Target, description: Option<&str>, world: &mut World) -> Result<u64, Answer> {
    let revision_id = world.uuid();
    let function = target.function_mut(call, world)?;
    let latest = &function.latest;
    if let Some((number, last)) = function.versions.last_key_value()
        && (&last.settings, &last.code) == (&latest.settings, &latest.code)
    {
        return Ok(*number);
    }
    let published = Revision {
        settings: latest.settings.clone(),
        code: latest.code.clone(),
        published_as: description.filter(|text| !text.is_empty()).map(str::to_owned),
        revision_id,
        modified: call.now,
        active_at: call.now.max(latest.active_at) + PUBLISHES_IN,
        settled_at: call.now,
    };
    function.last_version += 1;
    function.versions.insert(function.last_version, published);
    Ok(function.last_version)
}

pub(super) fn list(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    let function = target.function(call, world)?;
    let numbers = std::iter::once(None).chain(function.versions.keys().copied().map(Some));
    let shown = numbers.filter_map(|number| version(call, &target.function, function, number)).collect();
    page(call, "Versions", shown)
}

/// `DeleteFunction` with a qualifier; succeeds when there is no such version.
pub(super) fn delete(call: &Call, target: &Target, qualifier: &str, world: &mut World) -> Result<(), Answer> {
    let function = target.function_mut(call, world)?;
    if qualifier == "$LATEST" {
        return Err(invalid("$LATEST version cannot be deleted without deleting the function."));
    }
    if function.aliases.contains_key(qualifier) {
        return Err(invalid("Deletion of aliases is not currently supported."));
    }
    let number = qualifier.parse::<u64>().ok().filter(|number| function.versions.contains_key(number));
    let Some(number) = number else { return Ok(()) };
    let users: Vec<&str> =
        function.aliases.iter().filter(|(_, alias)| alias.answers(qualifier)).map(|(name, _)| name.as_str()).collect();
    if !users.is_empty() {
        let message =
            format!("Unable to delete version because the following aliases reference it: [{}]", users.join(", "));
        return Err(conflict(&message));
    }
    function.versions.remove(&number);
    function.policies.remove(qualifier);
    Ok(())
}
