use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::sandbox::{Answer, Call, Element, World};

use super::fault::{Fault, check_etag};
use super::route::{Outcome, iso, page, tagged, xml};
use super::{ALPHABET, Function, FunctionVersion};

fn no_such() -> Fault {
    Fault::new(404, "NoSuchFunctionExists", "The function does not exist.")
}

fn found<'a>(world: &'a World, name: &str) -> Result<&'a Function, Fault> {
    world.cloudfront.functions.get(name).ok_or_else(no_such)
}

/// The stage a request asks for, `DEVELOPMENT` unless it says otherwise.
fn stage_of<'a>(call: &Call, function: &'a Function) -> Result<(&'static str, &'a FunctionVersion), Fault> {
    match call.query("Stage") {
        Some("LIVE") => Ok(("LIVE", function.live.as_ref().ok_or_else(no_such)?)),
        _ => Ok(("DEVELOPMENT", &function.development)),
    }
}

fn used(world: &World, function: &Function) -> bool {
    world.cloudfront.distributions.values().any(|distribution| {
        distribution.behaviors().any(|behavior| {
            behavior
                .items("FunctionAssociations")
                .iter()
                .any(|association| association.text_of("FunctionARN") == function.arn)
        })
    })
}

fn summary(name: &str, function: &Function, stage: &str, version: &FunctionVersion, used: bool) -> Element {
    let status = match (stage, used) {
        ("LIVE", true) => "DEPLOYED",
        ("LIVE", false) => "UNASSOCIATED",
        _ => "UNPUBLISHED",
    };
    let metadata = Element::node(
        "FunctionMetadata",
        [
            Element::leaf("FunctionARN", function.arn.clone()),
            Element::leaf("Stage", stage),
            Element::leaf("CreatedTime", iso(function.created)),
            Element::leaf("LastModifiedTime", iso(version.modified)),
        ],
    );
    Element::node(
        "FunctionSummary",
        [Element::leaf("Name", name), Element::leaf("Status", status), version.config.clone(), metadata],
    )
}

fn shown(world: &World, name: &str, stage: &str, version: &FunctionVersion, status: u16) -> Outcome {
    let function = found(world, name)?;
    let document = summary(name, function, stage, version, used(world, function));
    // UpdateFunction's ETag travels as `ETtag` (so in the service model).
    Ok(tagged(status, &document, &version.etag).with("ettag", version.etag.clone()))
}

/// Configuration and code of a request, when CloudFront would take them.
fn checked(body: &Element) -> Result<(Element, String), Fault> {
    let config = body.child("FunctionConfig").ok_or_else(Fault::malformed)?.clone();
    if !["cloudfront-js-1.0", "cloudfront-js-2.0"].contains(&config.text_of("Runtime")) {
        return Err(Fault::argument("The parameter Runtime is not valid."));
    }
    if config.text_of("Comment").chars().count() > 128 {
        return Err(Fault::argument("The parameter Comment is too long."));
    }
    let code = body.text_of("FunctionCode").to_owned();
    let source = BASE64.decode(&code).map_err(|_| Fault::malformed())?;
    if source.is_empty() {
        return Err(Fault::argument("The parameter FunctionCode is empty."));
    }
    if source.len() > 10 * 1024 {
        return Err(Fault::new(413, "FunctionSizeLimitExceeded", "The function is too large."));
    }
    Ok((config, code))
}

/// CreateFunction.
pub(super) fn create(call: &Call, world: &mut World) -> Outcome {
    let body = Element::parse(&call.body).ok_or_else(Fault::malformed)?;
    let name = body.text_of("Name").to_owned();
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !(1..=64).contains(&name.len()) || !name.bytes().all(known) {
        return Err(Fault::argument("The parameter Name is not valid."));
    }
    if world.cloudfront.functions.contains_key(&name) {
        let message = "A function with the same name already exists in this AWS account.";
        return Err(Fault::new(409, "FunctionAlreadyExists", message));
    }
    let (config, code) = checked(&body)?;
    let etag = format!("E{}", world.id(ALPHABET, 13));
    let development = FunctionVersion { config, code, etag, modified: call.now };
    let arn = format!("arn:aws:cloudfront::{}:function/{name}", call.account);
    let function = Function { arn, created: call.now, development: development.clone(), live: None };
    world.cloudfront.functions.insert(name.clone(), function);
    let answer = shown(world, &name, "DEVELOPMENT", &development, 201)?;
    Ok(answer.with("location", format!("https://cloudfront.amazonaws.com/2020-05-31/function/{name}")))
}

/// DescribeFunction.
pub(super) fn describe(call: &Call, world: &World, name: &str) -> Outcome {
    let (stage, version) = stage_of(call, found(world, name)?)?;
    shown(world, name, stage, version, 200)
}

/// GetFunction: the source text alone.
pub(super) fn get(call: &Call, world: &World, name: &str) -> Outcome {
    let (_, version) = stage_of(call, found(world, name)?)?;
    let source = BASE64.decode(&version.code).unwrap_or_default();
    let headers = vec![
        ("content-type".to_owned(), "application/octet-stream".to_owned()),
        ("etag".to_owned(), version.etag.clone()),
    ];
    Ok(Answer { status: 200, headers, body: source.into() })
}

/// UpdateFunction: the `DEVELOPMENT` stage.
pub(super) fn update(call: &Call, world: &mut World, name: &str) -> Outcome {
    let body = Element::parse(&call.body).ok_or_else(Fault::malformed)?;
    check_etag(call.header("if-match"), &found(world, name)?.development.etag)?;
    let (config, code) = checked(&body)?;
    let etag = format!("E{}", world.id(ALPHABET, 13));
    let version = FunctionVersion { config, code, etag, modified: call.now };
    world.cloudfront.functions.get_mut(name).ok_or_else(no_such)?.development = version.clone();
    shown(world, name, "DEVELOPMENT", &version, 200)
}

/// PublishFunction: `DEVELOPMENT` becomes `LIVE`.
pub(super) fn publish(call: &Call, world: &mut World, name: &str) -> Outcome {
    let development = found(world, name)?.development.clone();
    check_etag(call.header("if-match"), &development.etag)?;
    let etag = format!("E{}", world.id(ALPHABET, 13));
    let live = FunctionVersion { etag, modified: call.now, ..development };
    world.cloudfront.functions.get_mut(name).ok_or_else(no_such)?.live = Some(live.clone());
    shown(world, name, "LIVE", &live, 200)
}

/// DeleteFunction: only when no distribution uses it.
pub(super) fn delete(call: &Call, world: &mut World, name: &str) -> Outcome {
    let function = found(world, name)?;
    check_etag(call.header("if-match"), &function.development.etag)?;
    if used(world, function) {
        let message = "Cannot delete the function because it's attached to one or more cache behaviors.";
        return Err(Fault::new(409, "FunctionInUse", message));
    }
    world.cloudfront.functions.remove(name);
    Ok(Answer::empty(204))
}

/// ListFunctions.
pub(super) fn list(call: &Call, world: &World) -> Answer {
    let entries = world.cloudfront.functions.iter().filter_map(|(name, function)| {
        let (stage, version) = stage_of(call, function).ok()?;
        Some((name, summary(name, function, stage, version, used(world, function))))
    });
    xml(200, &page(call, "FunctionList", entries))
}
