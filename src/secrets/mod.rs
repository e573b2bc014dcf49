//! Config values and secrets of an environment; the only place where plaintext exists.
//!
//! In: `spec.<env>.kdl` beside the spec, and a private key of the person who runs the command. Out: plain values, keyed digests,
//! and a secret's plain text into the one provider call that needs it.
//!
//! One random data key per environment is wrapped by age for every reader. Each secret is sealed under it with
//! XChaCha20-Poly1305, bound to stack, environment and key name. A reader who is removed gets a new data key made behind them.
//! State and plans hold digests under a digest key. A rekey for the same readers passes it on, so that values which stay compare as
//! unchanged; the removal of a reader makes a new one, because with the old one and a state file they could try guesses of later
//! values. The commitment that state holds is of the data key itself, so a file under a foreign key is noticed all the same.
//!
//! Files are edited by splicing the text, so comments, order and spelling stay.
//!
//! It must never show a plain value in an error, and never write one to disk.

pub mod codes;

mod check;
mod complaints;
mod config_file;
mod config_reader;
mod data_key;
mod demand;
mod disk;
mod edit;
mod form;
mod generate;
mod identity;
mod keygen;
mod mask;
mod plain;
mod readers;
mod recipient;
mod scan;
mod seal;
mod settings;
mod setup;
mod vault;

#[cfg(test)]
mod tests;

pub use config_file::{config_path, key_name_is_valid};
pub use demand::{Demand, Room};
pub use generate::generate;
pub use identity::{Ask, Attempt, IdentitySearch, Outcome};
pub use keygen::{NewIdentity, keygen};
pub use plain::{Locked, Plain};
pub use readers::{Reader, Rekeyed};
pub use scan::presentable;
pub use settings::{Change, Listed, Settings, Value};
pub use setup::{SetUp, own_identity, set_up};
pub use vault::Vault;
