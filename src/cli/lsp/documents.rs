use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::positions::{Encoding, Lines};
use crate::world::{Disk, Files};

/// The texts an editor has open, saved or not.
#[derive(Debug, Default)]
pub struct Documents(BTreeMap<PathBuf, Document>);

/// A text an editor has open.
#[derive(Debug)]
pub struct Document {
    /// As the editor calls it.
    pub uri: Uri,
    /// As the editor counts.
    pub version: i32,
    /// All of it.
    pub text: String,
}

impl Documents {
    /// Takes note of a text.
    pub fn open(&mut self, path: PathBuf, document: Document) {
        self.0.insert(path, document);
    }

    /// Forgets a text: the file on the disk is what counts again.
    pub fn close(&mut self, path: &Path) {
        self.0.remove(path);
    }

    /// The text at a path, when it is open.
    pub fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    /// Everything that is open.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.0.keys()
    }

    /// Makes changes to a text, one after the other. Of a text that is not open nothing is known, and nothing changes.
    pub fn change(
        &mut self,
        path: &Path,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        let Some(document) = self.0.get_mut(path) else { return };
        document.version = version;
        for change in changes {
            let Some(range) = change.range else {
                document.text = change.text;
                continue;
            };
            let lines = Lines::new(&document.text, encoding);
            let (start, end) = (lines.offset(range.start), lines.offset(range.end));
            document.text.replace_range(start.min(end)..end.max(start), &change.text);
        }
    }
}

/// What is open lies over what is on the disk.
impl Files for Documents {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        match self.get(path) {
            Some(document) => Ok(document.text.as_bytes()[..document.text.len().min(limit)].to_vec()),
            None => Disk.read(path, limit),
        }
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        match Disk.real_path(path) {
            // Not saved yet.
            Err(_) if self.0.contains_key(path) => Ok(path.to_owned()),
            found => found,
        }
    }
}
