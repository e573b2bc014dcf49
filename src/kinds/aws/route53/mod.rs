//! Route 53: zones of ours, zones that are looked up, records.

pub mod record;
pub mod zone;
pub mod zone_lookup;

pub use record::{Alias, Input as RecordInput, Record, normal_name};
pub use zone::{Input as ZoneInput, Zone};
pub use zone_lookup::{Input as ZoneLookupInput, ZoneLookup};
