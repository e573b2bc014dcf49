//! Performs the operations of a plan, in parallel, in the order the plan gives; never plans.
//!
//! Every making is written to the journal before its call and after it, so that a kill at any instant costs nothing but running
//! again: [`recover`] asks the cloud what became of each making whose end is not recorded.

mod event;
mod found;
mod perform;
mod recover;
mod run;
mod schedule;
mod settle;

pub use event::{Event, Watch};
pub use recover::{Recovered, recover};
pub use run::{Failure, Job, Report, run};
pub use settle::settle;
