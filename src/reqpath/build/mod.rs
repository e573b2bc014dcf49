//! Resources to a perimeter, whether a spec wants them or a cloud told them: both come in the shape of their kinds' inputs.

mod cdn;
mod classic;
mod edge_code;
mod functions;
mod gateway;
mod outputs;
mod policies;
mod read;
mod storage;
mod texts;
mod waf;

pub use read::{Source, build};
pub use texts::Sealed;
