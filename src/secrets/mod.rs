//! Config values and secrets of an environment; the only place where plaintext exists.

use std::fmt;

use zeroize::Zeroizing;

use crate::value::SecretRef;

/// Plain text of a secret. It has no `Debug`, `Display`, `Serialize` or `Clone`, and is wiped when dropped.
pub struct Plain(Zeroizing<String>);

impl Plain {
    /// Takes ownership of plain text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Why a secret cannot be opened here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked(pub String);

impl fmt::Display for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The values of one environment.
#[derive(Default)]
pub struct Vault {}

impl Vault {
    /// Opens a secret for a call.
    ///
    /// # Errors
    /// When it does not exist or no identity on this machine can decrypt it.
    pub fn open(&self, secret: &SecretRef) -> Result<Plain, Locked> {
        Err(Locked(format!("`{}` is not set", secret.name)))
    }

    /// Keyed digest of a secret's value in its form; `None` when this machine cannot decrypt.
    pub fn digest(&self, _secret: &SecretRef) -> Option<String> {
        None
    }

    /// Keyed digest of plain text read from a cloud, comparable with [`Vault::digest`].
    pub fn digest_of_live(&self, _plain: &str) -> String {
        String::new()
    }

    /// `text` with every secret opened so far replaced by `(secret NAME)`.
    pub fn mask(&self, text: &str) -> String {
        text.to_owned()
    }
}
