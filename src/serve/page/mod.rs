//! The page on loopback: the perimeter drawn, its requests as they came and come, and a box to send one and see its trace.
//!
//! Plain files of this program, without anything from elsewhere. It answers to names of this machine only, and to no page of
//! another site: what it sends into the perimeter is what a person at this machine could send.

mod answer;
mod history;
mod send;

pub use answer::Page;
pub use history::History;
