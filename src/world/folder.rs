use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::value::FileRef;

/// The folder of a spec, seen through relative paths with `/` between parts.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Length and digest of a file, read as a stream.
    ///
    /// # Errors
    /// What opening or reading gave.
    pub fn file(&self, relative: &str) -> io::Result<FileRef> {
        let mut file = File::open(self.0.join(relative))?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        let mut bytes = 0;
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                read => {
                    digest.update(&buffer[..read]);
                    bytes += read as u64;
                }
            }
        }
        let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(FileRef { path: relative.to_owned(), sha256, bytes })
    }

    /// The whole text of a file.
    ///
    /// # Errors
    /// What reading gave; `InvalidData` when it is not UTF-8.
    pub fn text(&self, relative: &str) -> io::Result<String> {
        std::fs::read_to_string(self.0.join(relative))
    }

    /// Every file below a folder, relative to that folder, sorted. Names starting with a dot are left out.
    ///
    /// # Errors
    /// What walking gave; a link out of the folder is followed like any other.
    pub fn walk(&self, relative: &str) -> io::Result<Vec<String>> {
        let root = self.0.join(relative);
        let mut files = Vec::new();
        let visible =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        for entry in walkdir::WalkDir::new(&root).follow_links(true).into_iter().filter_entry(visible) {
            let entry = entry.map_err(io::Error::from)?;
            if entry.file_type().is_file() {
                let inside = entry.path().strip_prefix(&root).unwrap_or(entry.path());
                let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                files.push(parts.join("/"));
            }
        }
        files.sort();
        Ok(files)
    }
}
