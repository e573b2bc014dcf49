//! Lambda: functions, versions, aliases and resource policies. Speaks restJson. Regional.
//!
//! A function is `Pending` for two seconds after its creation and `InProgress` for one after an update; meanwhile AWS refuses
//! what this refuses. Settings the embedded cloud does not keep (layers, VPC, …) are refused with 501 instead of being dropped.

mod aliases;
mod answers;
mod code;
mod concurrency;
mod functions;
mod name;
mod policies;
mod settings;
mod state;
mod tags;
mod versions;

#[cfg(test)]
mod tests;

use crate::sandbox::{Answer, Call, World};

use name::Target;
pub use state::{Alias, Code, CodePackage, Function, ImageConfig, Policy, Revision, Settings, State};

/// Answers one request.
pub fn handle(call: &Call, world: &mut World) -> Answer {
    route(call, world).unwrap_or_else(|refused| refused)
}

fn route(call: &Call, world: &mut World) -> Result<Answer, Answer> {
    let segments = call.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let method = call.method.as_str();
    match parts.as_slice() {
        ["2017-03-31", "tags", arn] => match method {
            "GET" => tags::list(call, arn, world),
            "POST" => tags::tag(call, arn, world),
            "DELETE" => tags::untag(call, arn, world),
            _ => Err(unknown(call)),
        },
        [_, "functions"] => match method {
            "GET" => functions::list(call, world),
            "POST" => functions::create(call, world),
            _ => Err(unknown(call)),
        },
        [_, "functions", function, rest @ ..] => {
            let target = Target::read(call, function)?;
            match (method, rest) {
                ("GET", []) => functions::get(call, &target, world),
                ("DELETE", []) => functions::delete(call, &target, world),
                ("GET", ["configuration"]) => functions::get_configuration(call, &target, world),
                ("PUT", ["configuration"]) => functions::update_configuration(call, &target, world),
                ("PUT", ["code"]) => functions::update_code(call, &target, world),
                ("GET", ["concurrency"]) => concurrency::get(call, &target, world),
                ("PUT", ["concurrency"]) => concurrency::put(call, &target, world),
                ("DELETE", ["concurrency"]) => concurrency::delete(call, &target, world),
                ("GET", ["versions"]) => versions::list(call, &target, world),
                ("POST", ["versions"]) => versions::publish(call, &target, world),
                ("GET", ["aliases"]) => aliases::list(call, &target, world),
                ("POST", ["aliases"]) => aliases::create(call, &target, world),
                ("GET", ["aliases", alias]) => aliases::get(call, &target, alias, world),
                ("PUT", ["aliases", alias]) => aliases::update(call, &target, alias, world),
                ("DELETE", ["aliases", alias]) => aliases::delete(call, &target, alias, world),
                ("GET", ["policy"]) => policies::get(call, &target, world),
                ("POST", ["policy"]) => policies::add(call, &target, world),
                ("DELETE", ["policy", statement]) => policies::remove(call, &target, statement, world),
                _ => Err(unknown(call)),
            }
        }
        _ => Err(unknown(call)),
    }
}

fn unknown(call: &Call) -> Answer {
    let message = format!("the embedded cloud does not know lambda {} {}", call.method, call.path);
    Answer::json_error(501, "NotImplemented", &message)
}
