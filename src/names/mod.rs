//! Identity: no bare `String` crosses a room as an id.
//!
//! - [`BlockAddr`]: a block of the spec, `function.api`.
//! - [`ResourceId`]: one AWS resource that a block stands for, `function.api/alias`.

mod block_addr;
mod resource_id;

pub use block_addr::BlockAddr;
pub use resource_id::ResourceId;
