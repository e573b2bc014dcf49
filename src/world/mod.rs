<<<<<<< HEAD
//! The door to the outside: clocks and the folder of a spec. Whoever reads time takes a [`Clock`], whoever reads files beside
//! the spec a [`Folder`].

mod clock;
mod folder;
mod package;

pub use clock::Clock;
pub use folder::Folder;
=======
//! The door to the outside: clocks and files, so far. Everything that reads time takes a [`Clock`], everything that reads specs
//! takes [`Files`].

mod clock;
mod files;

pub use clock::Clock;
pub use files::{Disk, Files, InMemory};
>>>>>>> language
