//! Route 53: public hosted zones and their records.
//!
//! - `zone`, `record`, `change`, `tags`: operations by noun; `batch`: what AWS checks before a change batch applies, all of it
//!   or nothing; `name`: DNS names as Route 53 writes and orders them.
//!
//! Other services look records up through [`values`].

mod batch;
mod change;
mod handle;
mod name;
mod record;
mod reply;
mod state;
mod tags;
mod zone;

pub use handle::handle;
pub use state::{AliasTarget, RecordSet, State, Zone, values};
pub use zone::register;
