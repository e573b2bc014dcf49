//! What the embedded cloud writes is unreadable without the key beside it: function environments and origin headers hold
//! secrets, and a folder is copied, backed up and searched more easily than a key file with mode 0600.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::StoreError;

/// First bytes of every sealed file; the byte after them is the version.
const MAGIC: &[u8; 4] = b"ENGC";
const VERSION: u8 = 1;
const NONCE: usize = 24;
const KEY: usize = 32;
const HEADER: usize = MAGIC.len() + 1;

/// Seals and opens the files of one folder with the key in `<dir>/key`.
#[derive(Clone)]
pub(super) struct Seal {
    dir: PathBuf,
    key: Zeroizing<[u8; KEY]>,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seal({})", self.dir.display())
    }
}

impl PartialEq for Seal {
    fn eq(&self, other: &Self) -> bool {
        self.dir == other.dir && *self.key == *other.key
    }
}

impl Seal {
    /// The key of `dir`; `None` when there is none yet.
    ///
    /// # Errors
    /// When the key file cannot be read or is no key.
    pub(super) fn load(dir: &Path) -> Result<Option<Self>, StoreError> {
        let path = dir.join("key");
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("read", &path, &error)),
        };
        let seal = Self { dir: dir.to_owned(), key: Zeroizing::new([0; KEY]) };
        let rest = seal.header(&path, &bytes)?;
        let key = rest.try_into().map_err(|_| seal.damaged(&path, "it does not hold a key"))?;
        Ok(Some(Self { key: Zeroizing::new(key), ..seal }))
    }

    /// A new random key, written to `<dir>/key` for its owner only.
    ///
    /// # Errors
    /// When the file cannot be written or the system gives no random bytes.
    pub(super) fn create(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join("key");
        let mut key = Zeroizing::new([0; KEY]);
        fill(&path, &mut *key)?;
        let mut bytes = Zeroizing::new(Vec::from(MAGIC));
        bytes.push(VERSION);
        bytes.extend_from_slice(&*key);
        replace(&path, &bytes)?;
        Ok(Self { dir: dir.to_owned(), key })
    }

    /// Encrypts `plain` for the file at `path`. The path within the folder is authenticated, so that files cannot be exchanged.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(super) fn seal(&self, path: &Path, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE];
        fill(path, &mut nonce)?;
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: self.label(path).as_bytes() })
            .map_err(|_| StoreError::Io { doing: "encrypt", path: path.to_owned(), why: "it is too large".into() })?;
        let mut bytes = Vec::with_capacity(HEADER + NONCE + sealed.len());
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    /// Decrypts what [`Seal::seal`] made for `path`.
    ///
    /// # Errors
    /// `Damaged` when a bit differs or the key is another one, `Version` when a newer program wrote it.
    pub(super) fn open(&self, path: &Path, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        let rest = self.header(path, bytes)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or_else(|| self.damaged(path, "it is cut short"))?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| self.damaged(path, "it is cut short"))?;
        self.cipher()
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: self.label(path).as_bytes() })
            .map_err(|_| self.damaged(path, "it was changed, or sealed with another key"))
    }

    /// A file name for `digest` that says nothing about it to whoever lacks the key.
    pub(super) fn name(&self, digest: &str) -> String {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&*self.key)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(b"engine embedded cloud: name of a blob\0");
        mac.update(digest.as_bytes());
        hex(&mac.finalize().into_bytes())
    }

    /// The error for a file whose content makes no sense.
    pub(super) fn damaged(&self, path: &Path, why: impl Into<String>) -> StoreError {
        StoreError::Damaged { dir: self.dir.clone(), path: path.to_owned(), why: why.into() }
    }

    fn header<'a>(&self, path: &Path, bytes: &'a [u8]) -> Result<&'a [u8], StoreError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| self.damaged(path, "it is not a file of engine"))?;
        match rest.split_first() {
            Some((&VERSION, rest)) => Ok(rest),
            Some((&found, _)) => {
                Err(StoreError::Version { dir: self.dir.clone(), path: path.to_owned(), found, known: VERSION })
            }
            None => Err(self.damaged(path, "it is cut short")),
        }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.key))
    }

    fn label(&self, path: &Path) -> String {
        format!("{VERSION}:{}", path.strip_prefix(&self.dir).unwrap_or(path).display())
    }
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn fill(path: &Path, bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes).map_err(|error| StoreError::Io {
        doing: "draw random bytes for",
        path: path.to_owned(),
        why: error.to_string(),
    })
}

/// Writes a file nobody else may read, in place: for files nothing refers to yet.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut file| file.write_all(bytes)).map_err(|error| StoreError::io("write", path, &error))
}

/// Puts a file in the place of another in one step: readers, and a kill at any instant, see the old or the new one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let fresh = path.with_extension("new");
    write(&fresh, bytes)?;
    std::fs::rename(&fresh, path).map_err(|error| StoreError::io("replace", path, &error))
}

/// Makes a folder, and those above it, that nobody else may enter.
pub(super) fn make_dir(path: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| StoreError::io("create", path, &error))
}
