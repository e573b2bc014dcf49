//! ACM: public certificates and their validation by DNS.
//!
//! A certificate's records appear two seconds after the request; it is issued thirty seconds after the last of them stands in
//! Route 53, and times out after 72 hours. Other services ask with [`issued_names`].

mod handle;
mod list;
mod request;
mod state;
mod tags;
mod view;

pub use handle::handle;
pub use state::{Certificate, State, Status, issued_names, settle};
