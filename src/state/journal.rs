use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Edge, Record, State, StateError};
use crate::names::ResourceId;
use crate::value::Tree;
use crate::world::{Durable, Lasting};

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum Entry {
    /// First line: the state the rest applies to.
    Base {
        /// [`State::FORMAT`] of the engine that began it; the records in it have that shape.
        #[serde(default = "first_format")]
        format: u32,
        /// [`super::State::lineage`].
        lineage: String,
        /// [`super::State::serial`] when the run began; a journal of another serial was already folded in.
        serial: u64,
        /// The account the run works in, twelve digits.
        account: String,
        /// The stack's region in this run.
        region: String,
    },
    /// A call that makes something is about to be sent.
    Intent(Intent),
    /// Calls that change or remove what stands are about to be sent; it is found again by its id.
    Changing {
        /// The resource.
        resource: ResourceId,
        /// Name of its kind.
        kind: String,
        /// What the cloud knows it by.
        id: String,
        /// `update`, `widen`, `narrow` or `delete`.
        verb: String,
    },
    /// A resource now exists as recorded.
    Done {
        /// The resource.
        resource: ResourceId,
        /// What the state will say of it.
        record: Record,
    },
    /// A resource is gone.
    Gone {
        /// The resource.
        resource: ResourceId,
        /// Name of its kind.
        kind: String,
        /// What the cloud knew it by: tells a removed old generation from the one that stands.
        id: String,
    },
    /// The intent of this resource certainly did not happen.
    Dropped {
        /// The resource of the intent.
        resource: ResourceId,
    },
}

/// Before the journal said so.
fn first_format() -> u32 {
    1
}

/// What was about to be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// The resource to be made.
    pub resource: ResourceId,
    /// Name of its kind.
    pub kind: String,
    /// References resolved, secrets as digests, the generation's token inside: enough to find it by its natural key.
    pub inputs: Tree,
    /// What its record will say it depends on.
    pub edges: Vec<Edge>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    seq: u64,
    sum: String,
    body: Entry,
}

/// The journal of one apply, open for appending.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: Lasting,
    seq: u64,
}

impl Journal {
    /// Starts the journal of a run, throwing away what stood there: the caller has replayed it into a saved state.
    pub(super) fn start(door: &Durable, path: PathBuf, base: &Entry) -> Result<Self, StateError> {
        let file =
            door.begin(&path).map_err(|source| StateError::Io { path: path.clone(), doing: "writing", source })?;
        let mut journal = Self { path, file, seq: 0 };
        journal.append(base)?;
        Ok(journal)
    }

    /// Writes one entry and waits until it is on the disk. After a failure the entry is not there, and the next one may be tried.
    pub(super) fn append(&mut self, entry: &Entry) -> Result<(), StateError> {
        let body = serde_json::to_string(entry).unwrap_or_default();
        let seq = self.seq + 1;
        let line = format!("{{\"seq\":{seq},\"sum\":\"{}\",\"body\":{body}}}\n", sum(seq, &body));
        self.file.append(line.as_bytes()).map_err(|source| StateError::Io {
            path: self.path.clone(),
            doing: "writing",
            source,
        })?;
        self.seq = seq;
        Ok(())
    }
}

fn sum(seq: u64, body: &str) -> String {
    let digest = Sha256::digest(format!("{seq}:{body}").as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a journal. A torn last line (the process died while writing it) is left out; a bad line before the last is damage.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>, StateError> {
    let (entries, bad) = read_leniently(path)?;
    match bad.first() {
        None => Ok(entries),
        Some(line) => Err(StateError::Damaged {
            path: path.to_owned(),
            what: format!("line {line} is not what was written there"),
        }),
    }
}

/// Reads what can be read of a journal, and the numbers of the lines that cannot, from 1, a torn last one left out.
pub(super) fn read_leniently(path: &Path) -> Result<(Vec<Entry>, Vec<usize>), StateError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((Vec::new(), Vec::new())),
        Err(source) => return Err(StateError::Io { path: path.to_owned(), doing: "reading", source }),
    };
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let (mut entries, mut bad) = (Vec::new(), Vec::new());
    for (index, text) in lines.iter().enumerate() {
        match parse_line(text, index as u64 + 1) {
            Some(entry) => entries.push(entry),
            None if index + 1 == lines.len() => break,
            None => bad.push(index + 1),
        }
    }
    match entries.first() {
        Some(Entry::Base { format, .. }) if *format > State::FORMAT => {
            Err(StateError::Future { path: path.to_owned(), format: u64::from(*format) })
        }
        _ => Ok((entries, bad)),
    }
}

fn parse_line(text: &str, seq: u64) -> Option<Entry> {
    // The sum is over the bytes as written, so that the check does not depend on how JSON is printed.
    let body = text.split_once("\"body\":")?.1.strip_suffix('}')?;
    let line: Line = serde_json::from_str(text).ok()?;
    (line.seq == seq && line.sum == sum(seq, body)).then_some(line.body)
}
