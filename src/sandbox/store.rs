//! Keeps the world in a folder that several processes may use at once.
//!
//! ```text
//! <dir>/lock            locked for the length of one request; holds nothing
//! <dir>/key             the key all other files are sealed with
//! <dir>/cloud           the manifest: generation, clock, counter, and which file holds each part of the world
//! <dir>/parts/lambda.7  one part, as written by generation 7: a service, or a shelf of S3's objects
//! <dir>/blobs/…         bodies
//! ```
//!
//! A request locks, takes over what other processes changed, runs, writes the parts it changed under names nothing refers to
//! yet, and then replaces the manifest in one rename. Killed before that rename it never happened; killed after it, it did.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::seal::{self, Seal};
use super::{StoreError, World};

/// The folder of a cloud and what of it is in memory.
#[derive(Debug)]
pub(super) struct Folder {
    dir: PathBuf,
    /// What the world in memory was read from or written to; `None` when it cannot be trusted to equal any generation.
    held: Option<Held>,
}

#[derive(Debug)]
struct Held {
    seal: Seal,
    manifest: Manifest,
    /// Written form of each part that is not new.
    written: BTreeMap<String, Vec<u8>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Counts the saved requests.
    generation: u64,
    /// The cloud's clock at the last one, since 1970.
    now: Duration,
    counter: u64,
    /// The generation that wrote each part; a part never written is new.
    parts: BTreeMap<String, u64>,
}

/// The folder between the start and the end of one request. Dropping it without [`Visit::save`] forgets the request.
#[derive(Debug)]
pub(super) struct Visit<'a> {
    folder: &'a mut Folder,
    held: Held,
    /// Unlocks when dropped, also by the death of the process.
    _lock: File,
}

impl Folder {
    /// The cloud in `dir`, which need not exist.
    pub(super) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), held: None }
    }

    /// Locks the folder and brings `world` up to what was saved last.
    ///
    /// # Errors
    /// When the folder cannot be read, or holds something this version does not understand.
    pub(super) fn visit(&mut self, world: &mut World) -> Result<Visit<'_>, StoreError> {
        let lock = self.lock()?;
        // Until this visit is saved, what is in memory equals nothing on disk.
        let held = self.held.take();
        let seal = Seal::load(&self.dir)?;
        let path = self.dir.join("cloud");
        let manifest = read(&path)?;
        let (seal, manifest) = match (seal, manifest) {
            (Some(seal), Some(bytes)) => {
                let bytes = seal.open(&path, &bytes)?;
                let manifest =
                    serde_json::from_slice(&bytes).map_err(|error| seal.damaged(&path, error.to_string()))?;
                (seal, manifest)
            }
            (Some(seal), None) => (seal, Manifest::default()),
            (None, None) => (Seal::create(&self.dir)?, Manifest::default()),
            (None, Some(_)) => {
                let why = "the `key` file beside it is missing".into();
                return Err(StoreError::Damaged { dir: self.dir.clone(), path, why });
            }
        };
        let mut held = match held {
            Some(held) if held.seal == seal && held.manifest.generation <= manifest.generation => held,
            // The first visit, one after a failed save, or the folder was removed and made anew.
            _ => self.anew(&seal, world)?,
        };
        self.take_over(&mut held, manifest, world)?;
        world.blobs.begin(self.dir.join("blobs"), &seal);
        Ok(Visit { folder: self, held, _lock: lock })
    }

    fn lock(&self) -> Result<File, StoreError> {
        let path = self.dir.join("lock");
        let open = || File::options().create(true).append(true).open(&path);
        let file = match open() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                seal::make_dir(&self.dir)?;
                open()
            }
            other => other,
        };
        let file = file.map_err(|error| StoreError::io("open", &path, &error))?;
        file.lock().map_err(|error| StoreError::io("lock", &path, &error))?;
        Ok(file)
    }

    /// Forgets everything in memory, and files that requests killed half-way left behind.
    fn anew(&self, seal: &Seal, world: &mut World) -> Result<Held, StoreError> {
        *world = World::default();
        seal::make_dir(&self.dir.join("parts"))?;
        Ok(Held { seal: seal.clone(), manifest: Manifest::default(), written: BTreeMap::new() })
    }

    /// Reads the parts whose generation differs from the one held.
    fn take_over(&self, held: &mut Held, manifest: Manifest, world: &mut World) -> Result<(), StoreError> {
        let seal = held.seal.clone();
        let path = self.dir.join("cloud");
        if let Some(part) = manifest.parts.keys().find(|part| !World::has_part(part)) {
            return Err(
                seal.damaged(&path, format!("it was written by another version of engine, with a part `{part}`"))
            );
        }
        if let Some(part) = held.manifest.parts.keys().find(|part| !manifest.parts.contains_key(*part)) {
            return Err(seal.damaged(&path, format!("the part `{part}` is gone from it")));
        }
        for (part, generation) in &manifest.parts {
            if held.manifest.parts.get(part) == Some(generation) {
                continue;
            }
            let path = self.part(part, *generation);
            let sealed = read(&path)?.ok_or_else(|| seal.damaged(&path, "it is missing"))?;
            let bytes = seal.open(&path, &sealed)?;
            world.set_part(part, &bytes).map_err(|error| seal.damaged(&path, error.to_string()))?;
            held.written.insert(part.clone(), bytes);
        }
        world.counter = manifest.counter;
        held.manifest = manifest;
        Ok(())
    }

    fn part(&self, part: &str, generation: u64) -> PathBuf {
        self.dir.join("parts").join(format!("{part}.{generation}"))
    }
}

impl Visit<'_> {
    /// The cloud's clock when it was saved last, since 1970; zero in a new cloud.
    pub(super) fn saved_now(&self) -> Duration {
        self.held.manifest.now
    }

    /// The generation in which anything but the time was last changed.
    pub(super) fn edition(&self) -> u64 {
        self.held.manifest.parts.values().copied().max().unwrap_or_default()
    }

    /// Ends a visit that only looked.
    pub(super) fn leave(self) {
        let Self { folder, held, _lock } = self;
        folder.held = Some(held);
    }

    /// Saves what the request changed.
    ///
    /// # Errors
    /// When the disk refuses, or a blob could not be kept. The request then has not happened.
    pub(super) fn save(self, world: &mut World, now: Duration) -> Result<(), StoreError> {
        let Self { folder, mut held, _lock } = self;
        world.blobs.trouble()?;
        let generation = held.manifest.generation + 1;
        let mut manifest = Manifest { generation, now, counter: world.counter, parts: held.manifest.parts.clone() };
        let mut outdated = Vec::new();
        for part in world.take_changed() {
            let bytes = written(&part, world.part(&part))?;
            let unchanged = match held.written.get(&part) {
                Some(before) => *before == bytes,
                None => written(&part, World::default().part(&part))? == bytes,
            };
            if unchanged {
                continue;
            }
            let path = folder.part(&part, generation);
            seal::write(&path, &held.seal.seal(&path, &bytes)?)?;
            outdated.extend(manifest.parts.insert(part.clone(), generation).map(|old| folder.part(&part, old)));
            held.written.insert(part, bytes);
        }
        let unchanged = Manifest { generation: held.manifest.generation, ..manifest.clone() };
        if unchanged != held.manifest {
            let path = folder.dir.join("cloud");
            let bytes = serde_json::to_vec(&manifest)
                .map_err(|error| StoreError::Unwritable { part: "manifest".to_owned(), why: error.to_string() })?;
            seal::replace(&path, &held.seal.seal(&path, &bytes)?)?;
            held.manifest = std::mem::take(&mut manifest);
        }
        for path in outdated {
            // A file that stays behind is swept away when the cloud is next opened.
            let _ = std::fs::remove_file(path);
        }
        world.blobs.sweep();
        folder.held = Some(held);
        Ok(())
    }

    /// Removes what requests that were killed half-way left in `parts/`.
    pub(super) fn tidy(&self) {
        let parts = &self.held.manifest.parts;
        let used: BTreeSet<_> = parts.iter().map(|(part, generation)| self.folder.part(part, *generation)).collect();
        let Ok(entries) = std::fs::read_dir(self.folder.dir.join("parts")) else { return };
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| !used.contains(path)) {
            // Untidy, not wrong.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn written(part: &str, bytes: serde_json::Result<Vec<u8>>) -> Result<Vec<u8>, StoreError> {
    bytes.map_err(|error| StoreError::Unwritable { part: part.to_owned(), why: error.to_string() })
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("read", path, &error)),
    }
}
