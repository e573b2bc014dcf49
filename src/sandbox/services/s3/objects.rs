use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Version;

/// The objects of a bucket: key to versions, oldest first, never an empty list. Keys stand on shelves, so that the cloud can save
/// the few that a request changed and not all of a site of ten thousand.
#[derive(Debug, Clone)]
pub struct Objects {
    by_key: BTreeMap<String, Vec<Version>>,
    /// Every key with its shelf before it.
    shelved: BTreeSet<(u8, String)>,
    /// Shelves that may differ from what was saved.
    changed: BTreeSet<u8>,
}

/// New ones know nothing of what was saved.
impl Default for Objects {
    fn default() -> Self {
        Self { by_key: BTreeMap::new(), shelved: BTreeSet::new(), changed: (0..=u8::MAX).collect() }
    }
}

impl Deref for Objects {
    type Target = BTreeMap<String, Vec<Version>>;

    fn deref(&self) -> &Self::Target {
        &self.by_key
    }
}

impl Serialize for Objects {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.by_key.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Objects {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut objects = Self::default();
        objects.add(BTreeMap::deserialize(from)?);
        Ok(objects)
    }
}

impl Objects {
    /// Adds a version as the latest of its key, after taking away those that `overwritten` holds for; gives these.
    pub(super) fn push(
        &mut self,
        key: &str,
        version: Version,
        overwritten: impl FnMut(&mut Version) -> bool,
    ) -> Vec<Version> {
        let shelf = self.touch(key);
        self.shelved.insert((shelf, key.to_owned()));
        let versions = self.by_key.entry(key.to_owned()).or_default();
        let gone = versions.extract_if(.., overwritten).collect();
        versions.push(version);
        gone
    }

    /// Takes out the versions of a key that `which` holds for, and the key with the last of them.
    pub(super) fn take(&mut self, key: &str, which: impl FnMut(&mut Version) -> bool) -> Vec<Version> {
        let shelf = self.touch(key);
        let Some(versions) = self.by_key.get_mut(key) else { return Vec::new() };
        let gone = versions.extract_if(.., which).collect();
        if versions.is_empty() {
            self.by_key.remove(key);
            self.shelved.remove(&(shelf, key.to_owned()));
        }
        gone
    }

    /// The latest version of a key, to be changed.
    pub(super) fn latest_mut(&mut self, key: &str) -> Option<&mut Version> {
        self.touch(key);
        self.by_key.get_mut(key)?.last_mut()
    }

    /// What stands on a shelf.
    pub(super) fn shelf(&self, shelf: u8) -> BTreeMap<&str, &[Version]> {
        let from = (shelf, String::new());
        let keys = self.shelved.range(from..).take_while(|(on, _)| *on == shelf).map(|(_, key)| key.as_str());
        keys.filter_map(|key| Some((key, self.by_key.get(key)?.as_slice()))).collect()
    }

    /// Puts a shelf back as it was saved.
    pub(super) fn restore_shelf(&mut self, shelf: u8, objects: BTreeMap<String, Vec<Version>>) {
        let gone: Vec<_> = self.shelved.iter().filter(|(on, _)| *on == shelf).cloned().collect();
        for place in gone {
            self.by_key.remove(&place.1);
            self.shelved.remove(&place);
        }
        self.add(objects);
    }

    /// Shelves that may differ from what was saved; asking counts as saving them.
    pub(super) fn take_changed(&mut self) -> BTreeSet<u8> {
        std::mem::take(&mut self.changed)
    }

    /// Whether there is none.
    pub(super) fn none(&self) -> bool {
        self.by_key.is_empty()
    }

    fn add(&mut self, objects: BTreeMap<String, Vec<Version>>) {
        self.shelved.extend(objects.keys().map(|key| (shelf_of(key), key.clone())));
        self.by_key.extend(objects);
    }

    fn touch(&mut self, key: &str) -> u8 {
        let shelf = shelf_of(key);
        self.changed.insert(shelf);
        shelf
    }
}

/// FNV-1a: spreads keys evenly, and the same in every version of this program.
fn shelf_of(key: &str) -> u8 {
    let hash = key.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 8) ^ (hash >> 16) ^ (hash >> 24)) as u8
}
