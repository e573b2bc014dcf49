use crate::sandbox::{Answer, Call, Element, World};

use super::fault::{Fault, check_etag};
use super::route::{Outcome, page, tagged, xml};
use super::{ALPHABET, AccessControl};

fn no_such() -> Fault {
    Fault::new(404, "NoSuchOriginAccessControl", "The origin access control does not exist.")
}

fn found<'a>(world: &'a World, id: &str) -> Result<&'a AccessControl, Fault> {
    world.cloudfront.access_controls.get(id).ok_or_else(no_such)
}

fn shown(id: &str, control: &AccessControl, status: u16) -> Answer {
    let document = Element::node("OriginAccessControl", [Element::leaf("Id", id), control.config.clone()]);
    tagged(status, &document, &control.etag)
}

/// The configuration of a request, when CloudFront would take it for the control `id`.
fn checked(call: &Call, world: &World, id: Option<&str>) -> Result<Element, Fault> {
    let mut wish = Element::parse(&call.body).ok_or_else(Fault::malformed)?;
    let name = wish.text_of("Name");
    if name.is_empty() || name.chars().count() > 64 {
        return Err(Fault::argument("The parameter Name must have between 1 and 64 characters."));
    }
    if wish.text_of("Description").chars().count() > 256 {
        return Err(Fault::argument("The parameter Description is too long."));
    }
    let known = wish.text_of("SigningProtocol") == "sigv4"
        && ["always", "never", "no-override"].contains(&wish.text_of("SigningBehavior"))
        && ["s3", "mediastore", "mediapackagev2", "lambda"].contains(&wish.text_of("OriginAccessControlOriginType"));
    if !known {
        return Err(Fault::argument("The origin access control has a value that is not allowed."));
    }
    let taken = world
        .cloudfront
        .access_controls
        .iter()
        .any(|(other, control)| Some(other.as_str()) != id && control.config.text_of("Name") == name);
    if taken {
        let message = "An origin access control with this name already exists.";
        return Err(Fault::new(409, "OriginAccessControlAlreadyExists", message));
    }
    wish.default_child(Element::leaf("Description", ""));
    Ok(wish)
}

/// CreateOriginAccessControl.
pub(super) fn create(call: &Call, world: &mut World) -> Outcome {
    let config = checked(call, world, None)?;
    let id = format!("E{}", world.id(ALPHABET, 13));
    let control = AccessControl { config, etag: format!("E{}", world.id(ALPHABET, 13)) };
    let answer = shown(&id, &control, 201);
    world.cloudfront.access_controls.insert(id.clone(), control);
    Ok(answer.with("location", format!("https://cloudfront.amazonaws.com/2020-05-31/origin-access-control/{id}")))
}

/// GetOriginAccessControl.
pub(super) fn get(world: &World, id: &str) -> Outcome {
    Ok(shown(id, found(world, id)?, 200))
}

/// GetOriginAccessControlConfig.
pub(super) fn get_config(world: &World, id: &str) -> Outcome {
    let control = found(world, id)?;
    Ok(tagged(200, &control.config, &control.etag))
}

/// UpdateOriginAccessControl.
pub(super) fn update(call: &Call, world: &mut World, id: &str) -> Outcome {
    check_etag(call.header("if-match"), &found(world, id)?.etag)?;
    let config = checked(call, world, Some(id))?;
    let control = AccessControl { config, etag: format!("E{}", world.id(ALPHABET, 13)) };
    let answer = shown(id, &control, 200);
    world.cloudfront.access_controls.insert(id.to_owned(), control);
    Ok(answer)
}

/// DeleteOriginAccessControl: only when no distribution uses it.
pub(super) fn delete(call: &Call, world: &mut World, id: &str) -> Outcome {
    check_etag(call.header("if-match"), &found(world, id)?.etag)?;
    let used = world.cloudfront.distributions.values().any(|distribution| {
        distribution.config.items("Origins").iter().any(|origin| origin.text_of("OriginAccessControlId") == id)
    });
    if used {
        let message = "Cannot delete the origin access control because it's in use by one or more distributions.";
        return Err(Fault::new(409, "OriginAccessControlInUse", message));
    }
    world.cloudfront.access_controls.remove(id);
    Ok(Answer::empty(204))
}

/// ListOriginAccessControls.
pub(super) fn list(call: &Call, world: &World) -> Answer {
    let entries = world.cloudfront.access_controls.iter().map(|(id, control)| {
        let head = Element::leaf("Id", id.clone());
        (id, Element::node("OriginAccessControlSummary", std::iter::once(head).chain(control.config.children.clone())))
    });
    xml(200, &page(call, "OriginAccessControlList", entries))
}
