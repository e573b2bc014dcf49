//! WAF Classic Regional: sets, rules and web ACLs that are changed by deltas under change tokens.
//!
//! The five kinds of object differ in words and in what they hold, not in how they are made, changed and removed: `noun` is the
//! table of the words, `object` the operations, `item` what may be put in.

mod association;
mod handle;
mod item;
mod logging;
mod noun;
mod object;
mod state;
mod token;

pub use handle::handle;
pub use noun::Noun;
pub use state::{Object, State};
