//! CloudWatch Logs.

pub mod log_group;

#[cfg(test)]
mod tests;

pub use log_group::{Input as LogGroupInput, LogGroup};
