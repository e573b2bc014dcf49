use super::State;
use super::reply::{Reply, body, document, no_zone};
use crate::sandbox::{Call, Element};

pub(super) fn list(state: &State, id: &str) -> Reply {
    let zone = state.zones.get(id).ok_or_else(|| no_zone(id))?;
    let tag = |(key, value): (&String, &String)| {
        Element::node("Tag", [Element::leaf("Key", key.as_str()), Element::leaf("Value", value.as_str())])
    };
    let set = Element::node(
        "ResourceTagSet",
        [
            Element::leaf("ResourceType", "hostedzone"),
            Element::leaf("ResourceId", id),
            Element::node("Tags", zone.tags.iter().map(tag)),
        ],
    );
    Ok(document(200, "ListTagsForResourceResponse", [set]))
}

pub(super) fn change(call: &Call, state: &mut State, id: &str) -> Reply {
    let body = body(call)?;
    let zone = state.zones.get_mut(id).ok_or_else(|| no_zone(id))?;
    for tag in body.child("AddTags").into_iter().flat_map(|tags| tags.all("Tag")) {
        zone.tags.insert(tag.text_of("Key").to_owned(), tag.text_of("Value").to_owned());
    }
    for key in body.child("RemoveTagKeys").into_iter().flat_map(|keys| keys.all("Key")) {
        zone.tags.remove(&key.text);
    }
    Ok(document(200, "ChangeTagsForResourceResponse", []))
}
