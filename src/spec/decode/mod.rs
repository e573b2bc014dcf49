//! A node to its values, as its declaration says: everything unknown, missing, twice or of the wrong type is complained about
//! here, for all kinds of blocks alike. What a block's own file does afterwards is to put the values into its struct.

mod context;
mod fields;
mod node;
mod strangers;
mod template;
mod value;

pub use context::did_you_mean;
use context::near;
pub(super) use context::{Context, Index, nearest, respelt};
pub(super) use fields::Fields;
pub(super) use node::{decode, enumerated};
#[cfg(test)]
pub(super) use value::default_value;
