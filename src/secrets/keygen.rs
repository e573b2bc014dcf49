use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use super::disk;
use crate::diag::Diagnostic;

/// An identity that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIdentity {
    /// The file with the private key; only its owner can read it.
    pub path: PathBuf,
    /// The public key, `age1…`, to be added as a recipient.
    pub recipient: String,
}

/// Makes an age identity and writes it to a new file with mode 0600; folders on the way are made for the owner alone.
///
/// # Errors
/// When the file exists (nothing is overwritten) or cannot be written.
pub fn keygen(path: &Path) -> Result<NewIdentity, Diagnostic> {
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let key = identity.to_string();
    let text = Zeroizing::new(format!("# public key: {recipient}\n{}\n", key.expose_secret()));
    disk::create_private(path, &text)?;
    Ok(NewIdentity { path: path.to_owned(), recipient })
}
