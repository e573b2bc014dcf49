//! Route 53: zones of ours, zones that are looked up, records.

mod live_record;
/// A record set of a zone.
pub mod record;
#[cfg(test)]
mod tests;
/// A public zone of ours.
pub mod zone;
mod zone_list;
/// A public zone that somebody else keeps, found by its name.
pub mod zone_lookup;

pub use record::{Alias, Input as RecordInput, Record, normal_name};
pub use zone::{Input as ZoneInput, Zone};
pub use zone_lookup::{Input as ZoneLookupInput, ZoneLookup};
