//! `engine` turns a KDL spec that describes an API perimeter into running AWS resources.
//!
//! Data moves one way, and every hand-over is a plain value that can be printed, saved and compared:
//!
//! ```text
//! kdl text -> syntax tree -> typed spec -> desired resources -> graph -> plan -> execution -> state
//! ```
//!
//! # The rooms, in the order data passes through them
//!
//! The floor, known by every room and knowing none of them:
//! - [`names`]: newtypes for identity (block addresses, resource ids, regions, stack names).
//! - [`diag`]: diagnostics, spans, the source map and the renderers.
//! - [`world`]: the only door to the clock, files, the terminal and the environment.
//! - [`value`]: trees that may hold references, secrets and digests; how they resolve and differ.
//!
//! The flow, each room knowing only the floor and the rooms above it here:
//! - [`syntax`]: KDL text to a spanned tree; the only room that names the KDL library.
//! - [`spec`]: the tree to typed blocks, driven by one declaration table per block kind.
//! - [`rules`]: checks over the typed spec that need more than one block.
//! - [`kinds`]: the resource vocabulary: one file per kind of AWS resource behind one trait.
//! - [`desired`]: typed blocks to a flat list of desired resources.
//! - [`graph`]: a generic dependency graph: order, cycles with their path, pictures.
//! - [`state`]: what is recorded: state file, journal, lock.
//! - [`observe`]: reads the cloud; never writes.
//! - [`plan`]: desired, recorded and observed to a list of operations; pure.
//! - [`apply`]: performs the operations of a plan; never plans.
//!
//! The wings:
//! - [`secrets`]: age identities and sealed values; the only place plaintext exists.
//! - [`providers`]: AWS clients, the call wrapper (retries, error classes), secrets opened for a call.
//! - [`sandbox`]: an embedded cloud that stands in for AWS under the SDK's HTTP client.
//! - [`reqpath`]: which requests get through: the perimeter as data and what becomes of a request; touches no cloud.
//! - [`serve`]: the data plane of the embedded cloud on loopback: requests carried as `reqpath` decides, functions run for real.
//! - [`cli`]: one file per command; nothing else prints.
//!
//! # Files it touches
//!
//! `spec.kdl` and its includes (read; written by `fmt` and `validate --fix`), `spec.<env>.kdl` (config and sealed secrets),
//! `.engine/<stack>/<env>/state.json` and `journal`, `.engine/local/` (the embedded cloud), `.engine/build/` (zips of function
//! folders), and `plan.json` when asked for.

#![warn(missing_docs)]

pub mod apply;
pub mod cli;
pub mod desired;
pub mod diag;
pub mod graph;
pub mod kinds;
pub mod names;
pub mod observe;
pub mod plan;
pub mod providers;
pub mod reqpath;
pub mod rules;
pub mod sandbox;
pub mod secrets;
pub mod serve;
pub mod spec;
pub mod state;
pub mod syntax;
pub mod value;
pub mod world;
