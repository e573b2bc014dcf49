//! Functions as processes on this machine: a command of the spec that speaks HTTP, or the code that stands in the cloud over
//! Lambda's Runtime API.
//!
//! - [`Functions`]: all that run; `command`, `instance`, `pool`: how; `package`: code and the program that runs it.
//! - `process`, `said`: a process, and what it prints; `runtime_api`: what a runtime talks to.
//! - `http_call`, `proxy_answer`: between API Gateway's shape of requests and answers and HTTP's.

mod authorizer;
mod command;
mod functions;
mod http_call;
mod instance;
mod moment;
mod package;
mod pool;
mod process;
mod proxy_answer;
mod runtime_api;
mod said;

pub use functions::{Functions, Outcome};
pub use moment::Moment;
