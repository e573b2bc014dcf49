//! Cache, origin request and response headers policies: those CloudFront brings with it, and those of the account.

mod check;
mod managed;
mod own;
mod sort;

pub(super) use own::{create, delete, get, get_config, list, update};
pub(super) use sort::Sort;
