//! The data plane of the embedded cloud on loopback: what viewers and callers meet, with functions that run for real.
//!
//! In: a perimeter as it was read back from the cloud ([`Scene`]), HTTP requests on two ports ([`Door`]). Out: HTTP answers, and
//! an [`Event`] for every request and everything functions say. Which requests get through is decided by `reqpath` alone; this
//! room carries them: it runs functions, fetches objects and error pages, and writes answers as CloudFront and API Gateway do.
//!
//! - [`Plane`]: what is served, exchanged whole after every apply; `door`: which part of the perimeter a request is for.
//! - `way`: a request's way in and its answer's way back; `reply`: that answer.
//! - `traffic`: requests counted against limits, and what distributions keep of answers.
//! - `function`: functions as processes: a command that speaks HTTP, or Lambda's Runtime API.
//! - [`page`]: the page that shows it all; [`listen`]: ports; [`certificate`]: for the one
//!   that speaks TLS, too.
//!
//! It binds loopback only, and no request makes it do anything but answer and call the perimeter's own functions.

mod arrival;
pub mod certificate;
mod conditions;
mod door;
mod event;
mod function;
pub mod listen;
pub mod page;
mod plane;
mod reply;
mod scene;
mod secrets;
mod traffic;
mod way;

pub use door::Door;
pub use event::{Event, Line, Watch};
pub use plane::{Plane, Setting};
pub use scene::Scene;
