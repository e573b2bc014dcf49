//! Every state that was saved lately, so that a damaged or missing one is no loss: the newest version is always the state
//! itself, written before it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{State, StateError, file};
use crate::world::Durable;

/// How many are kept. An apply saves at most two.
const KEPT: usize = 20;

/// The folder `versions` beside the state.
#[derive(Debug)]
pub(super) struct Versions {
    folder: PathBuf,
}

/// A saved state, as listed.
#[derive(Debug)]
pub struct Version {
    /// [`State::serial`], from the file's name.
    pub serial: u64,
    /// Where it is kept.
    pub path: PathBuf,
    /// The state, or why it cannot be used.
    pub state: Result<State, StateError>,
}

impl Versions {
    pub(super) fn beside(state: &Path) -> Self {
        Self { folder: state.with_file_name("versions") }
    }

    fn path(&self, serial: u64) -> PathBuf {
        // Ten digits, so that a listing by name is one by age.
        self.folder.join(format!("{serial:010}.json"))
    }

    /// Keeps `text` as version `serial`, and lets go of the oldest ones.
    pub(super) fn keep(&self, door: &Durable, serial: u64, text: &str) -> Result<(), StateError> {
        fs::create_dir_all(&self.folder).map_err(|source| StateError::Io {
            path: self.folder.clone(),
            doing: "making",
            source,
        })?;
        file::replace(door, &self.path(serial), text)?;
        let serials = self.serials()?;
        let old = serials.len().saturating_sub(KEPT);
        for serial in &serials[..old] {
            // Kept a little longer when it cannot be removed: the next save tries again.
            let _ = fs::remove_file(self.path(*serial));
        }
        Ok(())
    }

    /// Serials kept, oldest first.
    fn serials(&self) -> Result<Vec<u64>, StateError> {
        let io = |source| StateError::Io { path: self.folder.clone(), doing: "reading", source };
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(io(source)),
        };
        let mut serials = Vec::new();
        for entry in entries {
            let name = entry.map_err(io)?.file_name();
            serials.extend(name.to_str().and_then(|name| name.strip_suffix(".json")?.parse::<u64>().ok()));
        }
        serials.sort_unstable();
        Ok(serials)
    }

    /// All of them, newest first.
    pub(super) fn all(&self) -> Result<Vec<Version>, StateError> {
        let serials = self.serials()?;
        Ok(serials.into_iter().rev().map(|serial| self.version(serial)).collect())
    }

    /// The newest, whether it can be used or not.
    pub(super) fn newest(&self) -> Result<Option<Version>, StateError> {
        Ok(self.serials()?.last().map(|&serial| self.version(serial)))
    }

    fn version(&self, serial: u64) -> Version {
        let path = self.path(serial);
        let missing = || StateError::Damaged { path: path.clone(), what: "it is gone".into() };
        let state = file::read(&path).and_then(|state| state.ok_or_else(missing));
        Version { serial, path, state }
    }
}
