use super::reply::Reply;
use super::{change, record, tags, zone};
use crate::sandbox::{Answer, Call, World};

/// Answers one request.
pub fn handle(call: &Call, world: &mut World) -> Answer {
    route(call, world).unwrap_or_else(|refused| refused)
}

fn route(call: &Call, world: &mut World) -> Reply {
    let segments = call.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (call.method.as_str(), path.get(1..).unwrap_or_default()) {
        ("POST", ["hostedzone"]) => zone::create(call, world),
        ("GET", ["hostedzone"]) => zone::list(call, &world.route53),
        ("GET", ["hostedzonesbyname"]) => zone::list_by_name(call, &world.route53),
        ("GET", ["hostedzonecount"]) => zone::count(&world.route53),
        ("GET", ["hostedzone", id]) => zone::get(&world.route53, id),
        ("POST", ["hostedzone", id]) => zone::update_comment(call, &mut world.route53, id),
        ("DELETE", ["hostedzone", id]) => zone::delete(call, world, id),
        ("POST", ["hostedzone", id, "rrset"]) => record::change(call, world, id),
        ("GET", ["hostedzone", id, "rrset"]) => record::list(call, &world.route53, id),
        ("GET", ["change", id]) => change::get(call, &world.route53, id),
        ("GET", ["tags", "hostedzone", id]) => tags::list(&world.route53, id),
        ("POST", ["tags", "hostedzone", id]) => tags::change(call, &mut world.route53, id),
        (verb, _) => {
            Err(Answer::xml_error(501, "NotImplemented", &format!("Route 53: {verb} {} is not built", call.path)))
        }
    }
}
