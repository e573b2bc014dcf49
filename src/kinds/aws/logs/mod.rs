//! CloudWatch Logs.

/// A named place for log lines, with how long they are kept.
pub mod log_group;

#[cfg(test)]
mod tests;

pub use log_group::{Input as LogGroupInput, LogGroup};
