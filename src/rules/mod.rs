//! Checks over the typed spec that look at more than one value.
//!
//! In: what could be made of a spec. Out: problems. One file for each rule; no rule says what only follows from another problem.

mod allowed;
mod api_keys;
mod behavior_shadowed;
mod classic_says;
mod classic_waf;
mod edge_behind_cdn;
mod error_pages;
mod fix;
mod forbidden_header;
mod function_outlasts_gateway;
mod group_rules;
mod header_unchecked;
mod header_unsent;
mod host_forwarded;
mod log_region;
mod nobody_reaches;
mod old_tls;
mod oversize_passes;
mod pattern;
mod proxy_without_parent;
mod rule;
mod secret_in_clear;
mod secret_room;
mod unknown_region;
mod unused;
mod waf_limits;
mod waf_logs;
mod waf_one_sided;

pub use fix::{Fixed, fix};
pub use rule::{Check, Rule, all, check, load, read, validate_files};
pub use secret_room::{SecretRoom, secret_rooms};
