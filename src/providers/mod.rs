//! The way to AWS: clients per region, one wrapper around every call, and the door through which a secret reaches a call.
//!
//! Kinds are handed [`Hands`]. They build a request with the SDK and send it through [`Hands::read`], [`Hands::write`] or
//! [`Hands::create`], which differ in what may be repeated after a failure. The SDK's own retries are off: repeating a create
//! whose answer was lost makes a second resource. Every call waits for its turn under the rates AWS allows (see `pace`).

mod clients;
mod hands;
mod look;
mod pace;
mod probe;
mod rates;
mod refusal;

pub use clients::{Clients, Endpoint};
pub use hands::{Called, Hands, Identity, Note, Ticket};
pub use probe::{Answered, Probe, probe};
pub use refusal::{Class, Refusal};
