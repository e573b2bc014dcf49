use std::io::{Read as _, Write as _};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The key of one environment: every secret value is sealed under it, and it is wrapped by age for every reader.
///
/// It is never used directly: sealing, digests and the commitment each have a key of their own derived from it.
pub(super) struct DataKey(Zeroizing<[u8; 32]>);

/// The key of digests that state and plans hold. It comes of a data key and outlives it when the readers stay the same, so that
/// values which did not change compare as unchanged.
pub(super) struct DigestKey(Zeroizing<[u8; 32]>);

/// No random bytes from the operating system.
#[derive(Debug)]
pub(super) struct NoRandomness;

impl DataKey {
    /// A fresh random key.
    pub(super) fn generate() -> Result<Self, NoRandomness> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| NoRandomness)?;
        Ok(Self(bytes))
    }

    /// The key from its 32 bytes; `None` for any other length.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(Self(key))
    }

    /// The bytes, to be sealed under the key that follows this one.
    pub(super) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key that values are sealed under.
    pub(super) fn sealing(&self) -> Zeroizing<[u8; 32]> {
        mac(self.0.as_slice(), b"engine sealing key v1")
    }

    /// The digest key that comes of this data key.
    pub(super) fn digest_key(&self) -> DigestKey {
        DigestKey(mac(self.0.as_slice(), b"engine digest key v1"))
    }

    /// What a state file records to notice another data key, lower-case hex.
    pub(super) fn commitment(&self) -> String {
        hex(mac(self.0.as_slice(), b"engine commitment").as_slice())
    }

    /// The key as a binary age file that every reader can open.
    ///
    /// # Errors
    /// What age says: no readers, or a plugin that failed.
    pub(super) fn wrap(&self, readers: &[Box<dyn age::Recipient + Send>]) -> Result<Vec<u8>, String> {
        let readers = readers.iter().map(|reader| -> &dyn age::Recipient { reader.as_ref() });
        let encryptor = age::Encryptor::with_recipients(readers).map_err(|error| clean(&error.to_string()))?;
        let mut wrapped = Vec::new();
        let write = |wrapped: &mut Vec<u8>| {
            let mut writer = encryptor.wrap_output(wrapped)?;
            writer.write_all(self.0.as_slice())?;
            writer.finish().map(|_| ())
        };
        write(&mut wrapped).map_err(|error| clean(&error.to_string()))?;
        Ok(wrapped)
    }

    /// Opens a wrapped key with one identity; `Ok(None)` when the age file opens but does not hold a data key.
    pub(super) fn unwrap(wrapped: &[u8], identity: &dyn age::Identity) -> Result<Option<Self>, age::DecryptError> {
        let decryptor = age::Decryptor::new_buffered(wrapped)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(64));
        // One byte more than a key is enough to see that it is not one; the rest of a hostile file stays unread.
        decryptor.decrypt(std::iter::once(identity))?.take(33).read_to_end(&mut bytes)?;
        Ok(Self::from_bytes(&bytes))
    }
}

impl DigestKey {
    /// The key from its 32 bytes; `None` for any other length.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        DataKey::from_bytes(bytes).map(|key| Self(key.0))
    }

    /// The bytes, to be sealed under a data key.
    pub(super) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Keyed digest of text, lower-case hex: equal texts have equal digests, and nobody without the key can guess.
    pub(super) fn digest(&self, text: &str) -> String {
        hex(mac(self.0.as_slice(), text.as_bytes()).as_slice())
    }
}

fn mac(key: &[u8], text: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An age error as one line: without the invisible direction marks that age puts around names.
pub(super) fn clean(message: &str) -> String {
    let visible: String = message.chars().filter(|c| !('\u{2066}'..='\u{2069}').contains(c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
