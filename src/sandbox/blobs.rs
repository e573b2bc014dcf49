use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::StoreError;
use super::seal::{self, Seal};

/// Bodies too large to keep in a service's state (objects, function code), by the SHA-256 of their content in hexadecimal.
///
/// In a cloud that lives in memory they are in memory; in one that lives in a folder each is a sealed file in `blobs/`, written
/// by [`BlobStore::put`] and deleted after the request that removed it has been saved. A service keeps the digest in its state.
/// Equal bodies are one blob: whoever removes one first sees to it that nothing else refers to it.
#[derive(Debug, Clone, Default)]
pub struct BlobStore {
    memory: BTreeMap<String, Bytes>,
    shelf: Option<Shelf>,
    /// Removed by the request under way; deleted when it is saved.
    removed: BTreeSet<String>,
    /// What went wrong in the request under way: services cannot do anything about it, the request as a whole fails.
    trouble: Arc<Mutex<Option<StoreError>>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Shelf {
    dir: PathBuf,
    seal: Seal,
}

impl Shelf {
    fn path(&self, digest: &str) -> PathBuf {
        self.dir.join(self.seal.name(digest))
    }
}

impl BlobStore {
    /// Keeps `body`; gives its digest.
    pub fn put(&mut self, body: Bytes) -> String {
        let digest = seal::hex(&Sha256::digest(&body));
        self.removed.remove(&digest);
        match &self.shelf {
            None => {
                self.memory.insert(digest.clone(), body);
            }
            Some(shelf) => {
                let path = shelf.path(&digest);
                // Content never changes under a digest, and a file is only renamed into place when it is complete.
                if !path.exists() {
                    let written = seal::make_dir(&shelf.dir)
                        .and_then(|()| shelf.seal.seal(&path, &body))
                        .and_then(|sealed| seal::replace(&path, &sealed));
                    self.note(written);
                }
            }
        }
        digest
    }

    /// The body with this digest; `None` when there is none.
    pub fn get(&self, digest: &str) -> Option<Bytes> {
        let Some(shelf) = &self.shelf else { return self.memory.get(digest).cloned() };
        if self.removed.contains(digest) {
            return None;
        }
        let path = shelf.path(digest);
        let opened = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => Err(StoreError::io("read", &path, &error)),
            Ok(sealed) => shelf.seal.open(&path, &sealed),
        };
        self.note(opened).map(Bytes::from)
    }

    /// Forgets the body with this digest; nothing happens when there is none.
    pub fn remove(&mut self, digest: &str) {
        self.memory.remove(digest);
        if self.shelf.is_some() {
            self.removed.insert(digest.to_owned());
        }
    }

    /// Starts a request on the blobs of a folder.
    pub(super) fn begin(&mut self, dir: PathBuf, seal: &Seal) {
        self.removed.clear();
        self.trouble = Arc::default();
        let shelf = Shelf { dir, seal: seal.clone() };
        if self.shelf.as_ref() != Some(&shelf) {
            self.shelf = Some(shelf);
        }
    }

    /// What went wrong since [`BlobStore::begin`].
    pub(super) fn trouble(&self) -> Result<(), StoreError> {
        match self.trouble.lock().unwrap_or_else(|broken| broken.into_inner()).take() {
            Some(trouble) => Err(trouble),
            None => Ok(()),
        }
    }

    /// Deletes what the request that was just saved removed.
    pub(super) fn sweep(&mut self) {
        let removed = std::mem::take(&mut self.removed);
        if let Some(shelf) = &self.shelf {
            for digest in removed {
                // A file that stays behind costs room and nothing else.
                let _ = std::fs::remove_file(shelf.path(&digest));
            }
        }
    }

    fn note<T>(&self, outcome: Result<T, StoreError>) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(error) => {
                self.trouble.lock().unwrap_or_else(|broken| broken.into_inner()).get_or_insert(error);
                None
            }
        }
    }
}
