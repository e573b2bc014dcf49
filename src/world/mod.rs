//! The door to the outside: clocks, specs and the folder they stand in. Whoever reads time takes a [`Clock`], whoever reads specs
//! takes [`Files`], whoever reads what stands beside a spec takes a [`Folder`], whoever writes what a kill must not take away
//! writes through [`Durable`], and whoever changes a file of the user's goes through [`rewrite`].

mod clock;
mod durable;
mod files;
mod folder;
mod package;
mod rewrite;
mod sleepers;

pub use clock::Clock;
pub use durable::{Durable, Instant, Lasting};
pub use files::{Disk, Files, InMemory};
pub use folder::Folder;
pub use rewrite::rewrite;
