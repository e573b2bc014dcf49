use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::answers::{check_revision, configuration, conflict, invalid, only_known, page, validation, version};
use super::name::{Target, arn, check, state};
use super::state::{CodePackage, Function, Revision};
use super::{code, concurrency, settings, tags, versions};
use crate::sandbox::{Answer, Call, World};

/// How long a new function is `Pending`, and a changed one `InProgress`.
const CREATES_IN: Duration = Duration::from_secs(2);
const UPDATES_IN: Duration = Duration::from_secs(1);

pub(super) fn create(call: &Call, world: &mut World) -> Result<Answer, Answer> {
    let body = call.json();
    let known = [&settings::MEMBERS[..], &["FunctionName", "Code", "PackageType", "Architectures", "Tags", "Publish"]];
    only_known(&body, &known.concat())?;
    let name = body["FunctionName"].as_str().unwrap_or("");
    let target = Target::read(call, name)?;
    let name = target.function.as_str();
    check(name)?;
    let sent = code::read("CreateFunction", &body["Code"], &body, None)?;
    let wanted = settings::apply(&body, &settings::defaults(name))?;
    let package = body["PackageType"].as_str().unwrap_or("Zip");
    match (&sent.code.package, package) {
        (CodePackage::Zip { .. }, "Zip") => {
            if wanted.runtime.is_none() || wanted.handler.is_none() {
                let message =
                    "Runtime and Handler are mandatory parameters for functions created with deployment packages.";
                return Err(invalid(message));
            }
        }
        (CodePackage::Image { .. }, "Image") => {
            if wanted.runtime.is_some() || wanted.handler.is_some() {
                let message =
                    "Please don't provide Handler or Runtime or Layer when the intended function packageType is Image";
                return Err(invalid(message));
            }
        }
        (_, "Zip" | "Image") => {
            return Err(invalid(&format!("Please provide a code source that fits the packageType {package}")));
        }
        (_, other) => return Err(validation(other, "packageType", "satisfy enum value set: [Image, Zip]")),
    }
    let tags = tags::read(&body["Tags"])?;
    settings::check_role(call, &wanted.role, world)?;
    let revision_id = world.uuid();
    let state = state(call, world);
    if state.functions.contains_key(name) {
        return Err(conflict(&format!("Function already exist: {name}")));
    }
    let code = sent.keep(state);
    let latest = Revision {
        settings: wanted,
        code,
        published_as: None,
        revision_id,
        modified: call.now,
        active_at: call.now + CREATES_IN,
        settled_at: call.now,
    };
    let function = Function {
        latest,
        versions: BTreeMap::new(),
        last_version: 0,
        aliases: BTreeMap::new(),
        policies: BTreeMap::new(),
        reserved_concurrency: None,
        tags,
    };
    state.functions.insert(name.to_owned(), function);
    changed(call, &target, body["Publish"].as_bool().unwrap_or(false), 201, world)
}

/// The answer to a change: `$LATEST`, or the version that was published at once.
fn changed(call: &Call, target: &Target, publish: bool, status: u16, world: &mut World) -> Result<Answer, Answer> {
    if publish {
        let number = versions::mint(call, target, None, world)?;
        let shown = version(call, &target.function, target.function(call, world)?, Some(number));
        return shown.map(|shown| Answer::json(status, &shown)).ok_or_else(|| target.not_found(call));
    }
    let latest = &target.function(call, world)?.latest;
    Ok(Answer::json(status, &configuration(call, &target.function, latest, "$LATEST", None)))
}

pub(super) fn list(call: &Call, world: &mut World) -> Result<Answer, Answer> {
    let all = call.query("FunctionVersion") == Some("ALL");
    let state = state(call, world);
    let mut shown = Vec::new();
    for (name, function) in &state.functions {
        if all {
            shown.extend(version(call, name, function, None));
            shown.extend(function.versions.keys().filter_map(|number| version(call, name, function, Some(*number))));
        } else {
            shown.push(configuration(call, name, &function.latest, "$LATEST", None));
        }
    }
    page(call, "Functions", shown)
}

fn found(call: &Call, target: &Target, world: &World) -> Result<Value, Answer> {
    let function = target.function(call, world)?;
    let qualifier = target.qualifier.as_deref();
    let number = function.version(qualifier.unwrap_or("$LATEST")).ok_or_else(|| target.not_found(call))?;
    let revision = function.revision(qualifier).ok_or_else(|| target.not_found(call))?;
    let label = number.map_or("$LATEST".to_owned(), |number| number.to_string());
    Ok(configuration(call, &target.function, revision, &label, qualifier))
}

pub(super) fn get_configuration(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    Ok(Answer::json(200, &found(call, target, world)?))
}

pub(super) fn get(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    let shown = found(call, target, world)?;
    let function = target.function(call, world)?;
    let revision = function.revision(target.qualifier.as_deref()).ok_or_else(|| target.not_found(call))?;
    let code = match &revision.code.package {
        CodePackage::Zip { .. } => json!({
            "RepositoryType": "S3",
            "Location": format!(
                "https://awslambda-{0}-tasks.s3.{0}.amazonaws.com/snapshots/{1}/{2}",
                call.region, call.account, target.function
            ),
        }),
        CodePackage::Image { uri, digest } => {
            let named = uri.split_once('@').map_or(uri.as_str(), |(name, _)| name);
            // A colon after the last slash starts the tag.
            let repository = match named.rsplit_once(':') {
                Some((name, tag)) if !tag.contains('/') => name,
                _ => named,
            };
            json!({
                "RepositoryType": "ECR",
                "ImageUri": uri,
                "ResolvedImageUri": format!("{repository}@sha256:{digest}"),
            })
        }
    };
    let mut answer = json!({ "Configuration": shown, "Code": code });
    if !function.tags.is_empty() {
        answer["Tags"] = json!(function.tags);
    }
    if let Some(calls) = function.reserved_concurrency {
        answer["Concurrency"] = concurrency::shown(calls);
    }
    Ok(Answer::json(200, &answer))
}

/// Refuses what may not happen while a function is made or changed.
pub(super) fn check_idle(call: &Call, target: &Target, function: &Function) -> Result<(), Answer> {
    let refused = "The operation cannot be performed at this time.";
    let arn = arn(call, &target.function);
    if call.now < function.latest.active_at {
        return Err(conflict(&format!(
            "{refused} The resource {arn} is currently in the following state: 'Pending'. StateReasonCode: 'Creating'"
        )));
    }
    if call.now < function.latest.settled_at {
        return Err(conflict(&format!("{refused} An update is in progress for resource: {arn}")));
    }
    Ok(())
}

fn touch(call: &Call, target: &Target, world: &mut World) -> Result<(), Answer> {
    let revision_id = world.uuid();
    let latest = &mut target.function_mut(call, world)?.latest;
    latest.revision_id = revision_id;
    latest.modified = call.now;
    latest.settled_at = call.now + UPDATES_IN;
    Ok(())
}

pub(super) fn update_configuration(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    let body = call.json();
    only_known(&body, &[&settings::MEMBERS[..], &["RevisionId"]].concat())?;
    let function = target.function(call, world)?;
    check_idle(call, target, function)?;
    check_revision(body["RevisionId"].as_str(), &function.latest.revision_id)?;
    let wanted = settings::apply(&body, &function.latest.settings)?;
    if matches!(function.latest.code.package, CodePackage::Image { .. })
        && (wanted.runtime.is_some() || wanted.handler.is_some())
    {
        return Err(invalid("Runtime and Handler are not supported for functions created with container images."));
    }
    if wanted.role != function.latest.settings.role {
        settings::check_role(call, &wanted.role, world)?;
    }
    target.function_mut(call, world)?.latest.settings = wanted;
    touch(call, target, world)?;
    changed(call, target, false, 200, world)
}

pub(super) fn update_code(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    let body = call.json();
    only_known(&body, &["ZipFile", "ImageUri", "S3Bucket", "Architectures", "Publish", "DryRun", "RevisionId"])?;
    let function = target.function(call, world)?;
    check_idle(call, target, function)?;
    check_revision(body["RevisionId"].as_str(), &function.latest.revision_id)?;
    let sent = code::read("UpdateFunctionCode", &body, &body, Some(&function.latest.code))?;
    match (&sent.code.package, &function.latest.code.package) {
        (CodePackage::Zip { .. }, CodePackage::Image { .. }) => {
            return Err(invalid("Please provide ImageUri when updating a function with packageType Image."));
        }
        (CodePackage::Image { .. }, CodePackage::Zip { .. }) => {
            return Err(invalid("Please don't provide ImageUri when updating a function with packageType Zip."));
        }
        (CodePackage::Zip { .. }, CodePackage::Zip { .. }) | (CodePackage::Image { .. }, CodePackage::Image { .. }) => {
        }
    }
    if body["DryRun"].as_bool() == Some(true) {
        return changed(call, target, false, 200, world);
    }
    let state = state(call, world);
    let code = sent.keep(state);
    target.function_mut(call, world)?.latest.code = code;
    touch(call, target, world)?;
    let answer = changed(call, target, body["Publish"].as_bool().unwrap_or(false), 200, world);
    self::state(call, world).forget_unused_archives();
    answer
}

pub(super) fn delete(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    target.function(call, world)?;
    match &target.qualifier {
        Some(qualifier) => versions::delete(call, target, qualifier, world)?,
        None => {
            state(call, world).functions.remove(&target.function);
        }
    }
    state(call, world).forget_unused_archives();
    Ok(Answer::empty(204))
}
