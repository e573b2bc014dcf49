use super::State;
use super::reply::{Reply, change_info, document};
use crate::sandbox::{Answer, Call, Element, World};

/// Remembers a change and gives its `ChangeInfo`.
pub(super) fn submit(call: &Call, world: &mut World, comment: &str) -> Element {
    let id = format!("C{}", world.id(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 20));
    world.route53.changes.insert(id.clone(), call.now);
    change_info(call, &id, call.now, comment)
}

pub(super) fn get(call: &Call, state: &State, id: &str) -> Reply {
    let no_change = || Answer::xml_error(404, "NoSuchChange", &format!("Could not find resource with ID: {id}"));
    let since = state.changes.get(id).ok_or_else(no_change)?;
    Ok(document(200, "GetChangeResponse", [change_info(call, id, *since, "")]))
}
