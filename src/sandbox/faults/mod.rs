//! Faults under the SDK's HTTP client and at the door of durable writes: what a cloud, a network and a machine do to a program on
//! a bad day, drawn from a seed so that the day can be had again.
//!
//! [`Faults`] says what may happen and how often; it is read from one line, `seed=7,throttle=0.1,lost=0.05,kill=call:17:after`.
//! [`Rehearsal`] makes it happen: [`Rehearsal::http_client`] goes under the SDK in the place of the cloud's own client,
//! [`Rehearsal::door`] into whatever writes durably.

mod dice;
mod end;
mod fate;
mod line;
mod past;
mod rehearsal;

pub use end::End;
pub use line::{Calls, Denied, Faults, FaultsError, Kill, Moment};
pub use rehearsal::{Rehearsal, Tally};
