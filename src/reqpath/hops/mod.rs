//! The hops of a request, one file each, in the order in which it meets them.

mod access;
mod behavior;
mod bucket;
mod cache;
mod cdn;
mod error_page;
mod field;
mod forwarding;
mod function;
mod gateway;
mod geo;
mod head;
mod host;
mod permission;
mod policy;
mod rate;
mod response_headers;
mod route;
mod statement;
mod template;
mod throttle;
mod viewer_function;
mod walk;
mod web_acl;

pub(super) use gateway::answer as own_answer;
pub use host::cloudfront_error;
pub(super) use host::enter;
pub(super) use walk::Walk;
