//! The door to the outside: clocks, specs and the folder they stand in. Whoever reads time takes a [`Clock`], whoever reads specs
//! takes [`Files`], whoever reads what stands beside a spec takes a [`Folder`].

mod clock;
mod files;
mod folder;
mod package;
mod sleepers;

pub use clock::Clock;
pub use files::{Disk, Files, InMemory};
pub use folder::Folder;
