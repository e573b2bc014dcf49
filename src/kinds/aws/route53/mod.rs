//! Route 53: zones of ours, zones that are looked up, records.

mod live_record;
pub mod record;
#[cfg(test)]
mod tests;
pub mod zone;
mod zone_list;
pub mod zone_lookup;

pub use record::{Alias, Input as RecordInput, Record, normal_name};
pub use zone::{Input as ZoneInput, Zone};
pub use zone_lookup::{Input as ZoneLookupInput, ZoneLookup};
