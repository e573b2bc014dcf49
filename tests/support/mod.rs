//! What tests stand on.

pub mod perimeter;
pub mod place;
