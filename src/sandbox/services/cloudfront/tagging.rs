use std::collections::BTreeMap;

use crate::sandbox::{Answer, Call, Element, World};

use super::Distribution;
use super::fault::Fault;
use super::route::{Outcome, xml};

/// `<Tags><Items><Tag/>…` to a map.
pub(super) fn from_xml(tags: &Element) -> Result<BTreeMap<String, String>, Fault> {
    let items = tags.child("Items").map_or(&[][..], |items| &items.children);
    let invalid = |message: &str| Fault::new(400, "InvalidTagging", message);
    let mut map = BTreeMap::new();
    for tag in items {
        let (key, value) = (tag.text_of("Key"), tag.text_of("Value"));
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 || key.starts_with("aws:") {
            return Err(invalid("The tagging specified is not valid."));
        }
        if map.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(invalid("Duplicate tag keys are not allowed."));
        }
    }
    if map.len() > 50 {
        return Err(invalid("A resource has at most 50 tags."));
    }
    Ok(map)
}

fn asked<'a>(call: &Call, world: &'a mut World) -> Result<&'a mut Distribution, Fault> {
    let arn = call.query("Resource").unwrap_or("");
    world
        .cloudfront
        .distributions
        .values_mut()
        .find(|distribution| distribution.arn == arn)
        .ok_or_else(|| Fault::new(404, "NoSuchResource", format!("The specified resource does not exist: {arn}")))
}

/// ListTagsForResource.
pub(super) fn list(call: &Call, world: &mut World) -> Outcome {
    let tag = |(key, value): (&String, &String)| {
        Element::node("Tag", [Element::leaf("Key", key.clone()), Element::leaf("Value", value.clone())])
    };
    let distribution = asked(call, world)?;
    Ok(xml(200, &Element::node("Tags", [Element::node("Items", distribution.tags.iter().map(tag))])))
}

/// TagResource and UntagResource (`?Operation=Tag` or `Untag`).
pub(super) fn change(call: &Call, world: &mut World) -> Outcome {
    let body = Element::parse(&call.body).ok_or_else(Fault::malformed)?;
    let distribution = asked(call, world)?;
    match call.query("Operation") {
        Some("Tag") => {
            let mut tags = distribution.tags.clone();
            tags.extend(from_xml(&body)?);
            if tags.len() > 50 {
                return Err(Fault::new(400, "InvalidTagging", "A resource has at most 50 tags."));
            }
            distribution.tags = tags;
        }
        Some("Untag") => {
            let keys = body.child("Items").map_or(&[][..], |items| &items.children);
            distribution.tags.retain(|key, _| !keys.iter().any(|gone| gone.text == *key));
        }
        _ => return Err(Fault::argument("The parameter Operation must be Tag or Untag.")),
    }
    Ok(Answer::empty(204))
}
