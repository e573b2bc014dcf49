//! What only traffic has that really flows: what was counted of it, and what distributions keep of answers.
//!
//! - `counters`: requests counted against limits; `kept`: answers at the edge, and for how long.
//! - `tally`: [`Traffic`], and one request in front of it, which counts it once however often it is asked.

mod counters;
mod kept;
mod tally;

pub use tally::Traffic;
