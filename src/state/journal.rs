use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Edge, Record, StateError};
use crate::names::ResourceId;
use crate::value::Tree;
use crate::world::{Durable, Lasting};

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum Entry {
    /// First line: the state the rest applies to.
    Base { lineage: String, serial: u64, account: String, region: String },
    /// A call that makes something is about to be sent.
    Intent(Intent),
    /// A resource now exists as recorded.
    Done { resource: ResourceId, record: Record },
    /// A resource is gone.
    Gone { resource: ResourceId, kind: String, id: String },
    /// The intent of this resource certainly did not happen.
    Dropped { resource: ResourceId },
}

/// What was about to be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    pub resource: ResourceId,
    pub kind: String,
    /// References resolved, secrets as digests, the generation's token inside: enough to find it by its natural key.
    pub inputs: Tree,
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
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StateError::Io { path: path.to_owned(), doing: "reading", source }),
    };
    let lines: Vec<&str> = text.lines().collect();
    let mut entries = Vec::new();
    for (index, text) in lines.iter().enumerate() {
        match parse_line(text, index as u64 + 1) {
            Some(entry) => entries.push(entry),
            None if index + 1 == lines.len() => break,
            None => {
                return Err(StateError::Damaged {
                    path: path.to_owned(),
                    what: format!("line {} is not what was written there", index + 1),
                });
            }
        }
    }
    Ok(entries)
}

fn parse_line(text: &str, seq: u64) -> Option<Entry> {
    // The sum is over the bytes as written, so that the check does not depend on how JSON is printed.
    let body = text.split_once("\"body\":")?.1.strip_suffix('}')?;
    let line: Line = serde_json::from_str(text).ok()?;
    (line.seq == seq && line.sum == sum(seq, body)).then_some(line.body)
}
