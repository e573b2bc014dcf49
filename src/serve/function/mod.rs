//! Functions as processes on this machine: a command of the spec that speaks HTTP, or the code that stands in the cloud over
//! Lambda's Runtime API.
//!
//! - [`Functions`]: all that run; `command`, `instance`, `pool`: how; `package`: code and the program that runs it.
//! - `process`, `said`: a process, and what it prints; `leash`: how all of them end with this program, however it ends.
//! - `runtime_api`: what a runtime talks to; `client`: runtimes for Python and Node, for machines without AWS's own.
//! - `http_call`, `proxy_answer`: between API Gateway's shape of requests and answers and HTTP's.

mod authorizer;
mod client;
mod command;
mod functions;
mod http_call;
mod instance;
mod leash;
mod moment;
mod package;
mod pool;
mod process;
mod proxy_answer;
mod runtime_api;
mod said;

pub use functions::{Functions, Outcome};
pub use moment::Moment;
