use super::refuse::Reply;
use super::{
    State, account, api, api_key, authorizer, deployment, domain, gateway_response, method, resource, stage, tags,
    usage_plan,
};
use crate::sandbox::{Answer, Call, World};

/// Answers one request.
pub fn handle(call: &Call, world: &mut World) -> Answer {
    // The region's state is taken out so that an operation can draw ids from the world while it writes.
    let mut state = world.apigateway.remove(&call.region).unwrap_or_default();
    let answer = route(call, &mut state, world).unwrap_or_else(|refused| refused);
    world.apigateway.insert(call.region.clone(), state);
    answer
}

fn route(call: &Call, state: &mut State, world: &mut World) -> Reply {
    let segments = call.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (call.method.as_str(), path.as_slice()) {
        ("GET", ["account"]) => account::get(state),
        ("PATCH", ["account"]) => account::update(call, state, world),

        ("POST", ["restapis"]) if call.query("mode") == Some("import") => api::import(call, state, world),
        ("POST", ["restapis"]) => api::create(call, state, world),
        ("GET", ["restapis"]) => api::list(call, state),
        ("GET", ["restapis", id]) => api::get(state, id),
        ("PUT", ["restapis", id]) => api::put(call, state, world, id),
        ("PATCH", ["restapis", id]) => api::update(call, state, id),
        ("DELETE", ["restapis", id]) => api::delete(state, id),

        ("GET", ["restapis", id, "resources"]) => resource::list(call, state, id),
        ("POST", ["restapis", id, "resources", parent]) => resource::create(call, state, world, id, parent),
        ("GET", ["restapis", id, "resources", resource]) => resource::get(call, state, id, resource),
        ("DELETE", ["restapis", id, "resources", resource]) => resource::delete(state, id, resource),

        ("PUT", ["restapis", id, "resources", resource, "methods", verb]) => {
            method::put(call, state, id, resource, verb)
        }
        ("GET", ["restapis", id, "resources", resource, "methods", verb]) => method::get(state, id, resource, verb),
        ("PATCH", ["restapis", id, "resources", resource, "methods", verb]) => {
            method::update(call, state, id, resource, verb)
        }
        ("DELETE", ["restapis", id, "resources", resource, "methods", verb]) => {
            method::delete(state, id, resource, verb)
        }
        ("PUT", ["restapis", id, "resources", resource, "methods", verb, "integration"]) => {
            method::put_integration(call, state, id, resource, verb)
        }
        ("GET", ["restapis", id, "resources", resource, "methods", verb, "integration"]) => {
            method::get_integration(state, id, resource, verb)
        }
        ("PATCH", ["restapis", id, "resources", resource, "methods", verb, "integration"]) => {
            method::update_integration(call, state, id, resource, verb)
        }
        ("DELETE", ["restapis", id, "resources", resource, "methods", verb, "integration"]) => {
            method::delete_integration(state, id, resource, verb)
        }

        ("POST", ["restapis", id, "authorizers"]) => authorizer::create(call, state, world, id),
        ("GET", ["restapis", id, "authorizers"]) => authorizer::list(call, state, id),
        ("GET", ["restapis", id, "authorizers", authorizer]) => authorizer::get(state, id, authorizer),
        ("DELETE", ["restapis", id, "authorizers", authorizer]) => authorizer::delete(state, id, authorizer),

        ("GET", ["restapis", id, "gatewayresponses"]) => gateway_response::list(call, state, id),
        ("GET", ["restapis", id, "gatewayresponses", kind]) => gateway_response::get(state, id, kind),
        ("PUT", ["restapis", id, "gatewayresponses", kind]) => gateway_response::put(call, state, id, kind),
        ("DELETE", ["restapis", id, "gatewayresponses", kind]) => gateway_response::delete(state, id, kind),

        ("POST", ["restapis", id, "deployments"]) => deployment::create(call, state, world, id),
        ("GET", ["restapis", id, "deployments"]) => deployment::list(call, state, id),
        ("GET", ["restapis", id, "deployments", deployment]) => deployment::get(call, state, id, deployment),
        ("PATCH", ["restapis", id, "deployments", deployment]) => deployment::update(call, state, id, deployment),
        ("DELETE", ["restapis", id, "deployments", deployment]) => deployment::delete(state, id, deployment),

        ("POST", ["restapis", id, "stages"]) => stage::create(call, state, id),
        ("GET", ["restapis", id, "stages"]) => stage::list(call, state, id),
        ("GET", ["restapis", id, "stages", name]) => stage::get(state, id, name),
        ("PATCH", ["restapis", id, "stages", name]) => stage::update(call, state, id, name),
        ("DELETE", ["restapis", id, "stages", name]) => stage::delete(state, id, name),

        ("POST", ["apikeys"]) if call.query("mode").is_none() => api_key::create(call, state, world),
        ("GET", ["apikeys"]) => api_key::list(call, state),
        ("GET", ["apikeys", id]) => api_key::get(call, state, id),
        ("PATCH", ["apikeys", id]) => api_key::update(call, state, id),
        ("DELETE", ["apikeys", id]) => api_key::delete(state, id),

        ("POST", ["domainnames"]) => domain::create(call, state, world),
        ("GET", ["domainnames"]) => domain::list(call, state),
        ("GET", ["domainnames", name]) => domain::get(call, state, name),
        ("PATCH", ["domainnames", name]) => domain::update(call, state, world, name),
        ("DELETE", ["domainnames", name]) => domain::delete(state, name),
        ("POST", ["domainnames", name, "basepathmappings"]) => domain::map(call, state, name),
        ("GET", ["domainnames", name, "basepathmappings"]) => domain::mappings(call, state, name),
        ("GET", ["domainnames", name, "basepathmappings", path]) => domain::get_mapping(state, name, path),
        ("PATCH", ["domainnames", name, "basepathmappings", path]) => domain::update_mapping(call, state, name, path),
        ("DELETE", ["domainnames", name, "basepathmappings", path]) => domain::unmap(state, name, path),

        ("POST", ["usageplans"]) => usage_plan::create(call, state, world),
        ("GET", ["usageplans"]) => usage_plan::list(call, state),
        ("GET", ["usageplans", id]) => usage_plan::get(state, id),
        ("PATCH", ["usageplans", id]) => usage_plan::update(call, state, id),
        ("DELETE", ["usageplans", id]) => usage_plan::delete(state, id),
        ("POST", ["usageplans", id, "keys"]) => usage_plan::add_key(call, state, id),
        ("GET", ["usageplans", id, "keys"]) => usage_plan::list_keys(call, state, id),
        ("GET", ["usageplans", id, "keys", key]) => usage_plan::get_key(state, id, key),
        ("DELETE", ["usageplans", id, "keys", key]) => usage_plan::remove_key(state, id, key),

        ("GET", ["tags", arn @ ..]) => tags::get(state, &arn.join("/")),
        ("PUT", ["tags", arn @ ..]) => tags::tag(call, state, &arn.join("/")),
        ("DELETE", ["tags", arn @ ..]) => tags::untag(call, state, &arn.join("/")),

        (verb, _) => {
            Err(Answer::json_error(501, "NotImplemented", &format!("API Gateway: {verb} {} is not built", call.path)))
        }
    }
}
