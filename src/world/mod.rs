//! The door to the outside: clocks and the folder of a spec. Whoever reads time takes a [`Clock`], whoever reads files beside
//! the spec a [`Folder`].

mod clock;
mod folder;

pub use clock::Clock;
pub use folder::Folder;
