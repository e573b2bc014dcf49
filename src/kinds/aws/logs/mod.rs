//! CloudWatch Logs.

mod log_group;

pub use log_group::{Input as LogGroupInput, LogGroup};
