//! Resources to a perimeter, whether a spec wants them or a cloud told them: both come in the shape of their kinds' inputs.

mod cdn;
mod classic;
mod edge_code;
mod functions;
mod gateway;
mod managed_groups;
mod outputs;
mod policies;
mod read;
mod response_headers;
mod storage;
mod texts;
mod waf;
mod waf_part;

pub use read::{Source, build, outputs, phrase};
pub use texts::Sealed;
