//! SDK types back to rules as data. What the vocabulary lacks becomes `other`, so that it shows as drift.

mod action;
mod group;
mod part;
mod rate;
mod rule;
mod statement;

pub(super) use action::{bodies, default_action, immunity};
pub(super) use rule::{Reader, groups, injected, rules, visibility};
