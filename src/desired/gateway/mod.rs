//! What a `gateway` block stands for. `lower`: its resources; `routes`: what each verb of each path leads to; `access`: who may call; `cors`: what
//! browsers are told; `logging`: limits and logs of the stage; `usage`: keys and plans; `domain`: a name of one's own; `permission`: which functions it may call.

mod access;
mod cors;
mod domain;
mod logging;
mod lower;
mod permission;
mod responses;
mod routes;
mod usage;

pub(super) use lower::{attr, lower};
pub(super) use permission::of_gateway;
