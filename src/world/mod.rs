//! The door to the outside: clocks, so far. Everything that reads time takes a [`Clock`].

mod clock;

pub use clock::Clock;
