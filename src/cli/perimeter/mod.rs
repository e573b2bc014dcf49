//! A perimeter to be asked, from the spec or from what stands: what `trace` and `test` share.

mod ask;
mod foreign;
mod lines;
mod look;
mod oracle;

pub use ask::{request, written};
pub use foreign::policies as foreign_policies;
pub use lines::line;
pub use look::{From, Look, sealed};
