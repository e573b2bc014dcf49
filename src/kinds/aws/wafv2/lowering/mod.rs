//! Rules as data to SDK types. The only place where the secrets in them are opened.

mod action;
mod group;
mod opener;
mod part;
mod rate;
mod rule;
mod statement;

pub(super) use action::{bodies, captcha, challenge, default_action};
pub(super) use opener::Opener;
pub(super) use part::field;
pub(super) use rule::{incomplete, rules, visibility};
