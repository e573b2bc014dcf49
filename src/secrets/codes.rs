//! The codes of this room's diagnostics, `E07xx` and `W07xx`, and what stops any command; never reused.

/// The config file cannot be read: missing rights, not UTF-8, over 1 MB, or nested deeper than any config file is.
pub const UNREADABLE: &str = "E0701";
/// The config file is not KDL 2.
pub const NOT_KDL: &str = "E0702";
/// A node, property or value that a config file does not have, or one that it lacks.
pub const SHAPE: &str = "E0703";
/// The config file or a sealed value was written in a format this version does not know.
pub const FORMAT: &str = "E0704";
/// The config file says it belongs to another stack or environment.
pub const FOREIGN: &str = "E0705";
/// A key is set twice.
pub const TWICE: &str = "E0706";
/// A key has a name that no `param` or `secret` can have.
pub const KEY_NAME: &str = "E0707";
/// A recipient is not a public key that age can encrypt to.
pub const RECIPIENT: &str = "E0708";
/// A private key stands where a public key belongs.
pub const PRIVATE_KEY: &str = "E0709";
/// A recipient or identity needs an age plugin, and plugins are off.
pub const PLUGIN: &str = "E0710";
/// The wrapped data key is missing or damaged.
pub const DATA_KEY: &str = "E0711";
/// No identity on this machine opens the data key.
pub const LOCKED: &str = "E0712";
/// A sealed value was moved to another key, environment or stack, edited or cut short.
pub const TAMPERED: &str = "E0713";
/// A secret stands in the config file in clear.
pub const IN_CLEAR: &str = "E0714";
/// A key that is asked for is not set.
pub const NOT_SET: &str = "E0715";
/// Somebody else changes the config file at the same time.
pub const CONCURRENT: &str = "E0716";
/// A file cannot be written.
pub const UNWRITABLE: &str = "E0717";
/// A secret would become a plain value without being asked for.
pub const DOWNGRADE: &str = "E0718";
/// The list of recipients does not allow what was asked: unknown, there already, or the last one.
pub const READERS: &str = "E0719";
/// A file that must not be overwritten exists.
pub const EXISTS: &str = "E0720";
/// The data key is not wrapped for as many readers as are listed.
pub const STALE_WRAP: &str = "W0721";
/// A secret is shorter than the spec asks for.
pub const TOO_SHORT: &str = "E0722";
/// A secret is longer than a place it goes to takes, or has characters that place cannot hold.
pub const UNFIT: &str = "E0724";
/// The operating system gave no random bytes.
pub const NO_RANDOMNESS: &str = "E0900";
