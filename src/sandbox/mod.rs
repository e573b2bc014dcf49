//! An embedded cloud: AWS's control plane on this machine, under the SDK's HTTP client.
//!
//! A [`Cloud`] holds a [`World`] (typed state of every service), answers requests as AWS would (guards and error codes
//! included), and keeps itself in a folder so that the next process finds it as it was left. Each service is one module with
//! `State` (its part of the world) and `handle`. The chassis is `winterbaume-core`: every service is registered behind its
//! `MockService` trait, so a service this sandbox lacks can be added from the `winterbaume-*` crates.
//!
//! Nothing in the flow imports this room: `cli` puts it under the SDK, and `serve` serves its data plane.

mod blobs;
mod call;
mod chunked;
mod cloud;
mod data_plane;
mod ground;
mod router;
mod scope;
mod seal;
mod spelling;
mod store;
mod store_error;
mod tracked;
mod world;
mod xml;

pub mod faults;
pub mod front;
pub mod services;

pub use blobs::BlobStore;
pub use call::{Answer, Call};
pub use cloud::Cloud;
pub use data_plane::Runnable;
pub use store_error::StoreError;
pub use tracked::Tracked;
pub use world::World;
pub use xml::Element;
