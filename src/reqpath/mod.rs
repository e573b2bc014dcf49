//! Which requests get through: the perimeter as plain data, and what becomes of one request in it.
//!
//! In: resources as the spec wants them, or as they were read from a cloud ([`Source`]). Out: a [`Perimeter`] that can be
//! printed, saved and compared, and for a [`Request`] the [`Trail`] of its hops. Reads values only: it touches no cloud, knows
//! no clock and runs nothing. Three-valued throughout: where AWS does not say, or what decides cannot be known here, the answer
//! is that nobody can tell, and why.
//!
//! - [`model`]: the parts of a perimeter; `build` makes them of resources.
//! - `hops`: one file per kind of hop; [`Judge`] walks them.
//! - [`event`]: what a function gets of a request.

mod build;
pub mod event;
mod header_changes;
mod hops;
mod judge;
mod live;
pub mod model;
pub mod pattern;
mod phrase;
mod request;
mod trail;
mod transform;
mod truth;

pub use build::{Sealed, Source, build, outputs, phrase};
pub use header_changes::{Changed, HeaderChanges};
pub use hops::cloudfront_error;
pub use judge::{Judge, decide};
pub use live::{Limit, Live, Measure, Wanted};
pub use model::Perimeter;
pub use phrase::{Oracle, Phrase, Piece, Position, Secret};
pub use request::{Client, Header, NoUrl, Request, Url};
pub use trail::{Answer, Call, Decision, Fork, Hop, Note, Part, Reached, Step, Trail};
pub use truth::{Assumption, Given, Truth};
