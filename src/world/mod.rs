//! The door to the outside: clocks and files, so far. Everything that reads time takes a [`Clock`], everything that reads specs
//! takes [`Files`].

mod clock;
mod files;

pub use clock::Clock;
pub use files::{Disk, Files, InMemory};
